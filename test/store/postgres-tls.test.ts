import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import pg from 'pg';
import { TurnableClock } from '../../src/core/clock.ts';
import type { Failure } from '../../src/core/failure.ts';
import { makeAuthority, makeServerCertificate } from '../../src/dev/certificates/certificate.ts';
import { openDatabase } from '../../src/store/open-database.ts';
import { createProgram } from '../cli/program.ts';
import { makeRsaCertificate } from '../dev/clients/rsa-certificate.ts';
import { auditKeys, silent } from '../harness/databases.ts';
import { type PostgresServer, roles, startPostgres } from '../harness/postgres-server.ts';
import { waitFor } from '../harness/wait-for.ts';

const hosts = { names: ['localhost'], addresses: [] };
const validity = { notBefore: Date.now() - 60_000, notAfter: Date.now() + 3_600_000 };

suite('a PostgreSQL that asks for proof', () => {
  const owned = new AsyncDisposableStack();
  let server: PostgresServer;
  let name: string;
  const folder = mkdtempSync(join(tmpdir(), 'assistd-tls-'));
  const file = (each: string, content: string) => {
    const path = join(folder, each);
    writeFileSync(path, content, { mode: 0o600 });
    return path;
  };
  const authority = makeAuthority('test', hosts, validity);
  const root = file('root.pem', authority.certificate);
  const client = makeRsaCertificate('assistd');
  const [cert, key] = [file('client.pem', client.certificate), file('client.key', client.key)];

  before(async () => {
    owned.defer(() => rmSync(folder, { recursive: true }));
    const { certificate, key: serverKey } = makeServerCertificate(authority, hosts, validity);
    // The owner with a client certificate, the service with a password, and nobody in the plain but the superuser.
    const rules = [
      `hostssl all ${roles.owner} all trust clientcert=verify-ca`,
      `hostssl all ${roles.service} all scram-sha-256`,
      `host all ${roles.superuser} 127.0.0.1/32 trust`,
    ];
    server = owned.use(
      await startPostgres(
        { ssl: 'on', ssl_cert_file: 'server.pem', ssl_key_file: 'server.key', ssl_ca_file: 'clients.pem' },
        {
          'server.pem': certificate,
          'server.key': serverKey,
          'clients.pem': client.certificate,
          'pg_hba.conf': `${rules.join('\n')}\n`,
        },
      ),
    );
    name = await server.createDatabase();
    const superuser = new pg.Client(server.url('postgres', roles.superuser));
    await superuser.connect();
    await superuser.query(`ALTER ROLE ${roles.service} PASSWORD 'pass:word'`);
    await superuser.end();
  });
  after(() => owned.disposeAsync());

  const url = (role: string, parameters: string) => `postgres://${role}@localhost:${server.port}/${name}?${parameters}`;
  const open = (database: string, migrationUrl: string) =>
    openDatabase({
      database,
      purpose: 'production',
      clock: new TurnableClock(),
      log: silent,
      auditKeys,
      postgres: { migrationUrl },
    });
  const asOwner = () => url(roles.owner, `sslmode=verify-full&sslrootcert=${root}&sslcert=${cert}&sslkey=${key}`);

  test('gets a client certificate from migrations, and from the service the password of a file, over TLS that is verified', async () => {
    const passfile = file('pass', `localhost:*:${name}:*:pass\\:word\n`);
    await using database = await open(
      url(roles.service, `sslmode=verify-full&sslrootcert=${root}&passfile=${passfile}`),
      asOwner(),
    );
    await database.ping();
  });

  test('is not spoken to when its certificate is not vouched for, or is for another name', async () => {
    await assert.rejects(open(url(roles.service, 'sslmode=verify-full'), asOwner()), { kind: 'unavailable' });
    const elsewhere = asOwner().replace('@localhost', '@127.0.0.1');
    await assert.rejects(open(elsewhere, elsewhere), { kind: 'unavailable' });
    const anyName = elsewhere.replace('verify-full', 'verify-ca');
    await using database = await open(anyName, anyName);
    await database.ping();
  });

  test('refuses who has no certificate, a wrong password, or no TLS, and says nothing of the password', async () => {
    const bare = url(roles.owner, `sslmode=require`);
    const refuses = (database: string, migrationUrl: string, why: RegExp) =>
      assert.rejects(open(database, migrationUrl), ({ internal = '' }: Failure) => {
        assert.match(internal, why);
        assert.ok(!internal.includes('wrong-one'));
        return true;
      });
    await refuses(bare, bare, /localhost:\d+ \(.*certificate/);
    const wrong = url(`${roles.service}:wrong-one`, `sslmode=require`);
    await refuses(wrong, asOwner(), /localhost:\d+ \(password authentication failed/);
    await refuses(url(roles.service, 'sslmode=disable'), asOwner(), /no pg_hba.conf entry/);
  });

  test('doctor says when its certificate ends, and that of a role', async () => {
    using program = createProgram('');
    const words = ['doctor', '-o', 'json', '--database', asOwner()];
    const findings: { check: string; found: string }[] = JSON.parse((await program.run(...words)).stdout);
    const ends = findings.filter(({ check }) => check.startsWith('certificate of '));
    assert.deepEqual(
      ends.map(({ check, found }) => [check, /^ends on /.test(found)]),
      [
        [`certificate of localhost:${server.port}`, true],
        [`certificate of sslcert of ${roles.owner}`, true],
      ],
    );
  });

  test('a password that is changed while the service runs is a matter of coming back, and over when it is right again', async () => {
    const database = await open(
      url(`${roles.service}:pass%3Aword`, `sslmode=verify-full&sslrootcert=${root}`),
      asOwner(),
    );
    await using _ = database;
    const superuser = new pg.Client(server.url('postgres', roles.superuser));
    await superuser.connect();
    await superuser.query(`ALTER ROLE ${roles.service} PASSWORD 'another'`);
    await superuser.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = $1', [roles.service]);
    const refusal = () =>
      database.ping().then(
        () => undefined,
        (error: Failure) => error,
      );
    const refused = await waitFor('the refusal', async () => {
      const error = await refusal();
      return error?.internal?.includes('password authentication failed') && error;
    });
    assert.equal(refused.kind, 'unavailable');
    await superuser.query(`ALTER ROLE ${roles.service} PASSWORD 'pass:word'`);
    await superuser.end();
    await waitFor('the service', async () => (await refusal()) === undefined);
  });
});
