import { type Instant, later } from '../../core/clock.ts';
import { activities } from '../../model/audit-activities.ts';
import type { PartnerAccount } from '../../partner/granted.ts';
import type { OnboardingTable } from '../../store/schema/connection.ts';
import { updateGrant } from '../../store/table/grants.ts';
import type { LockedPartner } from '../../store/table/partners.ts';
import type { TenantTx } from '../../store/tenant.ts';
import { type Assist, connectorNamed } from '../assist.ts';
import { audit } from '../audit/audit.ts';
import { transition } from '../partner/transition.ts';
import { accountName, isToPark, nameOf } from './behind-consent.ts';
import type { OnboardingOutcome } from './onboarding-outcome.ts';

/** Who began the onboarding that a consent came of, and who stands behind it. */
type Behind = Pick<OnboardingTable, 'requested_by' | 'confirmed_by'>;

/** What a consent counts whose grant is stored, and held: it connects the partner, or is parked until a caller confirms its account. */
export async function countConsent(
  tx: TenantTx,
  assist: Assist,
  partner: LockedPartner,
  grantId: string,
  behind: Behind,
  account: PartnerAccount | undefined,
): Promise<OnboardingOutcome> {
  const shown = accountName(account);
  if (isToPark(assist, behind)) {
    await updateGrant(tx, grantId, { state: 'parked', requested_by: behind.requested_by });
    return park(tx, partner, account);
  }
  await transition(tx, 'service', partner, 'consented', {
    grantId,
    connectedBy: behind.confirmed_by ?? behind.requested_by,
    watchAt: firstWatch(tx, assist, partner.connector),
    PartnerAccount: shown,
    RequestedBy: nameOf(behind.requested_by),
    ConfirmedBy: nameOf(behind.confirmed_by),
  });
  return { kind: 'connected', partner: partner.displayName, account: shown };
}

/** Leaves the partner as it is, until a caller confirms the account. One that the partner does not name cannot be confirmed. */
async function park(
  tx: TenantTx,
  partner: LockedPartner,
  account: PartnerAccount | undefined,
): Promise<OnboardingOutcome> {
  const { displayName } = partner;
  if (!account) {
    await transition(tx, 'service', partner, 'denied', { Reason: 'the partner did not say whose account consented' });
    return { kind: 'failed', partner: displayName };
  }
  await audit(tx, 'service', {
    activity: activities.consentParked,
    resource: partner,
    changes: [
      { name: 'PartnerAccount', from: null, to: accountName(account) },
      { name: 'PartnerCompany', from: null, to: account.company },
    ],
  });
  return { kind: 'parked', partner: displayName, account: accountName(account) };
}

/** A partner that lists devices is asked at once. */
export function firstWatch(tx: TenantTx, assist: Assist, connector: string): Instant {
  const { inventory, events } = connectorNamed(assist, connector)?.capabilities ?? {};
  return inventory || events === 'push' ? tx.now : later(tx.now, assist.watchIntervalMs);
}
