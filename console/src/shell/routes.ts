import { lazy } from 'react';
import { OverviewPage } from '../overview/overview-page.tsx';

// One chunk a page; all are fetched once the first is shown, so that going to one costs no wait.
const load = {
  partners: () => import('../partners/partners-page.tsx'),
  devices: () => import('../devices/devices-page.tsx'),
  sessions: () => import('../sessions/sessions-page.tsx'),
  audit: () => import('../audit/audit-page.tsx'),
  tenants: () => import('../tenants/tenants-page.tsx'),
} as const;

/** The pages, in the order of the navigation. */
export const routes = [
  { name: 'overview', path: '/', Page: OverviewPage },
  { name: 'partners', path: '/partners', Page: lazy(async () => ({ default: (await load.partners()).PartnersPage })) },
  { name: 'devices', path: '/devices', Page: lazy(async () => ({ default: (await load.devices()).DevicesPage })) },
  { name: 'sessions', path: '/sessions', Page: lazy(async () => ({ default: (await load.sessions()).SessionsPage })) },
  { name: 'audit', path: '/audit', Page: lazy(async () => ({ default: (await load.audit()).AuditPage })) },
  { name: 'tenants', path: '/tenants', Page: lazy(async () => ({ default: (await load.tenants()).TenantsPage })) },
] as const;

export type RouteName = (typeof routes)[number]['name'];

export function loadAllPages(): void {
  for (const page of Object.values(load)) void page().catch(() => {});
}
