import { owe } from '../obligations/owe.ts';
import { updateGrant } from '../store/grants.ts';
import { cancelObligations } from '../store/obligations.ts';
import { takeOnboarding } from '../store/onboardings.ts';
import { updatePartner } from '../store/partners.ts';
import type { TenantTx } from '../store/tenant.ts';
import { unconnected } from './partner.ts';
import { surrenderSessions } from './session.ts';

/** What detaching needs to know of a partner's row, which the caller has locked. */
export interface Attached {
  readonly id: string;
  readonly onboardingStatus: string;
  readonly grant_id: string | null;
}

/**
 * Takes the partner back to `notOnboarded`: from the commit on no new session can use the grant, an awaited consent comes too
 * late, and the grant is owed for retirement at the partner.
 */
export async function detach(tx: TenantTx, partner: Attached): Promise<void> {
  if (partner.onboardingStatus === 'notOnboarded') return;
  await takeOnboarding(tx, partner.id);
  await cancelObligations(tx, 'onboarding.expire', partner.id);
  if (partner.grant_id !== null) await retire(tx, partner.grant_id);
  await updatePartner(tx, partner.id, unconnected);
}

/** Owes the retirement of a grant that no partner uses any more. */
export async function retire(tx: TenantTx, grantId: string): Promise<void> {
  await updateGrant(tx, grantId, { state: 'retiring' });
  await cancelObligations(tx, 'grant.watch', grantId);
  await owe(tx, { kind: 'grant.retire', subject: grantId, payload: {} });
  await surrenderSessions(tx, grantId);
}
