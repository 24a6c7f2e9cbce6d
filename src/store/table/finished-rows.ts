import { sql } from 'kysely';
import { forUpdate } from '../for-update.ts';
import type { TenantTx } from '../tenant.ts';

/** When a row of a table that is kept for a while is over: in which states, and by which columns, of which the first has an index. */
const finished = {
  sessions: { states: ['closed', 'failed'], instants: ['requestedDateTime'] },
  // What was met before an instant was owed before it.
  obligations: { states: ['done', 'cancelled'], instants: ['createdDateTime', 'completedDateTime'] },
} as const;

export const finishedTables = ['sessions', 'obligations'] as const satisfies readonly (keyof typeof finished)[];

/**
 * Removes rows that are over since before `before` (canonical date), the oldest first.
 * @returns how many, `limit` at most
 */
export async function deleteFinished(
  tx: TenantTx,
  table: keyof typeof finished,
  before: string,
  limit: number,
): Promise<number> {
  const { states, instants } = finished[table];
  const old = await tx.sql
    .selectFrom(table)
    .select('id')
    .where('tenant_id', '=', tx.tenantId)
    .where(({ and, eb }) => and(instants.map((instant) => eb(instant, '<', before))))
    .where('status', 'in', states)
    // What has become of a grant is told for as long as the disconnect that took it.
    .$if(table === 'obligations', (query) => query.where(sql<boolean>`kind <> 'grant.retire'`))
    .orderBy(instants[0])
    .orderBy('id')
    .limit(limit)
    .$call(forUpdate(tx, 'skip'))
    .execute();
  if (old.length === 0) return 0;
  const ids = old.map(({ id }) => id);
  await tx.sql.deleteFrom(table).where('tenant_id', '=', tx.tenantId).where('id', 'in', ids).execute();
  if (table === 'sessions') {
    await tx.sql
      .deleteFrom('given_links')
      .where('tenant_id', '=', tx.tenantId)
      .where('session_id', 'in', ids)
      .execute();
  }
  return ids.length;
}
