import type { Caller } from '../identity/caller.ts';
import { refuseRevokedCaller } from '../identity/issued-before.ts';
import { findRevokedCallers } from '../store/table/revoked-callers.ts';
import { lockTenant } from '../store/table/tenants.ts';
import type { TenantDb, TenantTx } from '../store/tenant.ts';
import type { Call } from './call.ts';

/**
 * Refuses whoever was revoked since their request was let in, on a replica that has not looked yet, say: whoever revokes ends what the caller
 * holds by then, so that nothing may be given to them afterwards. It comes first in its transaction, and holds the tenant, as whoever revokes does.
 * @throws `tokenInvalid`
 */
export async function demandUnrevoked(tx: TenantTx, { caller }: Pick<Call, 'caller'>): Promise<void> {
  await lockTenant(tx);
  await refuseRevokedIn(tx, caller);
}

/** Looks whether a caller is revoked. @throws `tokenInvalid` */
export async function refuseRevokedIn(db: TenantDb, caller: Caller): Promise<void> {
  const { subject, applicationId: application = subject } = caller;
  refuseRevokedCaller(caller, await findRevokedCallers(db, { subject, application }));
}
