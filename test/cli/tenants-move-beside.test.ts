import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import pg from 'pg';
import type { SettingsInput } from '../../src/settings/schema.ts';
import { Person } from '../harness/consent.ts';
import { postgres } from '../harness/databases.ts';
import { startOutside } from '../harness/outside.ts';
import { partnerClient } from '../harness/partner-client.ts';
import { serveHere } from '../harness/serve-here.ts';
import { waitFor } from '../harness/wait-for.ts';
import { createProgram } from './program.ts';

const commandLineClient = 'a9910000-0002-4000-8000-000000000002';

/** A service on PostgreSQL that runs on while one of its organisations is moved. */
async function installation() {
  await using owned = new AsyncDisposableStack();
  const outside = owned.use(await startOutside());
  const database = owned.use(await postgres.create('empty'));
  const [contoso, fabrikam] = outside.issuer.directory.tenants.map(({ tenantId }) => tenantId);
  assert.ok(contoso && fabrikam);
  const operator = outside.issuer.directory.users.find(({ tenantId }) => tenantId === fabrikam);
  const settings: Partial<SettingsInput> = {
    ...outside.settings,
    database: database.database,
    databaseMigrationUrl: database.options.postgres?.migrationUrl,
    operatorTenant: fabrikam,
    tenants: [contoso, fabrikam].map((tenantId) => ({ tenantId, displayName: tenantId })),
    issuers: outside.issuer
      .issuers()
      .map((each) => ({ ...each, audiences: [...each.audiences], tenants: [contoso, fabrikam] })),
  };
  const file = (name: string) => join(outside.folder, name);
  writeFileSync(file('settings.json'), JSON.stringify(settings), { mode: 0o600 });
  const program = owned.use(createProgram(outside.settings.publicOrigin));
  const run = async (...words: string[]) => {
    const userPrincipalName = operator?.userPrincipalName ?? '';
    const asked = { clientId: commandLineClient, tenant: fabrikam, userPrincipalName };
    return program.runWith({ environment: { ASSISTD_TOKEN: await outside.issuer.mint(asked) } }, ...words);
  };
  const done = async (...words: string[]) => {
    const { code, stderr } = await run(...words);
    assert.equal(code, 0, stderr);
  };
  const configured = ['--config', file('settings.json'), '--key-file', file('transport.key')];
  await done('keys', 'new', '--file', file('transport.key'));
  const service = owned.use(await serveHere(outside, settings));
  const keep = owned.move();
  return {
    ...{ outside, database, service, contoso, file, run, done },
    out: ['tenants', 'export', contoso, file('out'), ...configured],
    into: ['tenants', 'import', file('out'), ...configured],
    client: async () => partnerClient(service.origin, await outside.token()),
    [Symbol.asyncDispose]: () => keep.disposeAsync(),
  };
}

test('an organisation whose consent the partner is just answering stays, until it is known what came of it', async () => {
  await using here = await installation();
  const { outside, service, contoso, run, done, out, into } = here;
  const { sandbox, clock } = outside;
  const id = await (await here.client()).create('TeamViewer');
  const partner = `${service.origin}/beta/deviceManagement/remoteAssistancePartners/${id}`;
  const headers = { Authorization: `Bearer ${await outside.token()}` };
  assert.equal((await fetch(`${partner}/beginOnboarding`, { method: 'POST', headers })).status, 204);
  const { onboardingUrl } = (await (await fetch(partner, { headers })).json()) as { onboardingUrl: string };
  const person = new Person();
  const callback = await person.consent(onboardingUrl);
  sandbox.faults.add({ kind: 'slow', milliseconds: 5000, times: 1, method: 'POST', path: '/api/v1/oauth2/token' });
  const answered = person.ask(callback);
  await waitFor('the exchange to be under way', () => sandbox.faults.list.length === 0);
  await done('tenants', 'suspend', contoso);
  const refused = await run(...out);
  assert.match(refused.stderr, /not known yet what came of a consent: try again in a minute/);
  assert.equal(refused.code, 5);
  assert.ok(!existsSync(here.file('out')));

  clock.turn(5000);
  await (await answered).text();
  await waitFor('what came of it not to be wanted', async () => {
    await service.obligations.idle();
    return sandbox.grants[0]?.revokedAt !== undefined;
  });
  await done(...out);
  await done(...into);
});

test('an organisation that is refused, or disconnected, at the instant at which it leaves can come back', async () => {
  await using here = await installation();
  const { outside, database, service, contoso, run, done, out, into } = here;
  await (await here.client()).create('TeamViewer');
  await done('tenants', 'suspend', contoso);
  const owner = new pg.Client(database.options.postgres?.migrationUrl);
  await owner.connect();
  const { rows } = await owner.query('SELECT pg_backend_pid() AS pid');
  await owner.query(`BEGIN; SELECT set_config('assistd.tenant_id', '${contoso}', true);
    SELECT FROM remote_assistance_settings FOR UPDATE; LOCK TABLE provided_partners IN SHARE MODE`);
  const waiting = async () =>
    (
      await owner.query(`WITH RECURSIVE waiting AS (
        SELECT pid FROM pg_locks WHERE NOT granted AND ${rows[0].pid} = ANY(pg_blocking_pids(pid))
        UNION SELECT l.pid FROM pg_locks l JOIN waiting w ON w.pid = ANY(pg_blocking_pids(l.pid)) WHERE NOT l.granted)
        SELECT pid FROM waiting`)
    ).rows.length;
  const leaving = run(...out);
  await waitFor('it to leave', async () => (await waiting()) > 0);
  const headers = { Authorization: `Bearer ${await outside.token()}` };
  const refused = await fetch(`${service.origin}/v1.0/deviceManagement/managedDevices`, { headers });
  assert.equal(refused.status, 400);
  const disconnecting = run('tenants', 'disconnect', contoso, '--yes');
  await waitFor('both to wait', async () => (await waiting()) > 2);
  await owner.query('COMMIT');
  await owner.end();
  const left = await leaving;
  assert.equal(left.code, 0, left.stderr);
  const disconnected = await disconnecting;
  assert.match(disconnected.stderr, /moved to another database: disconnect it there/);
  await done(...into);
});

test('an organisation stays while a severance has something to end there, which would be done without it', async () => {
  await using here = await installation();
  const { outside, service, contoso, run, done, out } = here;
  const { sandbox } = outside;
  const client = await here.client();
  await client.connect(await client.create('TeamViewer'));
  sandbox.faults.add({ kind: 'down' });
  await done('connectors', 'sever', 'TeamViewer', '--yes');
  await waitFor('the walk to come to it', async () => {
    await service.obligations.idle();
    return sandbox.record.length > 0 && sandbox.grants[0]?.revokedAt === undefined;
  });
  await done('tenants', 'suspend', contoso);
  await waitFor('the severance', async () => {
    const refused = await run(...out);
    return /a severance is not over for it/.test(refused.stderr);
  });
  sandbox.faults.clear();
  await waitFor('the revocation', async () => {
    outside.clock.turn(60_000);
    await service.obligations.idle();
    return sandbox.grants[0]?.revokedAt !== undefined;
  });
  await done(...out);
});
