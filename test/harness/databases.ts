import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { suite } from 'node:test';
import pg from 'pg';
import { AuditKeys } from '../../src/core/audit-keys.ts';
import { TurnableClock } from '../../src/core/clock.ts';
import type { Log } from '../../src/core/log.ts';
import { Secret } from '../../src/core/secret.ts';
import type { Database, DatabaseOptions, OpenOptions } from '../../src/store/database.ts';
import { openDatabase } from '../../src/store/open-database.ts';
import type { Purpose } from '../../src/store/purpose.ts';
import type { TenantTx } from '../../src/store/tenant.ts';
import { type DatabaseServer, roles, sharedPostgres } from './postgres-server.ts';

/** The keys that the audit trails of databases of tests have. */
export const auditKeys = AuditKeys.of([{ id: 'test', key: new Secret(Buffer.alloc(32, 'k').toString('base64')) }]);

export const silent: Log = { debug() {}, info() {}, warn() {}, error() {} };

/** A new, empty database for one test, gone with it. */
export interface TestDatabase extends AsyncDisposable {
  readonly database: string;
  /** How to open it, for a process or a replica of its own; nothing else can open one in memory. */
  readonly options: OpenOptions;
  readonly clock: TurnableClock;
  open(options?: Partial<OpenOptions>): Promise<Database>;
  /** Changes rows behind the service's back, with every right there is. */
  asOwner(tenantId: string, work: (tx: TenantTx) => Promise<unknown>): Promise<void>;
  /** Runs SQL as the owner of the tables; not in memory. */
  run(statements: string): Promise<void>;
}

export interface DatabaseKind {
  readonly name: 'SQLite in memory' | 'SQLite in a folder' | 'PostgreSQL';
  /** @param how `empty` leaves it to the first `open` to make the tables; `development` makes one for a world of `assistd dev`. */
  create(how?: 'empty' | 'development'): Promise<TestDatabase>;
}

export const sqliteInMemory: DatabaseKind = {
  name: 'SQLite in memory',
  create: async (how) => testDatabase('memory', { purpose: purposeOf(how) }, () => {}),
};

export const sqliteInFolder: DatabaseKind = {
  name: 'SQLite in a folder',
  create: async (how) => {
    const folder = mkdtempSync(join(tmpdir(), 'assistd-store-'));
    return testDatabase(folder, { purpose: purposeOf(how) }, () => rmSync(folder, { recursive: true }));
  },
};

const templates = new Map<Purpose, Promise<string>>();

/** The variable that names the database to copy, where the whole run shares one. */
export const templateVariable = (purpose: Purpose) => `TEST_POSTGRES_${purpose.toUpperCase()}`;

/** The name of a database with tables. Copying them is quicker than making them. */
export function migratedTemplate(purpose: Purpose): Promise<string> {
  const ofTheRun = process.env[templateVariable(purpose)];
  if (ofTheRun !== undefined) return Promise.resolve(ofTheRun);
  const make = async () => {
    const server = await sharedPostgres();
    const name = await server.createDatabase();
    await using made = postgresDatabase(server, name, 'production');
    await made.open({ purpose });
    return name;
  };
  const template = templates.get(purpose) ?? make();
  templates.set(purpose, template);
  return template;
}

function purposeOf(how: 'empty' | 'development' | undefined): Purpose {
  return how === 'development' ? how : 'production';
}

/** Tables are owned by one role and used by another, as in production. */
export const postgres: DatabaseKind = {
  name: 'PostgreSQL',
  create: async (how) => {
    const server = await sharedPostgres();
    const name = await server.createDatabase(how === 'empty' ? undefined : await migratedTemplate(purposeOf(how)));
    return postgresDatabase(server, name, purposeOf(how), () => server.dropDatabase(name));
  },
};

function postgresDatabase(
  server: DatabaseServer,
  name: string,
  purpose: Purpose,
  remove: () => Promise<void> = async () => {},
): TestDatabase {
  const migrationUrl = server.url(name, roles.owner);
  return testDatabase(server.url(name, roles.service), { purpose, postgres: { migrationUrl, connections: 5 } }, remove);
}

const everyKind: readonly DatabaseKind[] = [sqliteInMemory, sqliteInFolder, postgres];

/** Runs a suite once on each kind of database. */
export function onEveryDatabase(name: string, tests: (kind: DatabaseKind) => void, kinds = everyKind): void {
  for (const kind of kinds) suite(`${name} (${kind.name})`, () => tests(kind));
}

function testDatabase(
  database: string,
  more: Pick<DatabaseOptions, 'purpose' | 'postgres'>,
  remove: () => void | Promise<void>,
): TestDatabase {
  const clock = new TurnableClock();
  const options: OpenOptions = { database, clock, log: silent, auditKeys, ...more };
  const opened: Database[] = [];
  return {
    database,
    options,
    clock,
    open: async (changes = {}) => {
      const open = await openDatabase({ ...options, ...changes });
      opened.push(open);
      return open;
    },
    asOwner: async (tenantId, work) => {
      const { migrationUrl } = options.postgres ?? {};
      if (!migrationUrl && !opened[0]) throw new Error('open the database first');
      if (!migrationUrl) return void (await opened[0]?.write(tenantId, work));
      await using owner = await openDatabase({ ...options, database: migrationUrl });
      await owner.write(tenantId, work);
    },
    run: async (statements) => {
      const { migrationUrl } = options.postgres ?? {};
      if (migrationUrl === undefined) {
        using file = new DatabaseSync(join(database, 'assistd.sqlite'));
        return file.exec(statements);
      }
      const client = new pg.Client(migrationUrl);
      await client.connect();
      await client.query(statements).finally(() => client.end());
    },
    [Symbol.asyncDispose]: async () => {
      for (const open of opened) await open[Symbol.asyncDispose]();
      await remove();
    },
  };
}
