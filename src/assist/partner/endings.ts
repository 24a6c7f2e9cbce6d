import type { DisconnectedGrant } from '../../store/table/disconnects.ts';
import { type GrantOfPartner, listGrants, listGrantsOf } from '../../store/table/grants.ts';
import { type LockedPartner, lockPartners } from '../../store/table/partners.ts';
import type { TenantTx } from '../../store/tenant.ts';

/** A partner that is disconnected, held, or one that was removed before, with all that it ever had at its connector. */
export interface Ending {
  readonly partner: LockedPartner | RemovedPartner;
  readonly grants: readonly GrantOfPartner[];
}

/** What is known of a partner whose row is gone. */
type RemovedPartner = Pick<LockedPartner, 'id' | 'displayName' | 'connector'>;

/** What one partner had. */
export async function endingOf(tx: TenantTx, partner: LockedPartner): Promise<Ending> {
  return { partner, grants: await listGrantsOf(tx, { partnerId: partner.id }) };
}

/** What the organisation has and had with one connector, or with all. */
export async function endingsOf(tx: TenantTx, connector?: string): Promise<Ending[]> {
  const partners = await lockPartners(tx, connector);
  const grants = Map.groupBy(await listGrants(tx, connector), (grant) => grant.partner_id);
  const endings: Ending[] = partners.map((partner) => ({ partner, grants: grants.get(partner.id) ?? [] }));
  for (const { id } of partners) grants.delete(id);
  for (const [id, left] of grants) {
    const name = left[0]?.connector ?? '';
    endings.push({ partner: { id, displayName: name, connector: name }, grants: left });
  }
  return endings;
}

export function isHeld(partner: Ending['partner']): partner is LockedPartner {
  return 'onboardingStatus' in partner;
}

/**
 * What a partner has at its connector, a connection or a consent that is under way or waits to be confirmed, which is taken away now; and
 * what is left of earlier ones: those that are not over, and where there is none of these, the last one if nobody has confirmed its end. A
 * disconnect is not proven because one before it gave up.
 */
export function grantsOf({ partner: { id: partnerId, displayName, connector }, grants: all }: Ending) {
  const shown = ({ id }: { id: string }): DisconnectedGrant => {
    return { id, partnerId, partnerDisplayName: displayName, connector };
  };
  const ending = all.filter(({ state }) => state === 'retiring');
  const taken = all.filter(({ state }) => state !== 'retiring' && state !== 'retired');
  const standing = taken.length + ending.length > 0;
  const left = standing ? ending : all.slice(0, 1).filter(({ unconfirmed }) => unconfirmed !== null);
  return { taken: taken.map(shown), left: left.map(shown) };
}
