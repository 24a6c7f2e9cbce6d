import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import pg from 'pg';
import { openMoved, sealMoved } from '../../src/assist/move/moved-tenant.ts';
import { Secret } from '../../src/core/secret.ts';
import type { SettingsInput } from '../../src/settings/schema.ts';
import { postgres } from '../harness/databases.ts';
import { main } from '../harness/main.ts';
import { newKey, startOutside } from '../harness/outside.ts';
import { partnerClient } from '../harness/partner-client.ts';
import { serveHere } from '../harness/serve-here.ts';
import { waitFor } from '../harness/wait-for.ts';
import { createProgram } from './program.ts';

const commandLineClient = 'a9910000-0002-4000-8000-000000000002';

test('a file of another schema, a severed connector and a key that is not its own are refused with words; an import that is killed has done nothing, and is done again', async (t) => {
  await using outside = await startOutside();
  await using database = await postgres.create();
  const [contoso, fabrikam] = outside.issuer.directory.tenants.map(({ tenantId }) => tenantId);
  assert.ok(contoso && fabrikam);
  const operator = outside.issuer.directory.users.find(({ tenantId }) => tenantId === fabrikam);
  const asOperator = {
    ASSISTD_TOKEN: await outside.issuer.mint({
      clientId: commandLineClient,
      tenant: fabrikam,
      userPrincipalName: operator?.userPrincipalName ?? '',
    }),
  };
  const audit = { id: 'audit', key: newKey() };
  const common: Partial<SettingsInput> = {
    operatorTenant: fabrikam,
    issuers: outside.issuer
      .issuers()
      .map((each) => ({ ...each, audiences: [...each.audiences], tenants: [contoso, fabrikam] })),
    auditKeys: [audit],
  };
  const tenants = (...ids: string[]) => ({ tenants: ids.map((tenantId) => ({ tenantId, displayName: tenantId })) });
  const here = { ...common, ...tenants(contoso, fabrikam) };
  const there = {
    ...common,
    ...tenants(fabrikam),
    database: database.database,
    databaseMigrationUrl: database.options.postgres?.migrationUrl,
  };
  using program = createProgram(outside.settings.publicOrigin);
  const file = (name: string) => join(outside.folder, name);
  const configured = (name: string, settings: object) => {
    writeFileSync(file(name), JSON.stringify({ ...outside.settings, ...settings }), { mode: 0o600 });
    return ['--config', file(name), '--key-file', file('transport.key')];
  };
  const run = (...words: string[]) => program.runWith({ environment: asOperator }, ...words);
  const done = async (...words: string[]) => {
    const { code, stderr } = await run(...words);
    assert.equal(code, 0, stderr);
  };
  const into = (name: string) => ['tenants', 'import', file(name), ...configured('there.json', there)];
  const refused = async (message: RegExp, name: string) => {
    const { code, stderr } = await run(...into(name));
    assert.equal(code, 5, stderr);
    assert.match(stderr, message);
  };

  await done('keys', 'new', '--file', file('transport.key'));
  let id = '';
  {
    await using _ = await serveHere(outside, here);
    const client = partnerClient(outside.settings.publicOrigin, await outside.token());
    id = await client.create('one');
    await client.connect(id);
    await done('tenants', 'suspend', contoso);
  }
  await done('tenants', 'export', contoso, file('moved'), ...configured('here.json', here));

  const [keyId = '', key = ''] = readFileSync(file('transport.key'), 'utf8').trim().split(':');
  const transport = { id: keyId, key: new Secret(key) };
  const moved = await openMoved(readFileSync(file('moved'), 'utf8'), transport);
  for (const [name, schema] of [['older', moved.schema - 1] as const, ['newer', moved.schema + 1] as const]) {
    writeFileSync(file(name), await sealMoved({ ...moved, schema }, transport));
  }
  await refused(/older release \(schema \d+, here \d+\): import it where that release/, 'older');
  await refused(/newer release \(schema \d+, here \d+\): upgrade this one first/, 'newer');
  writeFileSync(file('strange'), await sealMoved(moved, { id: keyId, key: new Secret(newKey()) }));
  await refused(/altered, or is sealed under another key/, 'strange');

  {
    await using _ = await serveHere(outside, there);
    await done('connectors', 'sever', 'TeamViewer', '--yes', '--wait');
  }
  await refused(/TeamViewer is severed here: restore it first/, 'moved');
  {
    await using _ = await serveHere(outside, there);
    await done('connectors', 'restore', 'TeamViewer');
  }

  // It has written some of the organisation, and waits for the table of the trail.
  const owner = new pg.Client(database.options.postgres?.migrationUrl);
  await owner.connect();
  await owner.query('BEGIN; LOCK TABLE audit_events');
  const environment = Object.entries(process.env).filter(([name]) => !/^(ASSISTD_|NODE_TEST)/.test(name));
  const child = spawn(process.execPath, [main, ...into('moved')], {
    stdio: 'ignore',
    env: Object.fromEntries(environment),
  });
  const gone = once(child, 'exit');
  t.after(() => child.kill('SIGKILL'));
  const waiting = async () =>
    (await owner.query(`SELECT FROM pg_locks WHERE relation = 'audit_events'::regclass AND NOT granted`)).rows.length;
  await waitFor('the import to have begun', async () => (await waiting()) > 0);
  child.kill('SIGKILL');
  await gone;
  await owner.query('COMMIT');
  await waitFor('the end of what it had begun', async () => (await waiting()) === 0);
  await owner.end();

  await done(...into('moved'));
  await refused(/an organisation of that id is here already/, 'moved');
  await using service = await serveHere(outside, there);
  await done('tenants', 'resume', contoso);
  const client = partnerClient(outside.settings.publicOrigin, await outside.token());
  assert.equal(await client.status(id), 'onboarded');
  assert.equal(await client.disconnect(id), 204);
  await waitFor('the revocation', async () => {
    await service.obligations.idle();
    return outside.sandbox.grants.some(({ revokedBy }) => revokedBy === 'client');
  });
});
