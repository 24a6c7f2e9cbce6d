import type { MasterKeys } from '../../core/seal.ts';
import { activities } from '../../model/audit-activities.ts';
import type { Database } from '../../store/database.ts';
import { forUpdate } from '../../store/for-update.ts';
import { newestVersion } from '../../store/migrations/migrations.ts';
import { isServed, lockTenant, setSubscriptionState } from '../../store/table/tenants.ts';
import type { TenantTx } from '../../store/tenant.ts';
import { copyTenant, removeMoved } from '../../store/tenant-copy.ts';
import { audit } from '../audit/audit.ts';
import { asMasterKeys, type MovedTenant, NotMovable, rewrapped, type TransportKey } from './moved-tenant.ts';

export interface MoveOptions {
  readonly database: Database;
  readonly masterKeys: MasterKeys;
  readonly transport: TransportKey;
}

/**
 * Takes a suspended organisation out of this database, in one transaction: from its commit on nothing here acts for it, and every
 * request of its people is refused. Its trail stays.
 * @param keep stores the organisation, before the commit; it may be called again where the transaction is
 * @throws NotMovable
 */
export function exportTenant(
  { database, masterKeys, transport }: MoveOptions,
  tenantId: string,
  keep: (moved: MovedTenant) => Promise<void>,
): Promise<void> {
  return database.write(tenantId, async (tx) => {
    const tenant = await lockTenant(tx);
    if (!tenant) throw new NotMovable(`no organisation with the id ${tenantId} is here`);
    if (isServed(tenant)) throw new NotMovable('it is served: suspend it first (assistd tenants suspend)');
    if (tenant.subscriptionState !== 'disabled') {
      throw new NotMovable(`its subscription is ${tenant.subscriptionState}: it has moved, or was never served here`);
    }
    await refuseBusy(tx);
    // Before the copy, so that the trail goes on there from the same event that it ends with here.
    await audit(tx, 'service', {
      activity: activities.tenantMovedOut,
      resource: { id: tenantId, displayName: tenant.displayName },
    });
    const rows = await rewrapped(await copyTenant(tx), tenantId, masterKeys, asMasterKeys(transport));
    await keep({ version: 1, schema: newestVersion, tenantId, rows });
    await removeMoved(tx);
    await setSubscriptionState(tx, 'deleted');
  });
}

/** What a call to a partner may still change is not copied: what such a call brings would be lost. The rows are held until the end. */
async function refuseBusy(tx: TenantTx): Promise<void> {
  const { tenantId, now } = tx;
  const grants = await tx.sql
    .selectFrom('grants')
    .select('refresh_until')
    .where('tenant_id', '=', tenantId)
    .$call(forUpdate(tx))
    .execute();
  const sessions = await tx.sql
    .selectFrom('sessions')
    .select('opening_until')
    .where('tenant_id', '=', tenantId)
    .$call(forUpdate(tx))
    .execute();
  const owed = await tx.sql
    .selectFrom('obligations')
    .select(['lease_owner', 'due_at'])
    .where('tenant_id', '=', tenantId)
    .where('status', '=', 'due')
    .$call(forUpdate(tx))
    .execute();
  const busy =
    grants.some(({ refresh_until }) => refresh_until !== null && refresh_until > now) ||
    sessions.some(({ opening_until }) => opening_until !== null && opening_until > now) ||
    owed.some(({ lease_owner, due_at }) => lease_owner !== null && due_at > now);
  if (busy) throw new NotMovable('a call to a partner is under way for it: try again in a minute');
}
