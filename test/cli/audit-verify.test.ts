import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { AuditKeys } from '../../src/core/audit-keys.ts';
import { MasterKeys } from '../../src/core/seal.ts';
import { Secret } from '../../src/core/secret.ts';
import { withActors } from '../../src/store/table/audit/actors.ts';
import { auditHash, firstHash } from '../../src/store/table/audit/audit-hash.ts';
import { updateAuditHead } from '../../src/store/table/audit/audit-head.ts';
import type { TenantTx } from '../../src/store/tenant.ts';
import { startWorld, until, type World } from '../harness/world.ts';
import { createProgram } from './program.ts';

async function change({ send }: World, times: number): Promise<void> {
  for (let count = 0; count < times; count++) {
    const body = { blockChat: count % 2 === 0 };
    await send('PATCH', '/beta/deviceManagement/remoteAssistanceSettings', { body });
  }
}

/** What somebody does who writes the database, and has the key as well. */
async function rewrite(tx: TenantTx, from: number): Promise<void> {
  const events = tx.sql.selectFrom('audit_events').selectAll().where('tenant_id', '=', tx.tenantId);
  const all = await withActors(tx, await events.orderBy('sequence').execute());
  const head = { hash: all[from - 2]?.hash ?? '' };
  for (const { hash: _, ...event } of all.slice(from - 1)) {
    const written = { ...event, activityResult: 'Failure', previous_hash: head.hash };
    head.hash = auditHash(tx, written) ?? '';
    const { activityResult, previous_hash } = written;
    const update = tx.sql.updateTable('audit_events').set({ activityResult, previous_hash, hash: head.hash });
    await update.where('tenant_id', '=', tx.tenantId).where('sequence', '=', event.sequence).execute();
  }
  const { sequence } = all.at(-1) ?? { sequence: 0 };
  const anchor = { anchor_sequence: 0, anchor_hash: firstHash, mac: null, mac_key_id: null };
  updateAuditHead(tx, { sequence, ...head, ...anchor }, 'keyed');
}

test('audit verify --since finds a trail that was written anew with the key, by where it ended before', async () => {
  await using world = await startWorld();
  using program = createProgram(world.service.origin, { ASSISTD_TOKEN: await world.token() });
  await change(world, 4);
  const kept = await program.run('audit', 'verify', '-o', 'json');
  assert.equal(kept.code, 0, kept.stderr);
  const file = join(program.folder, 'kept.json');
  writeFileSync(file, kept.stdout);
  await change(world, 4);
  const good = await program.run('audit', 'verify', '--since', file);
  assert.equal(good.code, 0, good.stderr);
  assert.match(good.stderr, /1 kept, all in the trail; 0 removed by age/);

  await world.service.database.write(world.contoso, (tx) => rewrite(tx, 3));
  const plain = await program.run('audit', 'verify');
  assert.equal(plain.code, 0, 'who has the key makes a trail that fits');
  const found = await program.run('audit', 'verify', '--since', file);
  assert.equal(found.code, 1);
  assert.match(found.stderr, /not the one that was kept: its event 4 had the hash [0-9a-f]{64}/);
});

test('audit verify --since finds a trail that ends before where it was kept, and refuses a file with nothing to compare', async () => {
  await using world = await startWorld();
  using program = createProgram(world.service.origin, { ASSISTD_TOKEN: await world.token() });
  await change(world, 2);
  const file = join(program.folder, 'heads.jsonl');
  const head = (tenantId: string) => `${JSON.stringify({ tenantId, sequence: 9, hash: 'a'.repeat(64) })}\n`;
  writeFileSync(file, `no JSON\n{"msg":"listening"}\n${head(world.contoso)}`);
  const found = await program.run('audit', 'verify', '--since', file);
  assert.equal(found.code, 1);
  assert.match(found.stderr, /its event 9 had the hash/);
  writeFileSync(file, head(world.fabrikam));
  const refused = await program.run('audit', 'verify', '--since', file);
  assert.equal(refused.code, 2);
  assert.match(refused.stderr, new RegExp(`no newest hash of the trail of organisation ${world.contoso}`));
});

