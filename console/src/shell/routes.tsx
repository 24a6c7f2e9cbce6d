import { type ComponentType, use } from 'react';
import { ConfirmPage } from '../consent/confirm-page.tsx';
import { part } from '../elements/browser/part.ts';
import { OverviewPage } from '../overview/overview-page.tsx';

interface LazyPage {
  readonly Page: ComponentType;
  readonly preload: () => Promise<unknown>;
}

/**
 * A page in a chunk of its own. Unlike `React.lazy` it does not suspend once the chunk is there: that would show the fallback, which
 * React then leaves up for 300 ms. A promise that says so itself is not waited for by `use`.
 */
function lazyPage(load: () => Promise<ComponentType>): LazyPage {
  let loading: Promise<ComponentType> | undefined;
  const preload = () => {
    if (loading) return loading;
    const begun = part(load)();
    loading = begun;
    begun.then(
      (value) => Object.assign(begun, { status: 'fulfilled', value }),
      () => {
        loading = undefined;
      },
    );
    return begun;
  };
  function Page() {
    const Loaded = use(preload());
    return <Loaded />;
  }
  return { Page, preload };
}

const lazy = {
  partners: lazyPage(async () => (await import('../partners/partners-page.tsx')).PartnersPage),
  devices: lazyPage(async () => (await import('../devices/devices-page.tsx')).DevicesPage),
  sessions: lazyPage(async () => (await import('../sessions/sessions-page.tsx')).SessionsPage),
  disconnects: lazyPage(async () => (await import('../disconnects/disconnects-page.tsx')).DisconnectsPage),
  disconnect: lazyPage(async () => (await import('../disconnects/disconnect-page.tsx')).DisconnectPage),
  obligations: lazyPage(async () => (await import('../obligations/obligations-page.tsx')).ObligationsPage),
  connectors: lazyPage(async () => (await import('../connectors/connectors-page.tsx')).ConnectorsPage),
  audit: lazyPage(async () => (await import('../audit/audit-page.tsx')).AuditPage),
  settings: lazyPage(async () => (await import('../settings/settings-page.tsx')).SettingsPage),
  device: lazyPage(async () => (await import('../devices/device-page.tsx')).DevicePage),
  person: lazyPage(async () => (await import('../people/person-page.tsx')).PersonPage),
  offboarding: lazyPage(async () => (await import('../tenants/offboarding-page.tsx')).OffboardingPage),
  tenants: lazyPage(async () => (await import('../tenants/tenants-page.tsx')).TenantsPage),
} as const;

/** The pages, in the order of the navigation. */
export const routes = [
  { name: 'overview', path: '/', Page: OverviewPage },
  { name: 'partners', path: '/partners', Page: lazy.partners.Page },
  { name: 'devices', path: '/devices', Page: lazy.devices.Page },
  { name: 'sessions', path: '/sessions', Page: lazy.sessions.Page },
  { name: 'disconnects', path: '/disconnects', Page: lazy.disconnects.Page },
  { name: 'obligations', path: '/obligations', Page: lazy.obligations.Page },
  { name: 'audit', path: '/audit', Page: lazy.audit.Page },
  { name: 'connectors', path: '/connectors', Page: lazy.connectors.Page },
  { name: 'settings', path: '/settings', Page: lazy.settings.Page },
  { name: 'tenants', path: '/tenants', Page: lazy.tenants.Page },
] as const;

/** The pages of one thing each, which lists lead to. */
export const innerRoutes = [
  { within: 'disconnects', path: '/disconnects/:id', Page: lazy.disconnect.Page },
  { within: 'devices', path: '/devices/:id', Page: lazy.device.Page },
  { within: 'devices', path: '/people', Page: lazy.person.Page },
  { within: 'tenants', path: '/tenants/:id', Page: lazy.offboarding.Page },
  { within: 'partners', path: '/connect', Page: ConfirmPage },
] as const;

/** Under which page of the navigation an address is. */
export function pageOf(location: string): RouteName | undefined {
  const first = (path: string) => path.split('/')[1];
  const of = first(location);
  return (
    routes.find(({ path }) => first(path) === of)?.name ?? innerRoutes.find(({ path }) => first(path) === of)?.within
  );
}

/** What a suspended organisation can end all the same, and see the proof of. */
export const openWhileSuspended = ['partners', 'sessions', 'disconnects', 'obligations'] as const;

export type RouteName = (typeof routes)[number]['name'];

/** Fetches every page, so that going to one costs no wait. A page that cannot be had now is asked for again when it is wanted. */
export function loadAllPages(): void {
  for (const { preload } of Object.values(lazy)) preload().catch(() => {});
}
