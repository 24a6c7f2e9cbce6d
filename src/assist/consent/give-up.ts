import { findAwaitedGrant } from '../../store/table/grants.ts';
import { findOnboarding } from '../../store/table/onboardings.ts';
import { lockPartner } from '../../store/table/partners.ts';
import type { TenantTx } from '../../store/tenant.ts';
import { canHappen } from '../partner/onboarding.ts';
import { transition } from '../partner/transition.ts';

/**
 * Takes a partner whose consent came to nothing back to `notOnboarded`, with the reason in the trail; one that is begun anew stays,
 * and so does one whose newer consent is being asked for, or waits to be confirmed.
 */
export async function giveUp(tx: TenantTx, partnerId: string, reason: string): Promise<void> {
  const partner = await lockPartner(tx, partnerId);
  if (!partner || (await findOnboarding(tx, partnerId)) || (await findAwaitedGrant(tx, partnerId))) return;
  if (!canHappen(partner.onboardingStatus, 'denied')) return;
  await transition(tx, 'service', partner, 'denied', { Reason: reason });
}
