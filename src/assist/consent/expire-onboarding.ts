import { millisecondsOf } from '../../edm/date-time.ts';
import type { Duty } from '../../obligations/duty.ts';
import { findPartner, lockPartner } from '../../store/table/partners.ts';
import type { TenantTx } from '../../store/tenant.ts';
import type { Assist } from '../assist.ts';
import { canHappen } from '../partner/onboarding.ts';
import { transition } from '../partner/transition.ts';

/** Takes a partner back to `notOnboarded` when consent did not come in time. */
export function expireOnboarding(assist: Assist): Duty<'onboarding.expire'> {
  return async ({ tenantId, subject }) => {
    const partner = await assist.database.read(tenantId, (db) => findPartner(db, subject));
    const expiry = partner?.onboardingStatus === 'onboarding' ? partner.onboardingRequestExpiryDateTime : undefined;
    const left = expiry === undefined ? 0 : millisecondsOf(expiry) - assist.clock.now();
    if (left > 0) return { kind: 'again', inMs: left, reason: 'consent is still awaited' };
    return { kind: 'done', write: (tx) => expire(tx, subject) };
  };
}

/** What is begun anew meanwhile has cancelled this obligation, so that nothing of it is written. */
async function expire(tx: TenantTx, partnerId: string): Promise<void> {
  const partner = await lockPartner(tx, partnerId);
  if (!partner || !canHappen(partner.onboardingStatus, 'expired')) return;
  await transition(tx, 'service', partner, 'expired', {});
}
