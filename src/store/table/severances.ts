import { type Kysely, sql } from 'kysely';
import { type Instant, later, stillLasts } from '../../core/clock.ts';
import { forUpdate } from '../for-update.ts';
import { prepared } from '../prepared.ts';
import { elsewhere, sourceOf } from '../query/source.ts';
import type { SeveranceTable } from '../schema/record.ts';
import type { Schema, TenantTable } from '../schema.ts';
import type { TenantDb, TenantTx } from '../tenant.ts';

/** How far a severance is, is counted over all tenants and put in afterwards. */
export const severanceSource = sourceOf('severances', {
  computed: {
    total: elsewhere,
    proven: elsewhere,
    waiting: elsewhere,
    failing: elsewhere,
    unconfirmed: elsewhere,
    isDone: elsewhere,
  },
});

/** What stands in the way of connecting, and of asking for assistance: how the tenant is, and whether its connector is severed. */
export interface Standing {
  /** `undefined` where the tenant is not known. */
  readonly subscriptionState: TenantTable['subscriptionState'] | undefined;
  /** The severance that is in force. */
  readonly severanceId: string | undefined;
}

const selectStanding = prepared<
  'connector',
  { subscriptionState: TenantTable['subscriptionState']; severance_id: string | null }
>(['connector'], (db, { tenantId, connector }) =>
  db
    .selectFrom('tenants')
    .leftJoin('severed_connectors', (join) => join.on('severed_connectors.connector', '=', connector))
    .select(['tenants.subscriptionState', 'severed_connectors.severance_id'])
    .where('tenants.tenant_id', '=', tenantId),
);

export async function findStanding(db: TenantDb, connector: string): Promise<Standing> {
  const [row] = await selectStanding(db, { connector });
  return { subscriptionState: row?.subscriptionState, severanceId: row?.severance_id ?? undefined };
}

/** Which connectors are severed, by name, with the severance of each. */
export async function listSeveredConnectors(db: TenantDb): Promise<ReadonlyMap<string, string>> {
  const rows = await db.sql
    .selectFrom('tenants')
    .innerJoin('severed_connectors', (join) => join.onTrue())
    .select(['severed_connectors.connector', 'severed_connectors.severance_id'])
    .where('tenants.tenant_id', '=', db.tenantId)
    .execute();
  return new Map(rows.map(({ connector, severance_id }) => [connector, severance_id]));
}

/** Severs a connector; `false` when it is severed already, and then nothing is changed. */
export async function insertSeverance(
  tx: TenantTx,
  severance: Pick<
    SeveranceTable,
    'id' | 'connector' | 'reason' | 'ticket' | 'requestedBy' | 'createdDateTime' | 'actor'
  >,
): Promise<boolean> {
  const { connector, id } = severance;
  const mark = await tx.sql
    .insertInto('severed_connectors')
    .values({ tenant_id: tx.tenantId, connector, severance_id: id })
    .onConflict((conflict) => conflict.columns(['tenant_id', 'connector']).doNothing())
    .executeTakeFirst();
  if (mark.numInsertedOrUpdatedRows !== 1n) return false;
  const unset = {
    walkedDateTime: null,
    restoredBy: null,
    restoredDateTime: null,
    walked_to: '',
    leased_until: 0 as Instant,
  };
  await tx.sql
    .insertInto('severances')
    .values({ ...severance, ...unset, tenant_id: tx.tenantId })
    .execute();
  return true;
}

/** The severance that is in force for a connector, held against every other writer until the transaction ends. */
export async function lockSeveranceOf(tx: TenantTx, connector: string): Promise<SeveranceTable | undefined> {
  return tx.sql
    .selectFrom('severances')
    .selectAll()
    .where('tenant_id', '=', tx.tenantId)
    .where('connector', '=', connector)
    .where('restoredDateTime', 'is', null)
    .$call(forUpdate(tx))
    .executeTakeFirst();
}

