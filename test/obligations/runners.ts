import type { ObligationKind } from '../../src/model/obligation.ts';
import { type Owed, owe } from '../../src/obligations/owe.ts';
import { type ObligationsOptions, startObligations } from '../../src/obligations/run.ts';
import type { Database } from '../../src/store/database.ts';
import type { Obligation } from '../../src/store/table/obligations.ts';
import { silent } from '../harness/databases.ts';

export const tenantA = '11111111-1111-4111-8111-111111111111';
export const tenantB = '22222222-2222-4222-8222-222222222222';

/** A runner that is told of work and does not need to look for it, so that a test is not saved by the next poll. */
export function start(database: Database, options: Pick<ObligationsOptions, 'duties'> & Partial<ObligationsOptions>) {
  return startObligations({ database, clock: database.clock, log: silent, pollIntervalMs: 60_000, ...options });
}

export function oweTo(database: Database, tenantId: string, owed: Owed): Promise<void> {
  return database.write(tenantId, (tx) => owe(tx, owed));
}

/** The open obligation of a kind about a subject, if there is one. */
export function find(database: Database, kind: ObligationKind, subject: string): Promise<Obligation | undefined> {
  return database.read(tenantA, (db) => {
    const select = db.sql.selectFrom('obligations').selectAll().where('tenant_id', '=', tenantA);
    return select
      .where('kind', '=', kind)
      .where('subject', '=', subject)
      .where('status', '=', 'due')
      .executeTakeFirst();
  });
}

export async function all(database: Database, tenantId = tenantA): Promise<Obligation[]> {
  return database.read(tenantId, (db) =>
    db.sql.selectFrom('obligations').selectAll().where('tenant_id', '=', tenantId).orderBy('subject').execute(),
  );
}
