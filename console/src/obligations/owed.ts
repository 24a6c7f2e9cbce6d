import type { Obligation } from '../../../src/client/resources.ts';
import type { ObligationKind } from '../../../src/model/obligation.ts';

// What is owed to the outside. Watches and reminders of the service are obligations too, and so is the end of an open session.
const towardsPartner: readonly ObligationKind[] = ['grant.retire', 'session.open'];
const atTheEnd: ObligationKind = 'session.close';

/** A `$filter` for what is owed to partners and not done. */
export const owed = [
  `kind in (${towardsPartner.map((kind) => `'${kind}'`)}) and status in ('pending','running','failing','reported')`,
  `kind eq '${atTheEnd}' and status in ('running','failing','reported')`,
].join(' or ');

/** A `$filter` for what is over, and nobody knows whether it is at the partner. */
export const unconfirmed = "status eq 'unconfirmed'";

export const stateColours = {
  pending: 'informative',
  running: 'informative',
  failing: 'warning',
  reported: 'danger',
  completed: 'success',
  cancelled: 'informative',
  unconfirmed: 'danger',
} as const satisfies Record<Obligation['status'], string>;

/** Whether trying again may change something. */
export function isOpen({ status }: Pick<Obligation, 'status'>): boolean {
  return status === 'pending' || status === 'failing' || status === 'reported' || status === 'running';
}
