import type { Graph } from '../../client/graph.ts';
import { type Tenant, tenantsPath } from '../../client/resources.ts';
import { isGuid } from '../../core/guid.ts';
import { CommandFailure, exitCodes } from '../exit-codes.ts';
import { collect } from '../listing.ts';
import { printableLine } from '../terminal/printable.ts';
import type { Column } from '../terminal/result.ts';
import type { Terminal } from '../terminal/terminal.ts';

export const tenantColumns: readonly Column<Tenant>[] = [
  { title: 'Name', value: (each) => each.displayName },
  { title: 'Subscription', value: (each) => each.subscriptionState },
  { title: 'Added', value: (each) => each.createdDateTime, minor: true },
  { title: 'Suspended', value: (each) => each.suspendedDateTime, minor: true },
  { title: 'Issuers', value: (each) => each.trustedIssuers.join(', '), minor: true },
  { title: 'Id', value: (each) => each.id, whole: true },
];

/** Says of an organisation that nobody can sign in for what has to be done. */
export function noteUntrusted({ note }: Pick<Terminal, 'note'>, { trustedIssuers, tenantId }: Tenant): void {
  if (trustedIssuers.length > 0) return;
  note(
    `No issuer may speak for ${tenantId}, so every token of its people is refused (401): add it to "tenants" of its issuer in the setting issuers, and restart assistd.`,
  );
}

/** The argument that names an organisation. */
export const tenantArgument = {
  name: 'tenant',
  required: true,
  description: 'Its name or id.',
  names: 'tenants',
} as const;

/** The id of the organisation that has it, or that name in whatever case. @throws CommandFailure */
export async function tenantId(graph: Graph, named: string): Promise<string> {
  if (isGuid(named)) return named;
  const tenants = await collect(graph.list<Tenant>(tenantsPath));
  const found = tenants.filter(({ displayName }) => displayName?.toLowerCase() === named.toLowerCase());
  const [tenant] = found;
  if (tenant && found.length === 1) return tenant.id;
  const choice = found.map(({ id, displayName }) => printableLine(`${id}  ${displayName}`)).join('\n');
  if (found.length > 1) {
    throw new CommandFailure(exitCodes.usage, 'several organisations could be meant: name one by its id', choice);
  }
  throw new CommandFailure(
    exitCodes.notFound,
    `no organisation is called ${JSON.stringify(named)}`,
    'To see all: assistd tenants list',
  );
}
