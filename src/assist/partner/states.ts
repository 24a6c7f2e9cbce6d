import type { Instant } from '../../core/clock.ts';
import { dateTimeOf, unsetDateTime } from '../../edm/date-time.ts';
import { owe } from '../../obligations/owe.ts';
import { listUncountedGrants } from '../../store/table/grants.ts';
import { cancelObligations } from '../../store/table/obligations.ts';
import { type NewOnboarding, putOnboarding, takeOnboarding } from '../../store/table/onboardings.ts';
import { forgetPartnerDevices } from '../../store/table/partner-devices.ts';
import { deletePartner, type LockedPartner, movePartner, type StateColumns } from '../../store/table/partners.ts';
import type { TenantTx } from '../../store/tenant.ts';
import { retire } from '../retirement/retire.ts';
import type { OnboardingStatus, PartnerState } from './onboarding.ts';

/** What has to be known to enter each state. */
export interface Entry {
  readonly notOnboarded: object;
  readonly onboarding: {
    readonly onboardingUrl: string;
    readonly awaited: Omit<NewOnboarding, 'partner_id'>;
    /** Stores the grant whose account is going to be made, where one is. */
    readonly storeGrant?: ((tx: TenantTx) => Promise<unknown>) | undefined;
  };
  readonly onboarded: {
    /** A grant that is held, and that no partner has. */
    readonly grantId: string;
    /** JSON: who consented. */
    readonly connectedBy: string;
    /** When the partner is first asked whether it still knows us. */
    readonly watchAt: Instant;
  };
  readonly deleted: object;
}

type Columns = Omit<StateColumns, 'onboardingStatus'> & { readonly lastConnectionDateTime?: string };

/** What every partner's row holds while it is not connected, its status aside. */
export const unconnected: Columns = {
  onboardingUrl: null,
  onboardingRequestExpiryDateTime: unsetDateTime,
  grant_id: null,
  connected_at: null,
  connected_by: null,
};

const columns: { readonly [S in OnboardingStatus]: (tx: TenantTx, entry: Entry[S]) => Columns } = {
  notOnboarded: () => unconnected,
  onboarding: (_tx, { onboardingUrl, awaited }) => ({
    ...unconnected,
    onboardingUrl,
    onboardingRequestExpiryDateTime: dateTimeOf(awaited.expires_at),
  }),
  onboarded: (tx, { grantId, connectedBy }) => ({
    ...unconnected,
    grant_id: grantId,
    connected_at: tx.now,
    connected_by: connectedBy,
    lastConnectionDateTime: dateTimeOf(tx.now),
  }),
};

const entering: { readonly [S in OnboardingStatus]: (tx: TenantTx, id: string, entry: Entry[S]) => Promise<void> } = {
  notOnboarded: async () => {},
  onboarding: async (tx, id, { awaited, storeGrant }) => {
    await storeGrant?.(tx);
    await putOnboarding(tx, { ...awaited, partner_id: id });
    await owe(tx, { kind: 'onboarding.expire', subject: id, dueAt: awaited.expires_at });
  },
  onboarded: (tx, _id, { grantId, watchAt }) => owe(tx, { kind: 'grant.watch', subject: grantId, dueAt: watchAt }),
};

const leaving: {
  readonly [S in OnboardingStatus]: ((tx: TenantTx, partner: LockedPartner) => Promise<void>) | undefined;
} = {
  notOnboarded: undefined,
  /**
   * A consent that is still awaited comes too late, and one that nobody stands behind is not kept; nor is an account that was made for it, nor
   * what a partner is just giving for a code.
   */
  onboarding: async (tx, { id }) => {
    await takeOnboarding(tx, id);
    await cancelObligations(tx, 'onboarding.expire', id);
    for (const uncounted of await listUncountedGrants(tx, id)) await retire(tx, uncounted.id);
  },
  /** No new session can use the grant, and it is owed for retirement at the partner. */
  onboarded: async (tx, { id, grant_id }) => {
    await forgetPartnerDevices(tx, id);
    if (grant_id !== null) await retire(tx, grant_id);
  },
};

/** Does what leaving the state is about in which a partner is; `undefined` where that is nothing. */
export function leave(tx: TenantTx, partner: LockedPartner): Promise<void> | undefined {
  return leaving[partner.onboardingStatus]?.(tx, partner);
}

/** Writes the row as it is in a state, and does what entering the state is about; `undefined` where that is nothing. */
export function enter<S extends PartnerState>(
  tx: TenantTx,
  { id, onboardingStatus }: LockedPartner,
  to: S,
  entry: Entry[S],
): Promise<unknown> | undefined {
  if (to === 'deleted') return deletePartner(tx, id);
  // A partner that is not connected has nothing that could be taken off its row: it is disconnected again as it stands.
  if (to === 'notOnboarded' && onboardingStatus === 'notOnboarded') return undefined;
  return enterStatus(tx, id, to, entry);
}

async function enterStatus<S extends OnboardingStatus>(
  tx: TenantTx,
  id: string,
  to: S,
  entry: Entry[S],
): Promise<void> {
  movePartner(tx, id, { ...columns[to](tx, entry), onboardingStatus: to });
  await entering[to](tx, id, entry);
}
