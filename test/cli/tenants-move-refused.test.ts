import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import pg from 'pg';
import { type MovedPart, openMoved, sealMoved } from '../../src/assist/move/moved-tenant.ts';
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

async function gathered<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

async function* listed<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}

test('a file of another schema or that was cut, a severed connector and a key that is not its own are refused with words; an import and an export that are killed have done nothing, and are done again', async (t) => {
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
    const created = await fetch(`${outside.settings.publicOrigin}/v1.0/deviceManagement/managedDevices`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${await outside.token()}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({ deviceName: 'KIOSK' }),
    });
    assert.equal(created.status, 201);
    await done('tenants', 'suspend', contoso);
  }
  await done('tenants', 'export', contoso, file('moved'), ...configured('here.json', here));
  {
    using left = new DatabaseSync(join(String(outside.settings.database), 'assistd.sqlite'));
    const { rows } = left.prepare('SELECT count(*) AS rows FROM managed_device_texts_due').get() ?? {};
    assert.equal(rows, 0, 'texts of its devices are left where it was');
  }

  const [keyId = '', key = ''] = readFileSync(file('transport.key'), 'utf8').trim().split(':');
  const transport = { id: keyId, key: new Secret(key) };
  const lines = readFileSync(file('moved'), 'utf8').trimEnd().split('\n');
  const parts = await gathered(openMoved(listed(lines), transport));
  const sealed = async (name: string, of: readonly MovedPart[], key = transport) =>
    writeFileSync(file(name), (await gathered(sealMoved(listed(of), key))).join('\n'));
  const ofSchema = (by: number) =>
    parts.map((part) => ('schema' in part ? { ...part, schema: part.schema + by } : part));
  await sealed('older', ofSchema(-1));
  await sealed('newer', ofSchema(1));
  await refused(/older release \(schema \d+, here \d+\): import it where that release/, 'older');
  await refused(/newer release \(schema \d+, here \d+\): upgrade this one first/, 'newer');
  await sealed('strange', parts, { id: keyId, key: new Secret(newKey()) });
  await refused(/altered, or is sealed under another key/, 'strange');
  await sealed('second', parts);
  const second = readFileSync(file('second'), 'utf8').split('\n');
  const cuts = {
    end: [lines.slice(0, -1), /the file was cut: it ends after \d+ parts/],
    half: [[...lines.slice(0, -2), lines.at(-2)?.slice(0, -20) ?? ''], /altered or cut in its part \d+/],
    gap: [lines.toSpliced(2, 1), /its part 2 is not there/],
    swap: [lines.with(1, lines[2] ?? '').with(2, lines[1] ?? ''), /its part 1 is not there/],
    mix: [lines.with(2, second[2] ?? ''), /its part 2 is not there/],
    none: [['{"a":1}'], /no file that assistd tenants export has written/],
  } as const;
  for (const [name, [left, message]] of Object.entries(cuts)) {
    writeFileSync(file(name), left.join('\n'));
    await refused(message, name);
  }

  {
    await using _ = await serveHere(outside, there);
    await done('connectors', 'sever', 'TeamViewer', '--yes', '--wait');
  }
  await refused(/TeamViewer is severed here: restore it first/, 'moved');
  {
    await using _ = await serveHere(outside, there);
    await done('connectors', 'restore', 'TeamViewer');
  }

  /** Kills a command in the midst of its work: where it waits for what is locked. */
  const killed = async (locking: string, ...words: string[]) => {
    const owner = new pg.Client(database.options.postgres?.migrationUrl);
    await owner.connect();
    await owner.query(`BEGIN; ${locking}`);
    const { rows } = await owner.query('SELECT pg_backend_pid() AS pid');
    const environment = Object.entries(process.env).filter(([name]) => !/^(ASSISTD_|NODE_TEST)/.test(name));
    const child = spawn(process.execPath, [main, ...words], {
      stdio: 'ignore',
      env: Object.fromEntries(environment),
    });
    const gone = once(child, 'exit');
    t.after(() => child.kill('SIGKILL'));
    const waiting = async () =>
      (await owner.query(`SELECT FROM pg_locks WHERE NOT granted AND ${rows[0].pid} = ANY(pg_blocking_pids(pid))`)).rows
        .length;
    await waitFor('the command to have begun', async () => (await waiting()) > 0);
    child.kill('SIGKILL');
    await gone;
    await owner.query('COMMIT');
    await waitFor('the end of what it had begun', async () => (await waiting()) === 0);
    await owner.end();
  };

  // It has written some of the organisation.
  await killed('LOCK TABLE audit_events', ...into('moved'));
  await done(...into('moved'));
  await refused(/an organisation of that id is here already/, 'moved');
  // It has written some of the file.
  const back = ['tenants', 'export', contoso, file('back'), ...configured('there.json', there)];
  await killed('LOCK TABLE repeated_requests', ...back);
  const written = () => readdirSync(outside.folder).filter((name) => name.startsWith('back'));
  assert.match(written().join(' '), /^back\.\S+\.assistd\.partial$/);
  // It has written all of it, and is taking the organisation out.
  const partner = `SELECT set_config('assistd.tenant_id', '${contoso}', true); SELECT FROM remote_assistance_partners FOR UPDATE`;
  await killed(partner, ...back);
  assert.match(written().join(' '), /^back\.\S+\.assistd\.partial$/, 'nothing that could be put into another database');
  await done(...back);
  assert.deepEqual(written(), ['back']);
  await done(...into('back'));

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
