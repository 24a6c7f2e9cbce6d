import { makeStyles, Text, tokens, useRestoreFocusTarget } from '@fluentui/react-components';
import { NavigationRegular } from '@fluentui/react-icons/svg/navigation';
import { Link } from 'wouter';
import { legible } from '../text/legible.ts';
import { shortened } from '../text/shortened.ts';
import { useText } from '../text/text.tsx';
import { useMe } from '../wire/me.ts';
import { AccountMenu } from './account-menu.tsx';
import { AttentionMenu } from './attention-menu.tsx';
import { BarButton } from './bar-button.tsx';
import { SearchEverything } from './search-everything.tsx';
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
    '@media print': { display: 'none' },
    '@media (forced-colors: active)': { borderBottom: '1px solid CanvasText' },
  },
  product: {
    flexGrow: 1,
    flexShrink: 0,
    color: 'inherit',
    textDecorationLine: 'none',
    // In which organisation one is, is worth more than what it is called.
    '@media (max-width: 24rem)': { display: 'none' },
    ':focus-visible': { outline: `2px solid ${tokens.colorNeutralForegroundOnBrand}` },
  },
  subtitle: {
    marginInlineStart: tokens.spacingHorizontalS,
    '@media (max-width: 64rem)': { display: 'none' },
  },
  organisation: {
    flexShrink: 1,
    marginInlineStart: 'auto',
    minWidth: 0,
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    whiteSpace: 'nowrap',
    unicodeBidi: 'isolate',
  },
  domain: { marginInlineStart: tokens.spacingHorizontalS, '@media (max-width: 40rem)': { display: 'none' } },
  toggle: { display: 'none', '@media (max-width: 40rem)': { display: 'inline-flex' } },
});

export function Header({
  version,
  navigation,
}: {
  readonly version: string;
  readonly navigation: { readonly open: boolean; readonly toggle: () => void };
}) {
  const { product, shell } = useText();
  const styles = useStyles();
  const restored = useRestoreFocusTarget();
  return (
    <header className={styles.root}>
      <BarButton
        {...restored}
        className={styles.toggle}
        icon={<NavigationRegular />}
        aria-label={shell.navigation}
        aria-expanded={navigation.open}
        onClick={navigation.toggle}
      />
      <Link href="/" className={styles.product}>
        <Text weight="semibold" size={400}>
          {product}
        </Text>
        <Text className={styles.subtitle}>{shell.subtitle}</Text>
      </Link>
      <Organisation />
      <SearchEverything />
      <AttentionMenu />
      <SettingsMenu version={version} />
      <AccountMenu />
    </header>
  );
}

/** In which organisation everything here happens: its name, and the domain that its people know it by. */
function Organisation() {
  const styles = useStyles();
  const organisation = useMe().data?.organisation;
  if (!organisation) return null;
  const { displayName, domain, tenantId } = organisation;
  const name = legible(displayName ?? domain ?? tenantId);
  return (
    <span className={styles.organisation} title={shortened([name, domain, tenantId].filter(Boolean).join(' · '), 300)}>
      <Text weight="semibold">{shortened(name, 100)}</Text>
      {domain && domain !== name && <Text className={styles.domain}>{domain}</Text>}
    </span>
  );
}
