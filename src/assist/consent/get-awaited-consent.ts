import { dateTimeOf } from '../../edm/date-time.ts';
import { findParkedGrant } from '../../store/table/grants.ts';
import { findOnboarding } from '../../store/table/onboardings.ts';
import { findPartner } from '../../store/table/partners.ts';
import type { Handler } from '../call.ts';
import { found } from '../partner/partner.ts';
import { nameOf } from './behind-consent.ts';
import { accountOf } from './parked.ts';

const nothing = {
  status: 'none',
  requestedBy: null,
  requestedDateTime: null,
  expirationDateTime: null,
  confirmedBy: null,
  consentedDateTime: null,
  accountId: null,
  accountName: null,
  accountEmail: null,
  accountCompany: null,
} as const;

export const getAwaitedConsent: Handler<'partners.awaitedConsent'> = ({ database }, { caller, key }) =>
  database.read(caller.tenantId, async (db) => {
    const partner = found(await findPartner(db, key), key);
    if (partner.onboardingStatus !== 'onboarding') return nothing;
    const expirationDateTime = partner.onboardingRequestExpiryDateTime;
    const parked = await findParkedGrant(db, key);
    if (parked) {
      const account = accountOf(parked);
      return {
        ...nothing,
        status: 'parked',
        requestedBy: nameOf(parked.requested_by) ?? null,
        expirationDateTime,
        consentedDateTime: dateTimeOf(parked.obtained_at),
        accountId: account?.id ?? null,
        accountName: account?.name ?? null,
        accountEmail: account?.email ?? null,
        accountCompany: account?.company ?? null,
      };
    }
    const onboarding = await findOnboarding(db, key);
    if (!onboarding) return nothing;
    return {
      ...nothing,
      status: 'awaited',
      requestedBy: nameOf(onboarding.requested_by) ?? null,
      requestedDateTime: onboarding.requested_at === null ? null : dateTimeOf(onboarding.requested_at),
      expirationDateTime,
      confirmedBy: nameOf(onboarding.confirmed_by) ?? null,
    };
  });
