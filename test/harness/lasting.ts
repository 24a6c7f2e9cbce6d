import type { SettingsInput } from '../../src/settings/schema.ts';
import { type DatabaseKind, onEveryDatabase, postgres, sqliteInFolder, type TestDatabase } from './databases.ts';
import { type Outside, startOutside } from './outside.ts';

/** What is still there when the service is killed: all that is around it, and its database. */
export interface Lasting extends AsyncDisposable {
  readonly outside: Outside;
  readonly made: TestDatabase;
  /** What `assistd serve` has to be told to use that database. */
  readonly settings: Pick<SettingsInput, 'database' | 'databaseMigrationUrl'>;
  /** Lets time pass for what is planned, as a service here sees it. */
  turn(milliseconds: number): Promise<void>;
}

/** Runs a suite on each kind of database that outlives the process that uses it. */
export function onEveryLastingDatabase(
  name: string,
  tests: (start: () => Promise<Lasting>, kind: DatabaseKind) => void,
): void {
  onEveryDatabase(name, (kind) => tests(() => startLasting(kind), kind), [sqliteInFolder, postgres]);
}

async function startLasting(kind: DatabaseKind): Promise<Lasting> {
  await using owned = new AsyncDisposableStack();
  const outside = owned.use(await startOutside());
  const made = owned.use(await kind.create(kind === postgres ? undefined : 'empty'));
  const databaseMigrationUrl = made.options.postgres?.migrationUrl;
  const keep = owned.move();
  return {
    outside,
    made,
    settings: { database: made.database, ...(databaseMigrationUrl && { databaseMigrationUrl }) },
    turn: async (milliseconds) => outside.clock.turn(milliseconds),
    [Symbol.asyncDispose]: () => keep.disposeAsync(),
  };
}
