import { after, before } from 'node:test';
import { type DatabaseKind, onEveryDatabase, postgres, sqliteInMemory } from './databases.ts';
import { startWorld, type World, type WorldOptions } from './world.ts';

/** Runs a suite through the front door on SQLite and on PostgreSQL, each with one world that its tests share. */
export function onEveryWorld(
  name: string,
  tests: (world: () => World, kind: DatabaseKind) => void,
  options: WorldOptions = {},
  kinds: readonly DatabaseKind[] = [sqliteInMemory, postgres],
): void {
  onEveryDatabase(
    name,
    (kind) => {
      const owned = new AsyncDisposableStack();
      let world: World;
      before(async () => {
        const database = owned.use(await kind.create('development'));
        world = owned.use(await startWorld({ ...options, database: database.database }));
      });
      after(() => owned.disposeAsync());
      tests(() => world, kind);
    },
    kinds,
  );
}
