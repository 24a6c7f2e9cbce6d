import { type Selectable, sql } from 'kysely';
import { elsewhere, sourceOf } from '../query/source.ts';
import type { SessionTable } from '../schema/device.ts';
import type { AuditEventTable, DisconnectTable } from '../schema/record.ts';
import type { TenantDb } from '../tenant.ts';
import { withActors } from './audit/actors.ts';
import type { Obligation } from './obligations.ts';

export type Disconnect = Selectable<DisconnectTable>;

/** What is told of a disconnect beside its own columns stands in the rows of what it is about. */
export const disconnectSource = sourceOf('disconnects', {
  computed: {
    status: elsewhere,
    completedDateTime: elsewhere,
    sessions: elsewhere,
    retirements: elsewhere,
    events: elsewhere,
  },
});

export async function listDisconnectRows(db: TenantDb, ids: readonly string[]): Promise<Disconnect[]> {
  const rows = await inParts(ids, (part) =>
    db.sql.selectFrom('disconnects').selectAll().where('tenant_id', '=', db.tenantId).where('id', 'in', part).execute(),
  );
  return withActors(db, rows);
}

/** The sessions that are still on record, of those with the given ids. */
export function listSessionsById(db: TenantDb, ids: readonly string[]): Promise<Selectable<SessionTable>[]> {
  return inParts(ids, (part) =>
    db.sql.selectFrom('sessions').selectAll().where('tenant_id', '=', db.tenantId).where('id', 'in', part).execute(),
  );
}

/** What was owed to retire the given grants, the latest last. */
export function listRetirements(db: TenantDb, grantIds: readonly string[]): Promise<Obligation[]> {
  return inParts(grantIds, (part) =>
    db.sql
      .selectFrom('obligations')
      .selectAll()
      .where('tenant_id', '=', db.tenantId)
      // A literal, because databases use a partial index only where they see its condition in the statement.
      .where(sql<boolean>`kind = 'grant.retire'`)
      .where('subject', 'in', part)
      .orderBy('createdDateTime')
      .execute(),
  );
}

/** The events of the trail that were written at one of the given instants (canonical dates), in order. */
export async function listAuditEventsAt(db: TenantDb, instants: readonly string[]): Promise<AuditEventTable[]> {
  const events = await inParts([...new Set(instants)], (part) =>
    db.sql
      .selectFrom('audit_events')
      .selectAll()
      .where('tenant_id', '=', db.tenantId)
      .where('activityDateTime', 'in', part)
      .execute(),
  );
  return events.sort((one, other) => one.sequence - other.sequence);
}

/** SQLite binds at most 32,766 values in one statement. */
async function inParts<Row>(
  values: readonly string[],
  read: (part: readonly string[]) => Promise<Row[]>,
): Promise<Row[]> {
  const rows: Row[] = [];
  for (let start = 0; start < values.length; start += 1000)
    rows.push(...(await read(values.slice(start, start + 1000))));
  return rows;
}
