import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { dateTimeOf } from '../../../edm/date-time.ts';
import { preparedChange } from '../../prepared.ts';
import type { TenantDb, TenantTx } from '../../tenant.ts';
import { WrittenLast } from '../../written-last.ts';
import type { Canonical } from './canonical-json.ts';

/*
 * Who did it is the longest part of an event, and the same for all that one token does from one place. On SQLite it stands in a table of its own, once, and
 * what was done names it: half of what a disconnect writes. On PostgreSQL each row has it as yet, because replicas of the release before read it there.
 */

interface Used {
  readonly actor: string;
  /** The last day on which something was done that names it, in UTC. */
  readonly used: string;
  /** Whether what names it stays for good. */
  readonly isKept: boolean;
}

const put = preparedChange(['id', 'actor', 'used', 'isKept'], (db, { tenantId, id, actor, used, isKept }) => ({
  compile: () =>
    sql`
    insert into audit_actors (tenant_id, id, actor, used, is_kept) values (${tenantId}, ${id}, ${actor}, ${used}, ${isKept})
    on conflict (tenant_id, id) do update set used = max(used, excluded.used), is_kept = max(is_kept, excluded.is_kept)
    where used < excluded.used or is_kept < excluded.is_kept`.compile(db),
}));

const written = new WrittenLast<Map<string, Used>>((tx, actors) => {
  for (const [id, { isKept, ...used }] of actors) void put(tx, { id, ...used, isKept: Number(isKept) });
});

/**
 * What the column `actor` of a row is to have.
 *
 * @param row records stay for good; the events of the trail are pruned
 */
export function actorCell(tx: TenantTx, actor: Canonical, row: 'record' | 'event'): string {
  if (tx.dialect === 'postgres') return actor.text;
  const isKept = row === 'record';
  const id = idOf(actor);
  const waiting = written.pending(tx) ?? new Map<string, Used>();
  const known = waiting.get(id);
  if (known === undefined || (isKept && !known.isKept)) {
    waiting.set(id, { actor: actor.text, used: dayOf(dateTimeOf(tx.now)), isKept });
    written.set(tx, waiting);
  }
  return id;
}

const ids = new WeakMap<Canonical, string>();

/** Its SHA-256, of which 192 bits are enough. It is no JSON, which is how rows of earlier releases are told. */
function idOf(actor: Canonical): string {
  let id = ids.get(actor);
  if (id === undefined) {
    id = createHash('sha256').update(actor.text).digest('base64url').slice(0, 32);
    ids.set(actor, id);
  }
  return id;
}

function dayOf(dateTime: string): string {
  return dateTime.slice(0, 10);
}

/** The actor of an event as JSON, in a statement. */
export const actorOfEvent = sql`coalesce(
  (select a.actor from audit_actors a where a.tenant_id = audit_events.tenant_id and a.id = audit_events.actor),
  audit_events.actor)`;

/** The rows, each with its actor as JSON. One that is named and not there any more stays a name. */
export async function withActors<Row extends { readonly actor: string }>(
  db: TenantDb,
  rows: readonly Row[],
): Promise<Row[]> {
  const named = [...new Set(rows.map(({ actor }) => actor))].filter((actor) => !actor.startsWith('{'));
  if (named.length === 0) return [...rows];
  const { rows: found } = await sql<{ id: string; actor: string }>`
    select id, actor from audit_actors where tenant_id = ${db.tenantId} and id in (${sql.join(named)})`.execute(db.sql);
  const actors = new Map(found.map(({ id, actor }) => [id, actor]));
  const waiting = written.pending(db);
  return rows.map((row) => ({ ...row, actor: actors.get(row.actor) ?? waiting?.get(row.actor)?.actor ?? row.actor }));
}

/** Removes the actors whose last event was pruned. No event of the trail is older than the oldest that is left, wherever in it that stands. */
export async function removeUnusedActors({ dialect, tenantId, sql: db }: TenantTx): Promise<void> {
  if (dialect === 'postgres') return;
  await sql`
    delete from audit_actors where tenant_id = ${tenantId} and is_kept = 0 and used < coalesce(
      (select substr(min("activityDateTime"), 1, 10) from audit_events where tenant_id = ${tenantId}), 'none')`.execute(
    db,
  );
}

/** For when the disconnects of a tenant are gone: from now on its actors go with the trail. */
export async function keepActorsForTheTrail({ dialect, tenantId, sql: db }: TenantTx): Promise<void> {
  if (dialect === 'postgres') return;
  await sql`update audit_actors set is_kept = 0 where tenant_id = ${tenantId}`.execute(db);
}

/** For when nothing of a tenant is left that names one. */
export async function removeActors({ dialect, tenantId, sql: db }: TenantTx): Promise<void> {
  if (dialect === 'postgres') return;
  await sql`delete from audit_actors where tenant_id = ${tenantId}`.execute(db);
}
