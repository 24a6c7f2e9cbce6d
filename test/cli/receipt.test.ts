import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { disconnected, disconnectOver, receiptKeysOf, receiptOf } from '../harness/disconnected.ts';
import { startWorld, until, type World } from '../harness/world.ts';
import { createProgram, type Program } from './program.ts';

describe('assistd receipt', () => {
  let world: World;
  let program: Program;
  let id: string;
  let jws: string;
  const file = (name: string, text: string) => {
    const path = join(program.folder, name);
    writeFileSync(path, text);
    return path;
  };
  /** The receipt with something else in the place of a claim, and the signature that it had. */
  const withClaims = (change: (claims: Record<'disconnect' | 'trail', object>) => void) => {
    const [header, payload = '', signature] = jws.split('.');
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString());
    change(claims);
    return [header, Buffer.from(JSON.stringify(claims)).toString('base64url'), signature].join('.');
  };
  before(async () => {
    world = await startWorld();
    program = createProgram(world.service.origin, { ASSISTD_TOKEN: await world.token() });
    ({ id } = await disconnected(world, await world.partnerId()));
    await disconnectOver(world, id);
    jws = await receiptOf(world, id);
  });
  after(async () => {
    program[Symbol.dispose]();
    await world[Symbol.asyncDispose]();
  });
  const nowhere = { environment: { ASSISTD_GRAPH: 'http://127.0.0.1:9', ASSISTD_TOKEN: '' } };

  test('shows what a receipt states, of a file and of the id of a disconnect', async () => {
    const shown = await program.run('receipt', 'show', id);
    assert.equal(shown.code, 0, shown.stderr);
    assert.match(shown.stdout, /Status +proven/);
    const saved = await program.run('receipt', 'show', id, '--jws');
    assert.match(saved.stdout, /^[\w-]+\.[\w-]+\.[\w-]+\n$/);
    const json = await program.runWith(nowhere, 'receipt', 'show', file('saved.jws', saved.stdout), '-o', 'json');
    assert.equal(JSON.parse(json.stdout).sub, id);
    assert.match(json.stderr, /Nobody has checked this yet/);
    const page = await program.run('receipt', 'show', id, '--html');
    assert.match(page.stdout, /^<!doctype html>/);
  });

  test('lists the disconnects that there are receipts of', async () => {
    const { code, stdout, stderr } = await program.run('receipt', 'list', '-o', 'tsv');
    assert.equal(code, 0, stderr);
    assert.match(stdout, new RegExp(`^\\S+\\tproven\\tTeamViewer\\tadele@contoso\\.example\\t\\t${id}\\n`));
  });

  test('verifies offline with a saved key set, and asks nobody', async () => {
    const keys = file('keys.json', JSON.stringify(await receiptKeysOf(world)));
    const { code, stderr } = await program.runWith(nowhere, 'receipt', 'verify', file('r.jws', jws), '--keys', keys);
    assert.equal(code, 0, stderr);
    assert.match(stderr, /The receipt is genuine\./);
  });

  test('verifies against the service and its audit trail', async () => {
    const { code, stderr } = await program.run('receipt', 'verify', file('r.jws', jws));
    assert.equal(code, 0, stderr);
    assert.match(stderr, /genuine, and the audit trail of http:\S+ has what it states/);
  });

  test('says what does not fit: the signature, the key, and against the service which claim', async () => {
    const keys = file('keys.json', JSON.stringify(await receiptKeysOf(world)));
    const others = file('others.json', JSON.stringify({ keys: [] }));
    const altered = file(
      'altered.jws',
      withClaims((claims) => Object.assign(claims.disconnect, { requestedBy: 'nobody@contoso.example' })),
    );
    const offline = await program.runWith(nowhere, 'receipt', 'verify', altered, '--keys', keys);
    assert.equal(offline.code, 1);
    assert.match(offline.stderr, /its signature does not fit/);
    const unknown = await program.runWith(nowhere, 'receipt', 'verify', file('r.jws', jws), '--keys', others);
    assert.equal(unknown.code, 1);
    assert.match(unknown.stderr, /the key \S+ that its header names is not among the keys: there are none/);
    const online = await program.run('receipt', 'verify', altered);
    assert.equal(online.code, 1);
    assert.match(online.stderr, /its signature does not fit/);
    assert.match(online.stderr, /the claim disconnect\.requestedBy: the service says "adele@contoso\.example"/);
    assert.doesNotMatch(online.stderr, /claim disconnect\.(actor|events|sessions)/);
  });

  test('says which hash is not in the trail, and that the trail itself was changed', async () => {
    const forged = file(
      'forged.jws',
      withClaims((claims) => Object.assign(claims.trail, { hash: 'f'.repeat(64) })),
    );
    const { code, stderr } = await program.run('receipt', 'verify', forged);
    assert.equal(code, 1);
    assert.match(stderr, /the claim trail: event \d+ of the trail has the hash "[0-9a-f]{64}"/);
    const [sequence] = JSON.parse(
      (await program.run('receipt', 'show', id, '-o', 'json')).stdout,
    ).disconnect.events.map((event: { sequence: number }) => event.sequence);
    await world.service.database.write(world.contoso, (tx) =>
      tx.sql
        .updateTable('audit_events')
        .set({ hash: 'e'.repeat(64) })
        .where('tenant_id', '=', world.contoso)
        .where('sequence', '=', sequence)
        .execute(),
    );
    const rewritten = await program.run('receipt', 'verify', file('r.jws', jws));
    assert.equal(rewritten.code, 1);
    assert.match(rewritten.stderr, new RegExp(`event ${sequence} of the trail has the hash "e{64}"`));
    assert.match(rewritten.stderr, /the trail itself is broken/);
    assert.doesNotMatch(rewritten.stderr, /signature/);
  });

  test('a receipt outlives sessions and events that are not kept any more: what cannot be compared is said', async () => {
    await using old = await startWorld({ settings: { auditRetention: '1d', recordRetention: '1d' } });
    const [partner, before] = [await old.partnerId(), old.clock.now()];
    const made = await disconnected(old, partner);
    await disconnectOver(old, made.id);
    const receipt = file('old.jws', await receiptOf(old, made.id));
    old.clock.turn(3 * 24 * 60 * 60 * 1000);
    await until('what is old is removed', async () => {
      const { json } = await old.send('GET', '/assist/auditEvents?$orderby=sequence&$top=1');
      const gone = (await old.send('GET', `/assist/sessions/${made.session}`)).status === 404;
      return gone && Date.parse(json.value[0].activityDateTime) > before + 24 * 60 * 60 * 1000;
    });
    const environment = { ASSISTD_GRAPH: old.service.origin, ASSISTD_TOKEN: await old.token() };
    const { code, stderr } = await program.runWith({ environment }, 'receipt', 'verify', receipt);
    assert.equal(code, 0, stderr);
    assert.match(stderr, /not compared: the claim trail: the trail begins with event \d+/);
    assert.match(stderr, /The receipt is genuine, and what is left of the audit trail of http:\S+ agrees/);
    const kept = (await old.send('GET', `/assist/disconnects/${made.id}`)).json;
    assert.equal(kept.status, 'proven');
    assert.equal(kept.sessions[0].deviceName, 'DESKTOP-1');
  });

  test('what is no receipt, or no key set, is named, and why nobody gives one', async () => {
    const keys = file('keys.json', JSON.stringify(await receiptKeysOf(world)));
    for (const text of ['', 'a.b', 'x'.repeat(1000), '{"a":1}', `${jws}.x`, jws.replace('.', '.!')]) {
      const { code, stderr } = await program.runWith(
        nowhere,
        'receipt',
        'verify',
        file('no.jws', text),
        '--keys',
        keys,
      );
      assert.equal(code, 1, text);
      assert.doesNotMatch(stderr, / at .*\.ts:/);
    }
    const noKeys = await program.runWith(nowhere, 'receipt', 'verify', file('r.jws', jws), '--keys', file('k', '[]'));
    assert.equal(noKeys.code, 2);
    assert.match(noKeys.stderr, /holds no key set/);
    assert.equal((await program.run('receipt', 'verify', '/nowhere/receipt.jws')).code, 2);
    const nobody = await program.runWith(nowhere, 'receipt', 'verify', file('r.jws', jws));
    assert.match(nobody.stderr, /cannot read http:\/\/127\.0\.0\.1:9\/\S+: bad port/);
  });
});
