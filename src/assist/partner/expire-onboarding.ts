import { millisecondsOf } from '../../edm/date-time.ts';
import { activities } from '../../model/audit-activities.ts';
import type { Duty } from '../../obligations/duty.ts';
import type { PartnerTable } from '../../store/schema.ts';
import { findPartner, lockPartner } from '../../store/table/partners.ts';
import type { TenantTx } from '../../store/tenant.ts';
import type { Assist } from '../assist.ts';
import { audit } from '../audit/audit.ts';
import { detach } from './detach.ts';
import { after, type OnboardingStatus } from './onboarding.ts';

/** Takes a partner back to `notOnboarded` when consent did not come in time. */
export function expireOnboarding(assist: Assist): Duty<'onboarding.expire'> {
  return async ({ tenantId, subject }) => {
    const partner = await assist.database.read(tenantId, (db) => findPartner(db, subject));
    const left = partner?.onboardingStatus === 'onboarding' ? expiryOf(partner) - assist.clock.now() : 0;
    if (left > 0) return { kind: 'again', inMs: left, reason: 'the onboarding was begun anew' };
    return { kind: 'done', write: (tx) => expire(tx, subject) };
  };
}

const expiryOf = (partner: PartnerTable) => millisecondsOf(partner.onboardingRequestExpiryDateTime);

async function expire(tx: TenantTx, partnerId: string): Promise<void> {
  const partner = await lockPartner(tx, partnerId);
  const next = partner && after(partner.onboardingStatus as OnboardingStatus, 'expired');
  if (!next || expiryOf(partner) > tx.now) return;
  await detach(tx, partner);
  await audit(tx, 'service', {
    activity: activities.onboardingExpired,
    resource: partner,
    result: 'Failure',
    changes: [{ name: 'OnboardingStatus', from: partner.onboardingStatus, to: next }],
  });
}
