import { Button } from '@fluentui/react-components';
import { ChevronLeftRegular } from '@fluentui/react-icons/svg/chevron-left';
import { ChevronRightRegular } from '@fluentui/react-icons/svg/chevron-right';
import { useLocation } from 'wouter';
import { useSpoken } from '../text/text.tsx';
import { seenList } from './seen-list.ts';

/** From one device of the list that was seen last to the one before or after it. */
export function Neighbours({ id }: { readonly id: string }) {
  const {
    text: { devices: text },
    format,
  } = useSpoken();
  const [, go] = useLocation();
  const { ids = [] } = seenList() ?? {};
  const place = ids.indexOf(id);
  if (place < 0 || ids.length < 2) return null;
  const to = (neighbour: string | undefined) => () =>
    neighbour !== undefined && go(`/devices/${encodeURIComponent(neighbour)}`);
  const [previous, next] = [ids[place - 1], ids[place + 1]];
  const where = text.place(format.number(place + 1), format.number(ids.length));
  return (
    <>
      <Button
        icon={<ChevronLeftRegular />}
        title={where}
        disabledFocusable={previous === undefined}
        onClick={to(previous)}
      >
        {text.previous}
      </Button>
      <Button
        icon={<ChevronRightRegular />}
        iconPosition="after"
        title={where}
        disabledFocusable={next === undefined}
        onClick={to(next)}
      >
        {text.next}
      </Button>
    </>
  );
}
