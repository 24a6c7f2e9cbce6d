import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { calculateJwkThumbprint, createLocalJWKSet, decodeProtectedHeader, jwtVerify } from 'jose';
import { claimsOf, verifyReceipt } from '../../src/receipt/verify-receipt.ts';
import { blocksOf } from '../docs/pages.ts';
import {
  disconnected,
  disconnectOver,
  newestDisconnect,
  partnersPath,
  receiptKeysOf,
  receiptOf,
} from '../harness/disconnected.ts';
import { onEveryWorld } from '../harness/every-world.ts';
import { noOpenssl } from '../harness/time-stamp-authority.ts';
import { until } from '../harness/world.ts';

onEveryWorld('a disconnect and its receipt', (world) => {
  test('tell who asked and from where, what was open, each step with its time, and the events that belong to it', async () => {
    const partner = await world().partnerId();
    const { id, session } = await disconnected(world(), partner);
    const told = await disconnectOver(world(), id);
    assert.equal(told.status, 'proven');
    assert.equal(told.kind, 'partner');
    assert.equal(told.partnerId, partner);
    assert.equal(told.requestedBy, told.actor.userPrincipalName);
    assert.equal(told.actor.auditActorType, 'ItPro');
    assert.match(told.actor.ipAddress, /127\.0\.0\.1|::1/);
    assert.equal(told.sessions.length, 1);
    assert.equal(told.sessions[0].id, session);
    assert.equal(told.sessions[0].status, 'closed');
    assert.equal(told.retirements.length, 1);
    assert.equal(told.retirements[0].status, 'proven');
    assert.ok(told.retirements[0].steps.length >= 2);
    // As texts they do not compare: the wire leaves zeros at the end of a second's fraction out.
    const requested = Date.parse(told.requestedDateTime);
    for (const step of told.retirements[0].steps) assert.ok(Date.parse(step.completedDateTime) >= requested);

    const types = told.events.map((event: { activityType: string }) => event.activityType);
    for (const type of [
      'Disconnect RemoteAssistancePartner',
      'End RemoteAssistanceSession',
      'RevokeGrant RemoteAssistancePartner',
    ]) {
      assert.ok(types.includes(type), `${type} is missing in ${types}`);
    }
    for (const { id: event, sequence, hash } of told.events) {
      const { json } = await world().send('GET', `/assist/auditEvents/${event}`);
      assert.deepEqual([json.sequence, json.hash], [sequence, hash]);
    }
  });

  test('the receipt verifies offline, with any library for JWS, and states what the service shows', async () => {
    const { id } = await disconnected(world(), await world().partnerId());
    const told = await disconnectOver(world(), id);
    const jws = await receiptOf(world(), id);
    const keys = await receiptKeysOf(world());
    const { payload, protectedHeader } = await jwtVerify(jws, createLocalJWKSet(keys), {
      issuer: world().service.origin,
      subject: id,
      typ: 'assistd-receipt+jwt',
    });
    assert.equal(protectedHeader.alg, 'ES256');
    assert.equal(payload.final, true);
    const { '@odata.context': _, ...shown } = told;
    assert.deepEqual(payload.disconnect, shown);
    assert.deepEqual((payload.organisation as { id: string }).id, world().contoso);
    const trail = payload.trail as { sequence: number; hash: string };
    const { json } = await world().send('GET', `/assist/auditEvents?$filter=sequence eq ${trail.sequence}`);
    assert.equal(json.value[0].hash, trail.hash);
    assert.equal((await verifyReceipt(jws, keys)).kind, 'genuine');
  });

  test('a receipt of which any character was changed is refused', async () => {
    const { id } = await disconnected(world(), await world().partnerId());
    await disconnectOver(world(), id);
    const jws = await receiptOf(world(), id);
    const keys = await receiptKeysOf(world());
    const accepted: number[] = [];
    for (let index = 0; index < jws.length; index += index > jws.length - 90 ? 1 : 7) {
      const other = jws[index] === 'A' ? 'B' : 'A';
      const altered = jws.slice(0, index) + other + jws.slice(index + 1);
      if ((await verifyReceipt(altered, keys)).kind === 'genuine') accepted.push(index);
    }
    assert.deepEqual(accepted, []);
  });

  test('the receipt of a disconnect that is under way has another type, and says that it is not final', async () => {
    const partner = await world().partnerId();
    await world().connect(partner);
    world().sandbox.faults.add({ kind: 'error', path: '*revoke*' });
    assert.equal((await world().send('POST', `${partnersPath}/${partner}/disconnect`)).status, 204);
    const { id } = await newestDisconnect(world());
    await until('the partner fails', async () => {
      const { json } = await world().send('GET', `/assist/disconnects/${id}`);
      return json.status === 'failing' && json.retirements[0].lastFailure;
    });
    const jws = await receiptOf(world(), id);
    const keys = await receiptKeysOf(world());
    const { payload } = await jwtVerify(jws, createLocalJWKSet(keys), { typ: 'assistd-interim-receipt+jwt' });
    assert.equal(payload.final, false);
    await assert.rejects(jwtVerify(jws, createLocalJWKSet(keys), { typ: 'assistd-receipt+jwt' }));
    world().sandbox.faults.clear();
    world().clock.turn(60_000);
    assert.equal((await disconnectOver(world(), id)).status, 'proven');
    assert.equal(claimsOf(await receiptOf(world(), id))?.final, true);
  });

  test('a disconnect while an earlier one is under way is proven no sooner than that, also of what was connected in between', async () => {
    const { partnerId, connect, send, sandbox, clock } = world();
    const partner = await partnerId();
    const disconnectAgain = async () => {
      assert.equal((await send('POST', `${partnersPath}/${partner}/disconnect`)).status, 204);
      return newestDisconnect(world());
    };
    await connect(partner);
    sandbox.faults.add({ kind: 'error', path: '*revoke*' });
    const first = await disconnectAgain();
    const second = await disconnectAgain();
    await connect(partner);
    const third = await disconnectAgain();
    const grants = ({ retirements }: { retirements: { grantId: string }[] }) =>
      retirements.map(({ grantId }) => grantId);
    assert.equal(grants(first).length, 1);
    assert.deepEqual(grants(second), grants(first));
    assert.equal(grants(third).length, 2);
    assert.ok(grants(third).includes(grants(first)[0] ?? ''));
    for (const { status } of [first, second, third]) assert.match(status, /^(pending|failing)$/);
    sandbox.faults.clear();
    clock.turn(3_600_000);
    for (const { id } of [first, second, third]) assert.equal((await disconnectOver(world(), id)).status, 'proven');
    assert.deepEqual((await disconnectAgain()).retirements, []);
  });

  test('what the partner has not confirmed is not called proven: status, and what was not established', async () => {
    world().sandbox.faults.add({ kind: 'answer', status: 403, path: '*/sessions/*', method: 'PUT', body: '{}' });
    const { id } = await disconnected(world(), await world().partnerId());
    const told = await disconnectOver(world(), id);
    world().sandbox.faults.clear();
    assert.equal(told.status, 'unconfirmed');
    assert.match(told.retirements[0].notEstablished.join(), /403/);
    const claims = claimsOf(await receiptOf(world(), id));
    assert.equal(claims?.final, true);
    assert.equal(claims.disconnect.status, 'unconfirmed');
  });

  test('the guide leads whoever has OpenSSL alone to the claims, and to nothing where one part was changed', {
    skip: noOpenssl,
  }, async () => {
    const { id } = await disconnected(world(), await world().partnerId());
    await disconnectOver(world(), id);
    const jws = await receiptOf(world(), id);
    const recipe = blocksOf('docs/guide/proof.md').find(({ code }) => code.startsWith('IFS=.'))?.code ?? '';
    const folder = mkdtempSync(join(tmpdir(), 'assistd-receipt-'));
    const follow = (receipt: string) => {
      writeFileSync(join(folder, 'receipt.jws'), `${receipt}\n`);
      return spawnSync('bash', ['-c', recipe], { cwd: folder, encoding: 'utf8' });
    };
    try {
      writeFileSync(join(folder, 'keys.json'), JSON.stringify(await receiptKeysOf(world())));
      const parts = jws.split('.');
      for (const [index, part] of parts.entries()) {
        const changed = part.slice(0, 20) + (part[20] === 'A' ? 'B' : 'A') + part.slice(21);
        const { stdout, status } = follow(parts.with(index, changed).join('.'));
        assert.doesNotMatch(stdout, /Verified OK/);
        assert.notEqual(status, 0);
      }
      const { stdout, stderr, status } = follow(jws);
      assert.equal(status, 0, stderr);
      assert.match(stdout, /"typ":"assistd-receipt\+jwt".*Verified OK/s);
      assert.deepEqual(JSON.parse(readFileSync(join(folder, 'claims.json'), 'utf8')), claimsOf(jws));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  test('a receipt is no token: nobody gets in with one', async () => {
    const token = await receiptOf(world(), (await newestDisconnect(world())).id);
    assert.equal((await world().send('GET', '/assist/disconnects', { token })).status, 401);
  });

  test('another organisation gets 404 for a disconnect and its receipt', async () => {
    const { id } = await disconnected(world(), await world().partnerId());
    const token = await world().token({ tenant: world().fabrikam });
    for (const path of [`/assist/disconnects/${id}`, `/assist/disconnects/${id}/receipt()`]) {
      const { status, json } = await world().send('GET', path, { token });
      assert.equal(status, 404);
      assert.match(json.error.message, /disconnect/);
    }
    assert.deepEqual((await world().send('GET', '/assist/disconnects', { token })).json.value, []);
  });

  test('a key signs for 90 days; what former keys have signed verifies on', async () => {
    const { id } = await newestDisconnect(world());
    const before = await receiptOf(world(), id);
    world().clock.turn(91 * 24 * 60 * 60 * 1000);
    const after = await receiptOf(world(), id);
    assert.notEqual(decodeProtectedHeader(after).kid, decodeProtectedHeader(before).kid);
    const keys = await receiptKeysOf(world());
    assert.equal(keys.keys[0]?.kid, decodeProtectedHeader(after).kid);
    for (const jws of [before, after]) assert.equal((await verifyReceipt(jws, keys)).kind, 'genuine');
  });

  test('the key set holds public keys alone, each under its thumbprint', async () => {
    await receiptOf(world(), (await newestDisconnect(world())).id);
    for (const key of (await receiptKeysOf(world())).keys) {
      assert.deepEqual(Object.keys(key).sort(), ['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']);
      assert.equal(key.kid, await calculateJwkThumbprint(key));
    }
    assert.equal((await world().send('GET', '/.well-known/other', { token: null })).status, 404);
    assert.ok(claimsOf(await receiptOf(world(), (await newestDisconnect(world())).id)));
  });
});
