import type { Source } from '../store/query/column.ts';
import { selectEntity, selectPage } from '../store/query/page.ts';
import type { TenantDb } from '../store/tenant.ts';
import type { Assist } from './assist.ts';
import type { Call } from './call.ts';
import { foundIn } from './found.ts';

/* The handlers of what is read as it is stored, and shown as it was read. */

/** What rows are read from, where it hangs on the database. */
type SourceIn = (db: TenantDb) => Source;

interface Stored {
  readonly id: string;
}

/** A list of all that the caller's organisation has. */
export function listOf(sourceIn: SourceIn) {
  return ({ database }: Assist, { caller, query }: Call) =>
    database.search(caller.tenantId, (db) => selectPage<Stored>(db, sourceIn(db), query));
}

/** One of them, or the 404 that says which one is missing. */
export function oneOf(sourceIn: SourceIn) {
  return ({ database }: Assist, { caller, key, query }: Call) =>
    database.read(caller.tenantId, async (db) => {
      const source = sourceIn(db);
      return foundIn(source.type, await selectEntity<Stored>(db, source, key, query.select), key);
    });
}