test('once a day the newest hash of every trail is in the log and in the file, and either is enough to verify by', async () => {
  using program = createProgram('');
  const file = join(program.folder, 'heads.jsonl');
  await using world = await startWorld({ settings: { auditHeadsFile: file } });
  await change(world, 3);
  world.clock.turn(24 * 60 * 60 * 1000 + 1);
  const logged = await until('the line', () =>
    world.lines.find(
      ({ fields }) => (fields.auditHead as { tenantId: string } | undefined)?.tenantId === world.contoso,
    ),
  );
  const { json } = await world.send('GET', '/assist/auditEvents/verify()');
  const lines = await until('the file', () => {
    const heads = readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    return heads.filter(({ tenantId }) => tenantId === world.contoso);
  });
  const head = { tenantId: world.contoso, sequence: json.newestSequence, hash: json.newestHash };
  const { time: _, ...inFile } = lines[0];
  assert.deepEqual(inFile, head);
  const log = join(program.folder, 'log.jsonl');
  writeFileSync(log, world.lines.map(({ fields, message }) => JSON.stringify({ ...fields, msg: message })).join('\n'));
  assert.equal((logged.fields.auditHead as { hash: string }).hash, head.hash);
  const environment = { ASSISTD_TOKEN: await world.token(), ASSISTD_GRAPH: world.service.origin };
  for (const since of [file, log]) {
    const verified = await program.runWith({ environment }, 'audit', 'verify', '--since', since);
    assert.equal(verified.code, 0, verified.stderr);
  }
});

test('audit keys prints what an auditor of one organisation verifies with, and what outlives a master key', async () => {
  using program = createProgram('http://localhost:1');
  const key = Buffer.alloc(32, 7).toString('base64');
  const tenant = '2a3f8a05-6c5f-4f0e-9d3c-0f6d0f1f6a11';
  const environment = { ASSISTD_MASTER_KEYS: `k1:${key}` };
  const keys = AuditKeys.of([], MasterKeys.parse([{ id: 'k1', key: new Secret(key) }]));
  const printed = await program.runWith({ environment }, 'audit', 'keys', '-o', 'json');
  assert.deepEqual(JSON.parse(printed.stdout), [{ id: 'master.k1', key: keys.export('master.k1') }]);
  const ofTenant = await program.runWith({ environment }, 'audit', 'keys', '--tenant', tenant, '-o', 'json');
  assert.deepEqual(JSON.parse(ofTenant.stdout), [{ id: 'master.k1', key: keys.export('master.k1', tenant) }]);

  // As it is printed, and it hashes nothing new: who has the master key that was taken out could write trails else.
  const rotated = {
    ASSISTD_MASTER_KEYS: `k2:${Buffer.alloc(32, 8).toString('base64')}`,
    ASSISTD_AUDIT_KEYS: printed.stdout,
  };
  const after = async (more: object = {}) => {
    const { stdout } = await program.runWith({ environment: { ...rotated, ...more } }, 'audit', 'keys', '-o', 'json');
    return (JSON.parse(stdout) as { id: string; key: string }[]).map(({ id, key }) => (id === 'master.k1' ? key : id));
  };
  const kept = keys.export('master.k1');
  assert.deepEqual(await after(), ['master.k2', kept]);
  const own = JSON.stringify([...(JSON.parse(printed.stdout) as object[]), { id: 'own', key }]);
  assert.deepEqual(await after({ ASSISTD_AUDIT_KEYS: own }), ['own', 'master.k2', kept]);
});

test('a file that cannot be written is said for each trail, and keeps none of them out of the log', async () => {
  using program = createProgram('');
  await using world = await startWorld({ settings: { auditHeadsFile: program.folder } });
  await change(world, 1);
  await world.send('PATCH', '/beta/deviceManagement/remoteAssistanceSettings', {
    body: { blockChat: true },
    token: await world.token({ tenant: world.fabrikam }),
  });
  world.clock.turn(24 * 60 * 60 * 1000 + 1);
  const said = (message: RegExp) => world.lines.filter((line) => message.test(line.message)).length;
  await until('both trails', () => said(/could not be added to auditHeadsFile/) === 2);
  assert.equal(said(/^the newest hash of an audit trail$/), 2);
});
