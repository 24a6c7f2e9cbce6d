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
    // What is planned goes by PostgreSQL's clock, which is turned by what it is compared with.
    turn: async (milliseconds) => {
      outside.clock.turn(milliseconds);
      if (kind === postgres) await made.run(earlier(milliseconds));
    },
    [Symbol.asyncDispose]: () => keep.disposeAsync(),
  };
}

/** Everything that is planned falls due that much earlier. */
const earlier = (milliseconds: number) => `
  SELECT set_config('assistd.scope', 'every tenant', false);
  UPDATE obligations SET due_at = due_at - ${milliseconds}, planned_at = planned_at - ${milliseconds} WHERE status = 'due';
  UPDATE severances SET leased_until = leased_until - ${milliseconds};
  UPDATE grants SET refresh_until = refresh_until - ${milliseconds} WHERE refresh_until IS NOT NULL;`;
