import { Avatar, Menu, MenuItem, MenuList, MenuTrigger, makeStyles, Text, tokens } from '@fluentui/react-components';
import { ArrowExitRegular } from '@fluentui/react-icons/svg/arrow-exit';
import { SignOutRegular } from '@fluentui/react-icons/svg/sign-out';
import { inWindow, MenuBox } from '../elements/button/menu-box.tsx';
import { Name } from '../elements/value/name.tsx';
import { useSession } from '../sign-in/signed-in.ts';
import { useText } from '../text/text.tsx';
import { BarButton } from './bar-button.tsx';

const useStyles = makeStyles({
  person: {
    display: 'flex',
    flexDirection: 'column',
    padding: tokens.spacingHorizontalM,
    maxWidth: '18rem',
  },
});

/** Who is signed in, and the way out. */
export function AccountMenu() {
  const session = useSession();
  const { shell } = useText();
  const styles = useStyles();
  const { name, account, tenantId } = session.person;
  return (
    <Menu positioning={inWindow}>
      <MenuTrigger disableButtonEnhancement>
        <BarButton
          shape="circular"
          // Without initials: what can be read on a button has to be in its name (WCAG 2.2, 2.5.3).
          icon={<Avatar size={32} aria-hidden />}
          aria-label={shell.account(name)}
        />
      </MenuTrigger>
      <MenuBox label={shell.account(name)}>
        <div className={styles.person}>
          <Text weight="semibold">
            <Name>{name}</Name>
          </Text>
          <Text size={200}>
            <Name>{account}</Name>
          </Text>
          {tenantId && <Text size={200}>{shell.tenant(tenantId)}</Text>}
        </div>
        <MenuList>
          {session.away && (
            <MenuItem icon={<ArrowExitRegular />} onClick={() => session.enter?.()}>
              {shell.leave}
            </MenuItem>
          )}
          <MenuItem icon={<SignOutRegular />} onClick={() => void session.signOut()}>
            {shell.signOut}
          </MenuItem>
        </MenuList>
      </MenuBox>
    </Menu>
  );
}
