import { makeStyles, mergeClasses, Text, tokens } from '@fluentui/react-components';
import { NavigationRegular } from '@fluentui/react-icons/svg/navigation';
import { Link } from 'wouter';
import type { SignedIn } from '../sign-in/session.ts';
import { useText } from '../text/text.tsx';
import { AccountMenu } from './account-menu.tsx';
import { BarButton } from './bar-button.tsx';
import { SettingsMenu } from './settings-menu.tsx';

const useStyles = makeStyles({
  root: {
    gridColumn: '1 / -1',
    display: 'flex',
    alignItems: 'center',
    gap: tokens.spacingHorizontalS,
    minHeight: '48px',
    paddingInline: tokens.spacingHorizontalM,
    backgroundColor: tokens.colorBrandBackground,
    color: tokens.colorNeutralForegroundOnBrand,
  },
  product: {
    flexGrow: 1,
    minWidth: 0,
    color: 'inherit',
    textDecorationLine: 'none',
    ':focus-visible': { outline: `2px solid ${tokens.colorNeutralForegroundOnBrand}` },
  },
  subtitle: {
    marginInlineStart: tokens.spacingHorizontalS,
    '@media (max-width: 40rem)': { display: 'none' },
  },
  toggle: { display: 'none', '@media (max-width: 40rem)': { display: 'inline-flex' } },
});

export function Header({
  session,
  version,
  navigation,
}: {
  readonly session: SignedIn;
  readonly version: string;
  readonly navigation: { readonly open: boolean; readonly toggle: () => void };
}) {
  const { product, shell } = useText();
  const styles = useStyles();
  return (
    <header className={styles.root}>
      <BarButton
        className={mergeClasses(styles.toggle)}
        icon={<NavigationRegular />}
        aria-label={shell.navigation}
        aria-expanded={navigation.open}
        aria-controls="navigation"
        onClick={navigation.toggle}
      />
      <Link href="/" className={styles.product}>
        <Text weight="semibold" size={400}>
          {product}
        </Text>
        <Text className={styles.subtitle}>{shell.subtitle}</Text>
      </Link>
      <SettingsMenu version={version} />
      <AccountMenu session={session} />
    </header>
  );
}
