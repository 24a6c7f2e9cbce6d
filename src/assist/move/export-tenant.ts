import type { AliasedExpression } from 'kysely';
import type { Instant } from '../../core/clock.ts';
import type { MasterKeys } from '../../core/seal.ts';
import { activities } from '../../model/audit-activities.ts';
import type { Database } from '../../store/database.ts';
import { forUpdate } from '../../store/for-update.ts';
import { newestVersion } from '../../store/migrations/migrations.ts';
import { readAuditHead } from '../../store/table/audit/audit-head.ts';
import { listPresentedCodes } from '../../store/table/presented-codes.ts';
import { removeMoved, tenantRows } from '../../store/table/tenant-copy.ts';
import { isServed, lockTenant, setSubscriptionState } from '../../store/table/tenants.ts';
import type { TenantTx } from '../../store/tenant.ts';
import { audit } from '../audit/audit.ts';
import { asMasterKeys, type MovedPart, NotMovable, type TransportKey } from './moved-tenant.ts';
import { rewrapped } from './rewrapped.ts';

export interface MoveOptions {
  readonly database: Database;
  readonly masterKeys: MasterKeys;
  readonly transport: TransportKey;
}

/**
 * Takes a suspended organisation out of this database, in one transaction: from its commit on nothing here acts for it, and every
 * request of its people is refused. Its trail stays.
 * @param keep stores the parts, all of which it reads, calls `takeOut`, and makes them last what can be put into another database: where it is killed
 * before, the organisation is here alone. It may be called again where the transaction is
 * @throws NotMovable
 */
export function exportTenant(
  options: MoveOptions,
  tenantId: string,
  keep: (parts: AsyncIterable<MovedPart>, takeOut: () => Promise<void>) => Promise<void>,
): Promise<void> {
  return options.database.write(tenantId, async (tx) => {
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
    await keep(partsOf(tx, options), async () => {
      await removeMoved(tx);
      await setSubscriptionState(tx, 'deleted');
    });
  });
}

async function* partsOf(tx: TenantTx, { masterKeys, transport }: MoveOptions): AsyncGenerator<MovedPart> {
  const { tenantId } = tx;
  yield { schema: newestVersion, tenantId, connectors: await connectorsOf(tx), trail: await readAuditHead(tx) };
  const wayKeys = asMasterKeys(transport);
  for await (const part of tenantRows(tx)) yield await rewrapped(part, tenantId, masterKeys, wayKeys);
}

async function connectorsOf({ sql, tenantId }: TenantTx): Promise<string[]> {
  const partners = sql.selectFrom('remote_assistance_partners').select('connector').where('tenant_id', '=', tenantId);
  const grants = sql.selectFrom('grants').select('connector').where('tenant_id', '=', tenantId);
  const found = await partners.union(grants).execute();
  return found.map(({ connector }) => connector);
}

/**
 * What a call to a partner may still change is not copied: what such a call brings would be lost. All rows are held until the end. A code whose
 * outcome nobody knows stays here until it is settled: elsewhere it would be presented with another redirect URI, whose refusal proves nothing.
 */
async function refuseBusy(tx: TenantTx): Promise<void> {
  const { tenantId, now, sql } = tx;
  if ((await listPresentedCodes(tx)).length > 0) {
    throw new NotMovable('it is not known yet what came of a consent: try again in a minute');
  }
  const grants = sql.selectFrom('grants').select('refresh_until as until').where('tenant_id', '=', tenantId);
  const severed = grants.where('severance_id', 'is not', null).where('state', '!=', 'retired');
  if ((await severed.limit(1).execute()).length > 0) {
    throw new NotMovable('a severance is not over for it, which would be told as done without it: wait for its end');
  }
  const sessions = sql.selectFrom('sessions').select('opening_until as until').where('tenant_id', '=', tenantId);
  const leased = sql.selectFrom('obligations').select('due_at as until').where('tenant_id', '=', tenantId);
  const owed = leased.where('status', '=', 'due').where('lease_owner', 'is not', null);
  const held = [grants.$call(forUpdate(tx)), sessions.$call(forUpdate(tx)), owed.$call(forUpdate(tx))] as const;
  for (const rows of held) {
    if (await isAnyAfter(tx, rows.as('held'), now)) {
      throw new NotMovable('a call to a partner is under way for it: try again in a minute');
    }
  }
}

async function isAnyAfter(
  { sql }: TenantTx,
  held: AliasedExpression<{ until: Instant | null }, 'held'>,
  now: Instant,
): Promise<boolean> {
  return (await sql.selectFrom(held).select('until').where('until', '>', now).limit(1).execute()).length > 0;
}
