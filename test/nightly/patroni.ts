/** A database that looks after its own failover: three PostgreSQL servers under Patroni, which agree by way of three etcd, all on loopback. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { makeAuthority, makeServerCertificate } from '../../src/dev/certificates/certificate.ts';
import { freePort } from '../harness/free-port.ts';
import { installedPostgres } from '../harness/postgres-installed.ts';
import { roles } from '../harness/postgres-server.ts';
import { waitFor } from '../harness/wait-for.ts';

/** Seconds until a leader that says nothing more loses its place. */
export const ttlSeconds = 20;

// Debian's, not what else may be called so: its Python has the packages.
const patroni = '/usr/bin/patroni';
const etcd = '/usr/bin/etcd';

/** Why there can be no such cluster on this machine. */
export function missing(): string | undefined {
  const programs = { patroni, 'etcd-server': etcd };
  const away = Object.entries(programs).flatMap(([name, path]) => (existsSync(path) ? [] : [name]));
  if (installedPostgres() === undefined) away.push('postgresql');
  return away.length > 0 ? `not installed: ${away.join(', ')} (Debian packages)` : undefined;
}

export interface PatroniCluster extends AsyncDisposable {
  /** Where the servers are, and each one's Patroni. */
  readonly nodes: readonly Place[];
  /** A database of the owner's, which both roles get at with a password, over TLS alone. */
  createDatabase(name: string): Promise<void>;
  /** The URL of a database on these ports of 127.0.0.1, as libpq writes it; unless told, on those of all three. */
  url(database: string, role: string, ports?: readonly number[]): string;
  leader(): Promise<string>;
  /** Kills a node's Patroni and its PostgreSQL with SIGKILL: either would start the other again. */
  kill(name: string): void;
  /** Starts a killed node's Patroni again. Resolves when it follows the leader. */
  revive(name: string): Promise<void>;
  /** Asks the leader to hand over. Resolves when Patroni says that it has. */
  switchover(): Promise<void>;
}

/** A member as Patroni's REST interface tells of it: `GET /cluster`. */
interface Member {
  readonly name: string;
  readonly role: string;
  readonly state: string;
}

export interface Place {
  readonly name: string;
  readonly rest: number;
  readonly postgres: number;
}

interface Node extends Place {
  readonly settings: string;
  readonly data: string;
  process: ChildProcess;
}

