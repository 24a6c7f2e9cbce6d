import {
  type DatabaseConnection,
  DefaultQueryExecutor,
  type Dialect,
  Kysely,
  type KyselyPlugin,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import type { Schema } from './schema.ts';

const noDriver = () => {
  throw new Error('connections are given out by store/database');
};

const compilerOf = {
  sqlite: new SqliteQueryCompiler(),
  postgres: new PostgresQueryCompiler(),
};

const dialects = {
  sqlite: {
    createAdapter: () => new SqliteAdapter(),
    createDriver: noDriver,
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => compilerOf.sqlite,
  },
  postgres: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: noDriver,
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => compilerOf.postgres,
  },
} as const satisfies Record<string, Dialect>;

const adapterOf = { sqlite: new SqliteAdapter(), postgres: new PostgresAdapter() };
const noPlugins: KyselyPlugin[] = [];

/** A Kysely that runs everything on one connection; it costs less than a microsecond, so each transaction has its own. */
export function boundKysely(dialect: keyof typeof dialects, connection: () => DatabaseConnection): Kysely<Schema> {
  const provider = { provideConnection: async <T>(use: (c: DatabaseConnection) => Promise<T>) => use(connection()) };
  const executor = new DefaultQueryExecutor(compilerOf[dialect], adapterOf[dialect], provider, noPlugins);
  const settings = { dialect: dialects[dialect] };
  return new Kysely<Schema>({ config: settings, dialect: settings.dialect, driver: driverless, executor });
}

/** Kysely's own transactions are refused: `Database.write` is the one way to begin one. */
const driverless = {
  init: async () => {},
  acquireConnection: noDriver,
  beginTransaction: noDriver,
  commitTransaction: noDriver,
  rollbackTransaction: noDriver,
  releaseConnection: async () => {},
  destroy: async () => {},
};
