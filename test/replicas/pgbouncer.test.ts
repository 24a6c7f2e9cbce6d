import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { createProgram } from '../cli/program.ts';
import { freePort } from '../harness/free-port.ts';
import { roles, sharedPostgres } from '../harness/postgres-server.ts';
import { waitFor } from '../harness/wait-for.ts';
import { startWorld } from '../harness/world.ts';

const program = ['/usr/sbin/pgbouncer', 'pgbouncer'].find((path) => spawnSync(path, ['--version']).status === 0);

for (const databasePreparedStatements of ['false', 'true']) {
  test(`behind PgBouncer in transaction mode, with fewer connections than requests, everything works (prepared statements: ${databasePreparedStatements})`, {
    skip: program === undefined && 'pgbouncer is not installed (Debian package pgbouncer)',
  }, async () => {
    const server = await sharedPostgres();
    const name = await server.createDatabase();
    await using bouncer = await startBouncer(program ?? '', new URL(server.url(name, roles.service)));
    await using world = await startWorld({
      database: bouncer.url,
      settings: {
        databaseNotify: 'false',
        databasePreparedStatements,
        databaseMigrationUrl: server.url(name, roles.owner),
      },
    });
    const id = await world.partnerId();
    await world.connect(id);

    const path = `/v1.0/deviceManagement/remoteAssistancePartners/${id}`;
    const replies = await Promise.all(Array.from({ length: 100 }, () => world.send('GET', path)));
    assert.ok(replies.every(({ status, json }) => status === 200 && json.onboardingStatus === 'onboarded'));

    const foreign = await world.send('GET', path, { token: await world.token({ tenant: world.fabrikam }) });
    assert.equal(foreign.status, 404, 'a connection that another tenant used before shows nothing of it');

    assert.equal((await world.send('POST', `${path}/disconnect`)).status, 204);
    await waitFor('the sandbox to show the grant revoked', () => world.sandbox.grants[0]?.revokedAt);
  });
}

test('behind PgBouncer in statement mode doctor finds what serve could not work with', {
  skip: program === undefined && 'pgbouncer is not installed (Debian package pgbouncer)',
}, async () => {
  const server = await sharedPostgres();
  const name = await server.createDatabase();
  using command = createProgram('');
  const owner = ['--database-migration-url', server.url(name, roles.owner), '--database-notify', 'false'];
  assert.equal((await command.run('migrate', '--database', server.url(name, roles.service), ...owner)).code, 0);
  await using bouncer = await startBouncer(program ?? '', new URL(server.url(name, roles.service)), 'statement');
  const { stdout } = await command.run('doctor', '-o', 'json', '--database', bouncer.url, ...owner);
  const findings: { check: string; state: string; mend: string }[] = JSON.parse(stdout);
  const finding = findings.find(({ check }) => check === 'database');
  assert.deepEqual([finding?.state, /pool_mode/.test(finding?.mend ?? '')], ['fault', true], JSON.stringify(finding));
});

/** A PgBouncer that hands a connection to whoever begins a transaction, and takes it back at the end of that, unless told otherwise. */
async function startBouncer(
  path: string,
  database: URL,
  mode = 'transaction',
): Promise<{ readonly url: string } & AsyncDisposable> {
  const folder = mkdtempSync(join(tmpdir(), 'assistd-pgbouncer-'));
  chmodSync(folder, 0o755);
  const port = await freePort();
  const settings = join(folder, 'pgbouncer.ini');
  writeFileSync(join(folder, 'users.txt'), `"${database.username}" "${decodeURIComponent(database.password)}"\n`);
  writeFileSync(
    settings,
    `[databases]
* = host=127.0.0.1 port=${database.port}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = trust
auth_file = ${folder}/users.txt
pool_mode = ${mode}
default_pool_size = 3
`,
  );
  // It refuses to run as root, and gives that up for the user that PostgreSQL's own packages made.
  const asUser = process.getuid?.() === 0 ? ['-u', 'postgres'] : [];
  const child = spawn(path, ['-q', ...asUser, settings], { stdio: 'ignore' });
  const exited = once(child, 'exit');
  await waitFor('PgBouncer to listen', () => answers(port));
  const url = new URL(database);
  url.host = `127.0.0.1:${port}`;
  return {
    url: url.href,
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await exited;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