export async function startPatroni(): Promise<PatroniCluster> {
  const programs = installedPostgres() ?? '';
  const account = accountOf('postgres');
  const folder = mkdtempSync(join(tmpdir(), 'assistd-patroni-'));
  const own = (path: string) => execFileSync('chown', ['-R', `${account.uid}:${account.gid}`, path]);
  const run = (program: string, args: readonly string[], log: string) => {
    const env = { PATH: '/usr/bin:/bin', HOME: folder, LANG: 'C.UTF-8' };
    const command = ['-c', `exec "$0" "$@" >>${log} 2>&1`, program, ...args];
    return spawn('sh', command, { ...account, env, cwd: folder, stdio: 'ignore' });
  };
  const root = join(folder, 'root.pem');
  const tls = certificates(root);
  const ports: number[] = [];
  while (ports.length < 12) ports.push(await freePort());
  const take = () => ports.pop() ?? 0;

  const members = ['e1', 'e2', 'e3'].map((name) => ({ name, client: take(), peer: take() }));
  const cluster = members.map(({ name, peer }) => `${name}=http://127.0.0.1:${peer}`).join(',');
  own(folder);
  const agreeing = members.map(({ name, client, peer }) => {
    const at = { client: `http://127.0.0.1:${client}`, peer: `http://127.0.0.1:${peer}` };
    const args = [
      ['--name', name, '--data-dir', join(folder, name), '--log-level', 'error'],
      ['--listen-client-urls', at.client, '--advertise-client-urls', at.client],
      ['--listen-peer-urls', at.peer, '--initial-advertise-peer-urls', at.peer],
      ['--initial-cluster', cluster, '--initial-cluster-state', 'new'],
    ];
    return run(etcd, args.flat(), `${name}.log`);
  });

  const startNode = ({ name, settings }: { name: string; settings: string }) => run(patroni, [settings], `${name}.log`);
  const nodes: Node[] = ['p1', 'p2', 'p3'].map((name) => {
    const [rest, postgres] = [take(), take()];
    const home = join(folder, name);
    mkdirSync(home, { mode: 0o700 });
    const settings = join(home, 'patroni.json');
    const etcdHosts = members.map(({ client }) => `127.0.0.1:${client}`);
    const data = join(home, 'data');
    // What YAML reads, JSON is.
    for (const [file, content] of Object.entries(tls)) writeFileSync(join(home, file), content, { mode: 0o600 });
    writeFileSync(settings, JSON.stringify(settingsOf({ name, rest, postgres, etcdHosts, home, data, programs })));
    own(home);
    return { name, rest, postgres, settings, data, process: startNode({ name, settings }) };
  });

  const killAll = () => {
    for (const node of nodes) killNode(node);
    for (const each of agreeing) each.kill('SIGKILL');
  };
  process.once('exit', killAll);

  const logs = () => nodes.map(({ name }) => readFileSync(join(folder, `${name}.log`), 'utf8').slice(-2000)).join('\n');
  const look = async (): Promise<Member[]> => {
    for (const { rest } of nodes) {
      const answer = await fetch(`http://127.0.0.1:${rest}/cluster`).catch(() => undefined);
      if (answer?.ok) return ((await answer.json()) as { members: Member[] }).members;
    }
    return [];
  };
  const named = (name: string) => {
    const node = nodes.find((each) => each.name === name);
    if (!node) throw new Error(`no node is called ${name}`);
    return node;
  };
  const leader = () => waitFor('a leader', async () => (await look()).find(({ role }) => role === 'leader')?.name);
  const follows = ({ role, state }: Member) => /replica|standby/.test(role) && /running|streaming/.test(state);
  const url = (database: string, role: string, at: readonly number[] = nodes.map(({ postgres }) => postgres)) =>
    `postgres://${role}:${password}@${at.map((port) => `127.0.0.1:${port}`).join(',')}/${database}?sslmode=verify-full&sslrootcert=${root}`;
  const onLeader = async (...statements: readonly string[]) => {
    const client = new pg.Client(`postgres://postgres@127.0.0.1:${named(await leader()).postgres}/postgres`);
    await client.connect();
    for (const statement of statements) await client.query(statement);
    await client.end();
  };

  try {
    await waitFor('two replicas, one of them synchronous', async () => {
      const found = await look();
      return found.filter(follows).length === 2 && found.some(({ role }) => role === 'sync_standby');
    });
    await onLeader(...[roles.owner, roles.service].map((role) => `CREATE ROLE ${role} LOGIN PASSWORD '${password}'`));
  } catch (error) {
    killAll();
    throw new Error(logs(), { cause: error });
  }

  return {
    nodes,
    createDatabase: (name) => onLeader(`CREATE DATABASE ${name} OWNER ${roles.owner}`),
    url,
    leader,
    kill: (name) => killNode(named(name)),
    async revive(name) {
      const node = named(name);
      node.process = startNode(node);
      // Without a synchronous one Patroni refuses to hand over.
      await waitFor(`${name} to follow, and one to be synchronous`, async () => {
        const found = await look();
        const isSynchronous = found.some(({ role }) => role === 'sync_standby');
        return isSynchronous && found.some((each) => each.name === name && follows(each));
      });
    },
    async switchover() {
      const before = named(await leader());
      const body = JSON.stringify({ leader: before.name });
      const answer = await fetch(`http://127.0.0.1:${before.rest}/switchover`, { method: 'POST', body });
      if (!answer.ok) throw new Error(`the switchover answered ${answer.status}: ${await answer.text()}`);
    },
    async [Symbol.asyncDispose]() {
      process.off('exit', killAll);
      for (const children of [nodes.map((node) => node.process), agreeing]) {
        const ended = children.filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null);
        const gone = Promise.all(ended.map((each) => once(each, 'exit')));
        for (const each of ended) each.kill('SIGTERM');
        await gone;
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const password = 'of-this-run-alone';

/** What each server shows, and at `root` the authority that vouches for it. */
function certificates(root: string): Readonly<Record<'server.pem' | 'server.key', string>> {
  const hosts = { names: ['localhost'], addresses: [Buffer.from([127, 0, 0, 1])] };
  const validity = { notBefore: Date.now() - 60_000, notAfter: Date.now() + 86_400_000 };
  const authority = makeAuthority('patroni', hosts, validity);
  const { certificate, key } = makeServerCertificate(authority, hosts, validity);
  writeFileSync(root, authority.certificate);
  return { 'server.pem': certificate, 'server.key': key };
}

function killNode({ process: child, data }: Node): void {
  child.kill('SIGKILL');
  try {
    const [pid] = readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n');
    process.kill(Number(pid), 'SIGKILL');
  } catch {
    // It does not run.
  }
}

interface Placed {
  readonly name: string;
  readonly rest: number;
  readonly postgres: number;
  readonly etcdHosts: readonly string[];
  readonly home: string;
  readonly data: string;
  readonly programs: string;
}

/** Those of docs/guide/scale.md, but for Patroni itself, which the servers trust: only loopback reaches them. */
function settingsOf({ name, rest, postgres, etcdHosts, home, data, programs }: Placed): object {
  const admitted = [
    'host all postgres 127.0.0.1/32 trust',
    'host replication postgres 127.0.0.1/32 trust',
    'hostssl all all 127.0.0.1/32 scram-sha-256',
  ];
  return {
    scope: 'assistd',
    name,
    restapi: { listen: `127.0.0.1:${rest}`, connect_address: `127.0.0.1:${rest}` },
    etcd3: { hosts: etcdHosts },
    bootstrap: {
      dcs: {
        ttl: ttlSeconds,
        loop_wait: 3,
        retry_timeout: 5,
        synchronous_mode: true,
        postgresql: {
          use_pg_rewind: true,
          parameters: { wal_log_hints: 'on', max_connections: 100, shared_buffers: '64MB' },
        },
      },
      initdb: [{ encoding: 'UTF8' }, { locale: 'C.UTF-8' }, 'data-checksums'],
    },
    postgresql: {
      listen: `127.0.0.1:${postgres}`,
      connect_address: `127.0.0.1:${postgres}`,
      data_dir: data,
      bin_dir: programs,
      pgpass: join(home, 'pgpass'),
      pg_hba: admitted,
      parameters: {
        unix_socket_directories: home,
        ...{ ssl: 'on', ssl_cert_file: join(home, 'server.pem'), ssl_key_file: join(home, 'server.key') },
      },
      authentication: { superuser: { username: 'postgres' }, replication: { username: 'postgres' } },
    },
  };
}

function accountOf(name: string): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const id = (kind: string) => Number(execFileSync('id', [kind, name], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}
