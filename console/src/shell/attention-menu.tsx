import { CounterBadge, Menu, MenuItem, MenuList, MenuTrigger, makeStyles } from '@fluentui/react-components';
import { AlertRegular } from '@fluentui/react-icons/svg/alert';
import { useLocation } from 'wouter';
import { inWindow, MenuBox } from '../elements/button/menu-box.tsx';
import { useText } from '../text/text.tsx';
import { useAttention } from '../wire/attention.ts';
import { BarButton } from './bar-button.tsx';

const useStyles = makeStyles({
  root: { position: 'relative' },
  count: { position: 'absolute', top: 0, right: 0, pointerEvents: 'none' },
});

/** What needs somebody, on every page. */
export function AttentionMenu() {
  const { attention: text, overview, obligations } = useText();
  const styles = useStyles();
  const wanting = useAttention();
  const [, go] = useLocation();
  return (
    <Menu positioning={inWindow}>
      <MenuTrigger disableButtonEnhancement>
        <BarButton
          className={styles.root}
          icon={
            <>
              <AlertRegular />
              {wanting.length > 0 && (
                <CounterBadge className={styles.count} count={wanting.length} size="small" color="danger" aria-hidden />
              )}
            </>
          }
          aria-label={wanting.length === 0 ? text.nothing : text.count(wanting.length)}
        />
      </MenuTrigger>
      <MenuBox label={text.title}>
        <MenuList>
          {wanting.length === 0 && <MenuItem disabled>{text.nothing}</MenuItem>}
          {wanting.map(({ id, kind, status }) => (
            <MenuItem
              key={id}
              secondaryContent={obligations.states[status]}
              onClick={() => go(`/obligations?show=all&obligation=${encodeURIComponent(id)}`)}
            >
              {overview.kinds[kind] ?? kind}
            </MenuItem>
          ))}
        </MenuList>
      </MenuBox>
    </Menu>
  );
}
