import type { Page, WrittenPage } from '../odata/expression.ts';
import { isLengthUnknown } from '../store/query/from.ts';
import { selectEntity, selectPage, writtenPage } from '../store/query/page.ts';
import type { Source } from '../store/query/source.ts';
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
  return (assist: Assist, call: Call) => pageOf(assist, call, sourceIn);
}

/** A page for who has nothing to add to its rows: it is written where they are. */
export function pageOf({ database }: Assist, call: Call, sourceIn: SourceIn): Promise<Page<Stored> | WrittenPage> {
  const { caller, version, query, format, hidden } = call;
  return database[isSearch(call) ? 'search' : 'read']<Page<Stored> | WrittenPage>(caller.tenantId, (db) => {
    const source = sourceIn(db);
    // Each entity then says its own address, which the database does not know.
    if (format.metadata === 'full') return selectPage(db, source, query);
    const selection = {
      type: source.type,
      version,
      select: query.select,
      hidden,
      single: false,
      written: [],
      ...format,
    };
    return writtenPage(db, source, query, selection);
  });
}

/** Whether a list may read more than it shows. A page in its usual order does not, and waits for nobody's search. */
export function isSearch({ scope, query }: Pick<Call, 'scope' | 'query'>): boolean {
  return scope.kind !== 'organisation' || query.count || isLengthUnknown(query);
}

/** One of them, or the 404 that says which one is missing. */
export function oneOf(sourceIn: SourceIn) {
  return ({ database }: Assist, { caller, key, query }: Call) =>
    database.read(caller.tenantId, async (db) => {
      const source = sourceIn(db);
      return foundIn(source.type, await selectEntity<Stored>(db, source, key, query.select), key);
    });
}
