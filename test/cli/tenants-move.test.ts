import assert from 'node:assert/strict';
import { existsSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { SettingsInput } from '../../src/settings/schema.ts';
import { holdDatabase } from '../../src/store/sqlite/hold.ts';
import { startCommitProxy } from '../harness/commit-proxy.ts';
import { postgres } from '../harness/databases.ts';
import { newKey, startOutside } from '../harness/outside.ts';
import { partnerClient } from '../harness/partner-client.ts';
import { serveHere } from '../harness/serve-here.ts';
import { waitFor } from '../harness/wait-for.ts';
import { createProgram } from './program.ts';

const commandLineClient = 'a9910000-0002-4000-8000-000000000002';

test('an organisation moves from SQLite to PostgreSQL and back: what it had is disconnected there, what it owes is done, its trail verifies, and where it was it is refused', async () => {
  await using outside = await startOutside();
  await using database = await postgres.create();
  await database.open();
  const [contoso, fabrikam] = outside.issuer.directory.tenants.map(({ tenantId }) => tenantId);
  assert.ok(contoso && fabrikam);
  const operator =
    outside.issuer.directory.users.find(({ tenantId }) => tenantId === fabrikam)?.userPrincipalName ?? '';
  const [first, second] = [newKey(), newKey()].map((key, index) => ({ id: `audit-${index + 1}`, key }));
  assert.ok(first && second);
  const [connector] = outside.settings.connectors as readonly object[];
  const common: Partial<SettingsInput> = {
    operatorTenant: fabrikam,
    tenants: [contoso, fabrikam].map((tenantId) => ({ tenantId, displayName: tenantId })),
    issuers: outside.issuer
      .issuers()
      .map((each) => ({ ...each, audiences: [...each.audiences], tenants: [contoso, fabrikam] })),
  };
  const here = { ...common, auditKeys: [first] };
  const there = {
    ...common,
    database: database.database,
    databaseMigrationUrl: database.options.postgres?.migrationUrl,
    masterKeys: [{ id: 'other', key: newKey() }],
    auditKeys: [second, first],
  };
  const settings = { here, there, hereAgain: { ...common, auditKeys: [first, second] } };
  using program = createProgram(outside.settings.publicOrigin, { ASSISTD_TOKEN: await outside.token() });
  const file = (name: string) => join(outside.folder, name);
  const configured = (name: keyof typeof settings, more: Partial<SettingsInput> = {}) => {
    const config = file(`${name}.json`);
    // What only `assistd serve` needs may be where whoever moves an organisation cannot read it.
    const tls = { tlsPort: 8443, tlsCertificateFile: '/nowhere/tls.pem', tlsKeyFile: '/nowhere/tls.key' };
    const all = { ...outside.settings, ...tls, ...settings[name], ...more };
    writeFileSync(config, JSON.stringify(all), { mode: 0o600 });
    return ['--config', config, '--key-file', file('transport.key')];
  };
  const done = async (...words: string[]) => {
    const { code, stdout, stderr } = await program.run(...words);
    assert.equal(code, 0, stderr);
    return stdout + stderr;
  };
  const refused = async (message: RegExp, ...words: string[]) => {
    const { code, stderr } = await program.run(...words);
    assert.notEqual(code, 0);
    assert.match(stderr, message);
  };
  const as = async (tenant: string) =>
    tenant === fabrikam
      ? outside.issuer.mint({ clientId: commandLineClient, tenant, userPrincipalName: operator })
      : outside.token();
  const send = async (tenant: string, method: string, path: string) => {
    const headers = { Authorization: `Bearer ${await as(tenant)}` };
    const reply = await fetch(outside.settings.publicOrigin + path, { method, headers });
    return { status: reply.status, text: await reply.text() };
  };
  const operate = async (action: 'suspend' | 'resume') => {
    const { status, text } = await send(fabrikam, 'POST', `/assist/tenants/${contoso}/${action}`);
    assert.equal(status, 204, text);
  };
  const revokedByUs = () => outside.sandbox.grants.filter(({ revokedBy }) => revokedBy === 'client').length;

  await done('keys', 'new', '--file', file('transport.key'));
  let ids: string[] = [];
  {
    await using _ = await serveHere(outside, here);
    const client = partnerClient(outside.settings.publicOrigin, await outside.token());
    ids = [await client.create('one'), await client.create('two')];
    for (const id of ids) await client.connect(id);
    writeFileSync(file('kept.json'), (await program.run('audit', 'verify', '-o', 'json')).stdout);
    // As assistd serve does.
    using _held = holdDatabase(String(outside.settings.database));
    await refused(
      /another assistd works on the folder/,
      'tenants',
      'export',
      contoso,
      file('a'),
      ...configured('here'),
    );
  }
  const inFile = ['tenants', 'export', contoso, join(file('transport.key'), 'a')];
  await refused(/suspend it first/, 'tenants', 'export', contoso, file('a'), ...configured('here'));
  assert.ok(!existsSync(file('a')), 'nothing is left of what was refused');
  {
    await using _ = await serveHere(outside, here);
    await operate('suspend');
  }
  await refused(/^assistd: cannot write .*transport\.key\/a: /, ...inFile, ...configured('here'));
  await done('tenants', 'export', contoso, file('a'), ...configured('here'));
  assert.equal(statSync(file('a')).mode & 0o777, 0o600);
  await refused(/has moved/, 'tenants', 'export', contoso, file('b'), ...configured('here'));
  {
    await using _ = await serveHere(outside, here);
    for (const path of ['/assist/partners', '/v1.0/deviceManagement/remoteAssistancePartners']) {
      assert.equal((await send(contoso, 'GET', path)).status, 400);
    }
    for (const action of ['disconnect', 'resume', 'suspend']) {
      const { status, text } = await send(fabrikam, 'POST', `/assist/tenants/${contoso}/${action}`);
      assert.equal(status, 409, `${action}: ${text}`);
    }
  }

  const into = ['tenants', 'import', file('a')];
  await refused(/audit key "audit-1".*auditKeys/, ...into, ...configured('there', { auditKeys: [second] }));
  await refused(
    /connectors has not here/,
    ...into,
    ...configured('there', { connectors: [{ ...connector, name: 'elsewhere' }] }),
  );
  await done(...into, ...configured('there'));
  await refused(/is here already/, ...into, ...configured('there'));
  {
    await using service = await serveHere(outside, there);
    await operate('resume');
    const client = partnerClient(outside.settings.publicOrigin, await outside.token());
    for (const id of ids) assert.equal(await client.status(id), 'onboarded');
    assert.match(await done('audit', 'verify', '--since', file('kept.json')), /1 kept, all in the trail/);
    assert.equal(await client.disconnect(ids[0] ?? ''), 204);
    await waitFor('the revocation', async () => {
      await service.obligations.idle();
      return revokedByUs() === 1;
    });
    // What is owed for the second goes along, because the partner is away.
    outside.sandbox.faults.add({ kind: 'down', times: 1000 });
    assert.equal(await client.disconnect(ids[1] ?? ''), 204);
    await service.obligations.idle();
    await operate('suspend');
    await service.obligations.idle();
  }
  // The commit is carried out, and nobody hears of it: the file is then all that there is.
  await using proxy = await startCommitProxy(database.database);
  proxy.loseCommitOf('MoveOut');
  const lost = configured('there', { database: proxy.url });
  await refused(/b is kept, because \S+ may be in it alone/, 'tenants', 'export', contoso, file('b'), ...lost);
  assert.equal(proxy.lost, 1);
  await done('tenants', 'import', file('b'), ...configured('hereAgain'));
  await using service = await serveHere(outside, settings.hereAgain);
  await operate('resume');
  assert.match(await done('audit', 'verify', '--since', file('kept.json')), /1 kept, all in the trail/);
  assert.equal(revokedByUs(), 1);
  outside.sandbox.faults.clear();
  await waitFor('the revocation that was owed', async () => {
    outside.clock.turn(60_000);
    await service.obligations.idle();
    return revokedByUs() === 2;
  });
});
