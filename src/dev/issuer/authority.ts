import type { DevelopmentClient, DevelopmentDirectory, DevelopmentTenant, DevelopmentUser } from './directory.ts';
import { refusal } from './entra-error.ts';

/** Whether `name` stands for whichever tenant the person belongs to. */
export function isAnyTenant(name: string): boolean {
  return /^(organizations|common)$/i.test(name);
}

/**
 * The tenants that an authority's first segment stands for: the one of that id or domain, or every one.
 * @throws EntraError when there is none
 */
export function tenantsAt({ tenants }: DevelopmentDirectory, name: string): readonly DevelopmentTenant[] {
  if (isAnyTenant(name)) return tenants;
  const lower = name.toLowerCase();
  const found = tenants.filter(({ tenantId, domain }) => [tenantId, domain.toLowerCase()].includes(lower));
  if (found.length > 0) return found;
  throw lower === 'consumers' ? refusal('consumers') : refusal('tenantUnknown', { name });
}

/** A client, and those of the tenants in question that have it. */
export interface Registered {
  readonly client: DevelopmentClient;
  readonly tenants: readonly DevelopmentTenant[];
}

/** @throws EntraError when no tenant at `name` has such a client */
export function registeredAt(directory: DevelopmentDirectory, name: string, clientId: string | null): Registered {
  const candidates = tenantsAt(directory, name);
  if (clientId === null) throw refusal('missing', { parameter: 'client_id' });
  const client = directory.clients.find((each) => each.clientId.toLowerCase() === clientId.toLowerCase());
  const tenants = candidates.filter(
    ({ tenantId }) => client?.tenantIds === '*' || client?.tenantIds.includes(tenantId),
  );
  if (client !== undefined && tenants.length > 0) return { client, tenants };
  const where = directoryName(name, candidates);
  throw refusal('clientUnknown', { clientId, where });
}

/** What a refusal calls the directory at `name`. */
export function directoryName(name: string, [first]: readonly DevelopmentTenant[]): string {
  return isAnyTenant(name) || first === undefined ? name : first.displayName;
}

/** Who can sign in to one of `tenants`. Whoever is a member of one and a guest of another signs in to their own. */
export function peopleOf({ users }: DevelopmentDirectory, tenants: readonly DevelopmentTenant[]): DevelopmentUser[] {
  const people = users.filter((user) => tenants.some(({ tenantId }) => tenantId === user.tenantId));
  const members = people.filter(({ userType }) => userType !== 'Guest');
  return people.filter((each) => members.includes(each) || !personNamed(members, each.userPrincipalName));
}

export function personNamed(people: readonly DevelopmentUser[], name: string | null): DevelopmentUser | undefined {
  return people.find(({ userPrincipalName }) => userPrincipalName.toLowerCase() === name?.toLowerCase());
}