/** Takes a severance off its connector. */
export async function restoreConnector(
  tx: TenantTx,
  { id, connector }: Pick<SeveranceTable, 'id' | 'connector'>,
  restored: Pick<SeveranceTable, 'restoredBy' | 'restoredDateTime'>,
): Promise<void> {
  const marks = tx.sql.deleteFrom('severed_connectors').where('tenant_id', '=', tx.tenantId);
  await marks.where('connector', '=', connector).execute();
  await updateSeverance(tx, id, restored);
}

/** How long a replica that died keeps others from going on with a walk, in milliseconds. */
export const walkLeaseMs = 30_000;

/** Whether the walk of a severance is not over. */
export async function hasWalk(db: TenantDb): Promise<boolean> {
  const select = db.sql.selectFrom('severances').select('id').where('tenant_id', '=', db.tenantId);
  return (await select.where('walkedDateTime', 'is', null).limit(1).execute()).length > 0;
}

/** The severance that was made first of those whose walk is not over and that nobody walks at `tx.now`; it is leased for {@link walkLeaseMs}. */
export async function claimWalk(tx: TenantTx): Promise<SeveranceTable | undefined> {
  const unwalked = await tx.sql
    .selectFrom('severances')
    .selectAll()
    .where('tenant_id', '=', tx.tenantId)
    .where('walkedDateTime', 'is', null)
    .orderBy('createdDateTime')
    .$call(forUpdate(tx, 'skip'))
    .execute();
  const found = unwalked.find(({ leased_until }) => !stillLasts(leased_until, tx.now, walkLeaseMs));
  if (found) await updateSeverance(tx, found.id, { leased_until: later(tx.now, walkLeaseMs) });
  return found;
}

/** Records how far the walk of a severance is. */
export async function updateSeverance(
  tx: TenantTx,
  id: string,
  changes: Partial<
    Pick<SeveranceTable, 'walked_to' | 'walkedDateTime' | 'leased_until' | 'restoredBy' | 'restoredDateTime'>
  >,
): Promise<void> {
  const update = tx.sql.updateTable('severances').set(changes).where('tenant_id', '=', tx.tenantId);
  await update.where('id', '=', id).execute();
}

/** How many grants a severance has taken, of all tenants together, by how far they are. */
export interface SeveredGrants {
  readonly proven: number;
  readonly waiting: number;
  readonly failing: number;
  readonly unconfirmed: number;
}

/** As a database has it. */
export interface SeveredGrantsRow {
  readonly state: string;
  readonly count: number;
}

export function severedGrantsOf(rows: readonly SeveredGrantsRow[]): SeveredGrants {
  const of = (wanted: keyof SeveredGrants) => Number(rows.find(({ state }) => state === wanted)?.count ?? 0);
  return { proven: of('proven'), waiting: of('waiting'), failing: of('failing'), unconfirmed: of('unconfirmed') };
}

/** For SQLite; PostgreSQL keeps it in a function, since there the service sees one tenant at a time. */
export async function countSeveredGrants(db: Kysely<Schema>, severanceId: string): Promise<SeveredGrantsRow[]> {
  const state = sql<string>`case when o.failures > 0 then 'failing' when o.id is not null then 'waiting'
    when g.unconfirmed is not null then 'unconfirmed'
    when g.state = 'retired' then 'proven' else 'unconfirmed' end`;
  return db
    .selectFrom('grants as g')
    .leftJoin('obligations as o', (join) =>
      join
        .onRef('o.tenant_id', '=', 'g.tenant_id')
        .onRef('o.subject', '=', 'g.id')
        .on(sql<boolean>`o.kind = 'grant.retire' and o.status = 'due'`),
    )
    .select(({ fn }) => [state.as('state'), fn.countAll<number>().as('count')])
    .where(sql<boolean>`g.severance_id is not null`)
    .where(sql<boolean>`(g.severance_id = ${severanceId} or instr(g.severed_before, ${severanceId}) > 0)`)
    .groupBy(state)
    .execute();
}
