import type { Answer, Surface } from '../../http/exchange.ts';

/** What `az login` asks a token for, and then which subscriptions there are. Nothing of Azure is here, so there are none. */
export const azureManagementAudiences: readonly string[] = [
  'https://management.core.windows.net',
  'https://management.azure.com',
];

interface Tenant {
  readonly tenantId: string;
  readonly displayName?: string | undefined;
  readonly domain: string;
}

/** The two collections of Azure's management API that a sign-in reads, by first path segment. */
export function azureManagement(tenants: readonly Tenant[]): Readonly<Record<string, Surface>> {
  const listed = tenants.map(({ tenantId, displayName, domain }) => ({
    id: `/tenants/${tenantId}`,
    tenantId,
    displayName,
    defaultDomain: domain,
  }));
  return { subscriptions: async () => list([]), tenants: async () => list(listed) };
}

function list(value: readonly object[]): Answer {
  const headers = { 'Content-Type': 'application/json; charset=utf-8', 'Cache-Control': 'no-store' };
  return { status: 200, headers, body: JSON.stringify({ value }) };
}
