import { refuseRevokedCaller } from '../identity/issued-before.ts';
import { listRevokedCallers } from '../store/table/revoked-callers.ts';
import { lockTenant } from '../store/table/tenants.ts';
import type { TenantTx } from '../store/tenant.ts';
import type { Call } from './call.ts';

/**
 * Refuses whoever was revoked since their request was let in, on a replica that has not looked yet, say: whoever revokes ends what the caller
 * holds by then, so that nothing may be given to them afterwards. It comes first in its transaction, and holds the tenant, as whoever revokes does.
 * @throws `tokenInvalid`
 */
export async function demandUnrevoked(tx: TenantTx, { caller }: Pick<Call, 'caller'>): Promise<void> {
  await lockTenant(tx);
  refuseRevokedCaller(caller, await listRevokedCallers(tx));
}
