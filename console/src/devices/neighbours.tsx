import { Button, makeStyles, Text } from '@fluentui/react-components';
import { ChevronLeftRegular } from '@fluentui/react-icons/svg/chevron-left';
import { ChevronRightRegular } from '@fluentui/react-icons/svg/chevron-right';
import { useLocation } from 'wouter';
import { PageLink } from '../elements/page/page-link.tsx';
import { useSpoken } from '../text/text.tsx';
import { seenList } from './seen-list.ts';

const useStyles = makeStyles({ place: { alignSelf: 'center' } });

/** From one device of the list that was seen last to the one before or after it, and back to the list. */
export function Neighbours({ id }: { readonly id: string }) {
  const {
    text: { devices: text },
    format,
  } = useSpoken();
  const styles = useStyles();
  const [, go] = useLocation();
  const list = seenList();
  const place = list?.ids.indexOf(id) ?? -1;
  if (!list || place < 0) return null;
  const { href, ids, total } = list;
  const to = (neighbour: string | undefined) => () =>
    neighbour !== undefined && go(`/devices/${encodeURIComponent(neighbour)}`);
  const [previous, next] = [ids[place - 1], ids[place + 1]];
  return (
    <>
      <Button icon={<ChevronLeftRegular />} disabledFocusable={previous === undefined} onClick={to(previous)}>
        {text.previous}
      </Button>
      <Text size={200} role="status" className={styles.place}>
        <PageLink href={href}>{text.place(format.number(place + 1), format.number(total ?? ids.length))}</PageLink>
      </Text>
      <Button
        icon={<ChevronRightRegular />}
        iconPosition="after"
        disabledFocusable={next === undefined}
        onClick={to(next)}
      >
        {text.next}
      </Button>
    </>
  );
}
