import { DatabaseSync } from 'node:sqlite';
import { type CompiledQuery, Kysely, PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import type { Wire } from '../../src/edm/type.ts';
import { boundKysely } from '../../src/store/bound-kysely.ts';
import { typed } from '../../src/store/migrations/migration.ts';
import { types } from '../../src/store/postgres/types.ts';
import type { Source } from '../../src/store/query/source.ts';
import type { Dialect, Schema } from '../../src/store/schema.ts';
import { SqliteConnection } from '../../src/store/sqlite/connection.ts';
import type { StatementBounds } from '../../src/store/sqlite/limit.ts';
import { type TenantDb, type TenantStatements, tenantDb } from '../../src/store/tenant.ts';
import { auditKeys } from '../harness/databases.ts';
import { roles, sharedPostgres } from '../harness/postgres-server.ts';
import { device } from '../odata/device.ts';

export type Device = Wire<typeof device>;

export const devices: Source = { table: 'devices', type: device, searched: ['name', 'model'] };

/** A database with an empty table of devices, laid out as the store lays tables out. */
export interface DeviceTable extends AsyncDisposable {
  of(tenantId: string): TenantDb;
  insert(tenantId: string, rows: readonly Device[]): Promise<void>;
  delete(tenantId: string, id: string): Promise<void>;
}

/** A database without any table. */
export interface Bare {
  readonly dialect: Dialect;
  readonly kysely: Kysely<Schema>;
  readonly close: () => Promise<void>;
}

export async function sqliteDevices(
  onQuery: (query: CompiledQuery) => void = () => {},
  bounds?: StatementBounds,
): Promise<DeviceTable> {
  return table(bareSqlite(onQuery, bounds));
}

export function bareSqlite(onQuery: (query: CompiledQuery) => void = () => {}, bounds?: StatementBounds): Bare {
  const database = new DatabaseSync(':memory:');
  const connection = new SqliteConnection(database, bounds);
  const kysely = boundKysely('sqlite', () => ({
    executeQuery: (query) => {
      onQuery(query);
      return connection.executeQuery(query);
    },
    streamQuery: () => connection.streamQuery(),
  }));
  return { dialect: 'sqlite', kysely, close: async () => database.close() };
}

export async function postgresDevices(): Promise<DeviceTable> {
  return table(await barePostgres());
}

let count = 0;

/** A database whose own order of texts is not that of code points. */
export async function barePostgres(): Promise<Bare> {
  const server = await sharedPostgres();
  const name = `bare_${process.pid}_${++count}`;
  const admin = new pg.Client(server.url('postgres', roles.superuser));
  await admin.connect();
  await admin.query(
    `CREATE DATABASE ${name} OWNER ${roles.owner} TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'en'`,
  );
  await admin.end();
  const pool = new pg.Pool({ connectionString: server.url(name, roles.owner), max: 2, types });
  const kysely = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) });
  return { dialect: 'postgres', kysely, close: () => kysely.destroy() };
}

/** A tenant's statements on a Kysely that looks after no tenant. */
export function runningOn(kysely: Kysely<Schema>): TenantStatements {
  return {
    executeQuery: <Row>(query: CompiledQuery) => kysely.executeQuery<Row>(query as CompiledQuery<Row>),
    executePrepared: <Row>(query: CompiledQuery) => kysely.executeQuery<Row>(query as CompiledQuery<Row>),
    sendPrepared: () => {
      throw new Error('nothing is sent');
    },
    streamQuery: () => {
      throw new Error('nothing streams');
    },
  };
}

async function table({ dialect, kysely, close }: Bare): Promise<DeviceTable> {
  const run = (text: string) => sql.raw(text).execute(kysely);
  const columns = typed(
    dialect,
    `tenant_id TEXT NOT NULL, id TEXT NOT NULL, name TEXT, model TEXT NOT NULL, memory BIGINT, slots BIGINT NOT NULL,
     load DOUBLE PRECISION, encrypted SMALLINT, supervised SMALLINT NOT NULL,
     "enrolledDateTime" TEXT, "accountId" TEXT, state TEXT, owner TEXT, history TEXT, tags TEXT, notes TEXT, link TEXT,
     ring TEXT, PRIMARY KEY (tenant_id, id)`,
  );
  await run(`CREATE TABLE devices (${columns})${dialect === 'sqlite' ? ' STRICT' : ''}`);
  const nulls = dialect === 'sqlite' ? '' : ' NULLS FIRST';
  await run(`CREATE INDEX devices_name ON devices (tenant_id, name${nulls}, id)`);
  await run('CREATE INDEX devices_model ON devices (tenant_id, model, id)');
  return {
    of: (tenantId) => tenantDb(tenantId, { dialect, auditKeys }, runningOn(kysely)),
    insert: async (tenantId, rows) => {
      for (const { id, ...properties } of rows) {
        const cells = { tenant_id: tenantId, id, ...Object.fromEntries(Object.entries(properties).map(stored)) };
        const names = Object.keys(cells).map((name) => sql.id(name));
        await sql`insert into devices (${sql.join(names)}) values (${sql.join(Object.values(cells))})`.execute(kysely);
      }
    },
    delete: async (tenantId, id) => {
      await sql`delete from devices where tenant_id = ${tenantId} and id = ${id}`.execute(kysely);
    },
    [Symbol.asyncDispose]: close,
  };
}

function stored([name, value]: [string, unknown]): [string, unknown] {
  if (typeof value === 'boolean') return [name, Number(value)];
  if (typeof value === 'object' && value !== null) return [name, JSON.stringify(value)];
  return [name, value];
}
