import { cancelObligations } from '../../store/table/obligations.ts';
import { takeOnboarding } from '../../store/table/onboardings.ts';
import { updatePartner } from '../../store/table/partners.ts';
import type { TenantTx } from '../../store/tenant.ts';
import { retire } from '../retirement/retire.ts';
import { unconnected } from './partner.ts';

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
