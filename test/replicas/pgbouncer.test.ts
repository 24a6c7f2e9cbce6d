import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createProgram } from '../cli/program.ts';
import { bouncer, startBouncer } from '../harness/pgbouncer.ts';
import { roles, sharedPostgres } from '../harness/postgres-server.ts';
import { waitFor } from '../harness/wait-for.ts';
import { startWorld } from '../harness/world.ts';

for (const databasePreparedStatements of ['false', 'true']) {
  test(`behind PgBouncer in transaction mode, with fewer connections than requests, everything works (prepared statements: ${databasePreparedStatements})`, {
    skip: bouncer === undefined && 'pgbouncer is not installed (Debian package pgbouncer)',
  }, async () => {
    const server = await sharedPostgres();
    const name = await server.createDatabase();
    await using pooler = await startBouncer(new URL(server.url(name, roles.service)));
    await using world = await startWorld({
      database: pooler.url,
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
  skip: bouncer === undefined && 'pgbouncer is not installed (Debian package pgbouncer)',
}, async () => {
  const server = await sharedPostgres();
  const name = await server.createDatabase();
  using command = createProgram('');
  const owner = ['--database-migration-url', server.url(name, roles.owner), '--database-notify', 'false'];
  assert.equal((await command.run('migrate', '--database', server.url(name, roles.service), ...owner)).code, 0);
  await using pooler = await startBouncer(new URL(server.url(name, roles.service)), 'statement');
  const { stdout } = await command.run('doctor', '-o', 'json', '--database', pooler.url, ...owner);
  const findings: { check: string; state: string; mend: string }[] = JSON.parse(stdout);
  const finding = findings.find(({ check }) => check === 'database');
  assert.deepEqual([finding?.state, /pool_mode/.test(finding?.mend ?? '')], ['fault', true], JSON.stringify(finding));
});
