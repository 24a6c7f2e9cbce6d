import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { ReceiptClaims } from '../../src/receipt/claims.ts';
import { claimsOf } from '../../src/receipt/verify-receipt.ts';
import { canonicalJson } from '../../src/store/table/audit/canonical-json.ts';
import { disconnected, disconnectOver, receiptKeysOf, receiptOf } from '../harness/disconnected.ts';
import { noOpenssl, startTimeStampAuthority } from '../harness/time-stamp-authority.ts';
import { startWorld, until } from '../harness/world.ts';
import { createProgram } from './program.ts';

test('a receipt has a time stamp of the authority that is set, over its other claims, and is made without where it is away', {
  skip: noOpenssl,
}, async () => {
  await using authority = await startTimeStampAuthority();
  await using stranger = await startTimeStampAuthority();
  await using world = await startWorld({ settings: { timestampAuthority: authority.url } });
  using program = createProgram('http://127.0.0.1:9');
  const file = (name: string, text: string) => {
    const path = join(program.folder, name);
    writeFileSync(path, text);
    return path;
  };
  const { id } = await disconnected(world, await world.partnerId());
  await disconnectOver(world, id);
  const jws = await receiptOf(world, id);
  const { timeStamp, ...stamped } = claimsOf(jws) as ReceiptClaims;
  assert.ok(timeStamp);
  const token = Buffer.from(timeStamp, 'base64');
  assert.ok(authority.verifies(token, Buffer.from(canonicalJson(stamped))), 'OpenSSL itself finds it right');
  const page = await world.send('GET', `/assist/disconnects/${id}/receipt()`, { headers: { Accept: 'text/html' } });
  assert.match(page.text, /<th>Time stamp<\/th><td><bdi>2\d{3}-\d\d-\d\d /);

  const keys = file('keys.json', JSON.stringify(await receiptKeysOf(world)));
  const verify = (text: string, ...more: readonly string[]) =>
    program.run('receipt', 'verify', file('r.jws', text), '--keys', keys, ...more);
  const right = await verify(jws, '--authority', authority.certificateFile);
  assert.equal(right.code, 0, right.stderr);
  assert.match(right.stderr, /Its time stamp says that it was there at 2\S+Z, by the given authority/);
  assert.match((await verify(jws)).stderr, /who gave it is not checked: --authority FILE does/);
  const wrong = await verify(jws, '--authority', stranger.certificateFile);
  assert.equal(wrong.code, 1);
  assert.match(wrong.stderr, /the claim timeStamp: the given authority does not vouch for who signed it/);

  const [header, , signature] = jws.split('.');
  const moved = Buffer.from(JSON.stringify({ ...stamped, jti: 'other', timeStamp })).toString('base64url');
  const movedStamp = await verify([header, moved, signature].join('.'), '--authority', authority.certificateFile);
  assert.match(movedStamp.stderr, /the claim timeStamp: it is over other claims than these/);
  const imprint = token.indexOf(createHash('sha256').update(canonicalJson(stamped)).digest());
  assert.ok(imprint > 0);
  for (const index of [token.length - 1, imprint]) {
    const altered = Buffer.from(token);
    altered[index] = (altered[index] ?? 0) ^ 1;
    const body = Buffer.from(JSON.stringify({ ...stamped, timeStamp: altered.toString('base64') })).toString(
      'base64url',
    );
    const told = await verify([header, body, signature].join('.'), '--authority', authority.certificateFile);
    assert.match(told.stderr, /the claim timeStamp: /, `byte ${index} of ${token.length}`);
  }

  authority.fail();
  assert.equal(claimsOf(await receiptOf(world, id))?.timeStamp, null);
  assert.ok(world.lines.some(({ level, message }) => level === 'warn' && /a receipt has no time stamp/.test(message)));
  const none = await verify(await receiptOf(world, id), '--authority', authority.certificateFile);
  assert.equal(none.code, 1);
  assert.match(none.stderr, /has no time stamp/);
});

test('once a day the newest hash of a trail has a time stamp, which audit verify holds against the authority', {
  skip: noOpenssl,
}, async () => {
  await using authority = await startTimeStampAuthority();
  await using stranger = await startTimeStampAuthority();
  using program = createProgram('');
  const file = join(program.folder, 'heads.jsonl');
  await using world = await startWorld({ settings: { timestampAuthority: authority.url, auditHeadsFile: file } });
  const { id } = await disconnected(world, await world.partnerId());
  await disconnectOver(world, id);
  world.clock.turn(24 * 3_600_000 + 1);
  const kept = () =>
    (existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : []).map((line) => JSON.parse(line));
  const { timeStamp, ...told } = await until('the line', () =>
    kept().find(({ tenantId }) => tenantId === world.contoso),
  );
  assert.ok(authority.verifies(Buffer.from(timeStamp, 'base64'), Buffer.from(canonicalJson(told))));

  const environment = { ASSISTD_TOKEN: await world.token(), ASSISTD_GRAPH: world.service.origin };
  const verify = (...more: readonly string[]) =>
    program.runWith({ environment }, 'audit', 'verify', '--since', file, ...more);
  const right = await verify('--authority', authority.certificateFile);
  assert.equal(right.code, 0, right.stderr);
  assert.match(right.stderr, /The newest time stamp says that it was there at 2\S+Z, by the given authority/);
  const wrong = await verify('--authority', stranger.certificateFile);
  assert.deepEqual([wrong.code, /does not vouch for/.test(wrong.stderr)], [1, true], wrong.stderr);
  writeFileSync(file, JSON.stringify({ ...told, time: '2020-01-01T00:00:00Z', timeStamp }));
  assert.match((await verify()).stderr, /the time stamp over the event \d+: it is over other claims than these/);
});
