import { DrawerBody, makeStyles, mergeClasses, OverlayDrawer, tokens } from '@fluentui/react-components';
import { BuildingMultipleRegular } from '@fluentui/react-icons/svg/building-multiple';
import { ClipboardTaskListLtrRegular } from '@fluentui/react-icons/svg/clipboard-task-list-ltr';
import { ClipboardTextLtrRegular } from '@fluentui/react-icons/svg/clipboard-text-ltr';
import { DesktopRegular } from '@fluentui/react-icons/svg/desktop';
import { HeadsetRegular } from '@fluentui/react-icons/svg/headset';
import { HomeRegular } from '@fluentui/react-icons/svg/home';
import { PlugConnectedRegular } from '@fluentui/react-icons/svg/plug-connected';
import { PlugConnectedSettingsRegular } from '@fluentui/react-icons/svg/plug-connected-settings';
import { ReceiptRegular } from '@fluentui/react-icons/svg/receipt';
import { SettingsRegular } from '@fluentui/react-icons/svg/settings';
import { Link, useLocation } from 'wouter';
import { useMedia } from '../elements/screen/media.ts';
import { useTravel } from '../elements/screen/travel.ts';
import { useText } from '../text/text.tsx';
import { useMe, useMissing } from '../wire/me.ts';
import { openWhileSuspended, pageOf, type RouteName, routes } from './routes.tsx';

/** Where the navigation has no room beside the page. */
const narrowScreen = '(max-width: 40rem)';

const icons: Readonly<Record<RouteName, typeof HomeRegular>> = {
  overview: HomeRegular,
  partners: PlugConnectedRegular,
  devices: DesktopRegular,
  sessions: HeadsetRegular,
  disconnects: ReceiptRegular,
  obligations: ClipboardTaskListLtrRegular,
  connectors: PlugConnectedSettingsRegular,
  audit: ClipboardTextLtrRegular,
  settings: SettingsRegular,
  tenants: BuildingMultipleRegular,
};

const useStyles = makeStyles({
  root: {
    width: '13.5rem',
    overflow: 'auto',
    padding: tokens.spacingHorizontalS,
    backgroundColor: tokens.colorNeutralBackground1,
    borderRight: `1px solid ${tokens.colorNeutralStroke2}`,
    boxSizing: 'border-box',
    '@media print': { display: 'none' },
    '@media (max-width: 64rem)': { width: 'auto' },
  },
  drawer: { width: 'min(18rem, 85vw)' },
  inDrawer: { padding: tokens.spacingHorizontalS },
  list: { listStyleType: 'none', margin: 0, padding: 0, display: 'grid', gap: tokens.spacingVerticalXXS },
  link: {
    position: 'relative',
    display: 'flex',
    alignItems: 'center',
    gap: tokens.spacingHorizontalM,
    minHeight: '40px',
    paddingInline: tokens.spacingHorizontalM,
    borderRadius: tokens.borderRadiusMedium,
    color: tokens.colorNeutralForeground1,
    textDecorationLine: 'none',
    ':hover': { backgroundColor: tokens.colorNeutralBackground1Hover, color: tokens.colorNeutralForeground1Hover },
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}` },
  },
  current: {
    fontWeight: tokens.fontWeightSemibold,
    backgroundColor: tokens.colorNeutralBackground1Selected,
    color: tokens.colorNeutralForeground1Selected,
    '::before': {
      content: '""',
      position: 'absolute',
      insetInlineStart: 0,
      height: '20px',
      width: '3px',
      borderRadius: tokens.borderRadiusCircular,
      backgroundColor: tokens.colorCompoundBrandStroke,
      '@media (forced-colors: active)': { backgroundColor: 'Highlight', forcedColorAdjust: 'none' },
    },
  },
  icon: { fontSize: '20px', flexShrink: 0, display: 'flex' },
  label: { '@media (min-width: 40.01rem) and (max-width: 64rem)': { display: 'none' } },
});

/** The pages, beside the page; where there is no room for that, in a drawer over it. */
export function Navigation({ open, close }: { readonly open: boolean; readonly close: () => void }) {
  const { shell } = useText();
  const styles = useStyles();
  const narrow = useMedia(narrowScreen);
  useTravel(close);
  if (!narrow) {
    return (
      <nav aria-label={shell.navigation} className={styles.root}>
        <PageList close={close} />
      </nav>
    );
  }
  return (
    <OverlayDrawer
      open={open}
      position="start"
      className={styles.drawer}
      aria-label={shell.navigation}
      onOpenChange={(_, { open: stays }) => !stays && close()}
    >
      <DrawerBody className={styles.inDrawer}>
        <nav aria-label={shell.navigation}>
          <PageList close={close} />
        </nav>
      </DrawerBody>
    </OverlayDrawer>
  );
}

/** Tenants are shown to those who may list them; to a suspended organisation, those pages on which it can end something. */
function PageList({ close }: { readonly close: () => void }) {
  const styles = useStyles();
  const { data, isSuccess: known } = useMe();
  const operator = useMissing('tenants.list') === undefined && known;
  const [location] = useLocation();
  const stillOpen: readonly RouteName[] = ['overview', ...openWhileSuspended];
  const shown = routes
    .filter(({ name }) => name !== 'tenants' || operator)
    .filter(({ name }) => data?.organisation.isServed !== false || stillOpen.includes(name));
  return (
    <ul className={styles.list}>
      {shown.map(({ name, path }) => (
        <li key={name}>
          <PageTab name={name} path={path} location={location} onClick={close} />
        </li>
      ))}
    </ul>
  );
}

function PageTab({
  name,
  path,
  location,
  onClick,
}: {
  readonly name: RouteName;
  readonly path: string;
  readonly location: string;
  readonly onClick: () => void;
}) {
  const { pages } = useText();
  const styles = useStyles();
  const current = pageOf(location) === name;
  const Icon = icons[name];
  return (
    <Link
      href={path}
      onClick={onClick}
      className={mergeClasses(styles.link, current && styles.current)}
      // Of a page that a list leads to, it is the place where one is, and not the page.
      aria-current={current ? (location === path ? 'page' : 'true') : undefined}
      aria-label={pages[name]}
      title={pages[name]}
    >
      <span className={styles.icon}>
        <Icon />
      </span>
      <span className={styles.label}>{pages[name]}</span>
    </Link>
  );
}
