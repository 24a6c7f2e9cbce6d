import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { inspect } from 'node:util';
import {
  MasterKeys,
  newDataKey,
  open,
  SealBroken,
  type SealContext,
  seal,
  unwrapDataKey,
  wrappedUnder,
} from '../../src/core/seal.ts';
import { Secret } from '../../src/core/secret.ts';
import { fc } from '../harness/properties.ts';

const entry = (id: string) => ({ id, key: new Secret(randomBytes(32).toString('base64')) });
const context: SealContext = { tenantId: 't1', partnerId: 'p1', grantId: 'g1', field: 'accessToken' };
const keyContext: SealContext = { ...context, field: 'dataKey' };

test('what is sealed opens again, for any text', async () => {
  const { dataKey } = await newDataKey(MasterKeys.parse([entry('k1')]), keyContext);
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'grapheme' }), async (text) => {
      const sealed = await seal(dataKey, context, new Secret(text));
      assert.equal((await open(dataKey, context, sealed)).reveal(), text);
    }),
    { numRuns: 50 },
  );
});

test('a sealed value opens for its own context only, for any two contexts', async () => {
  const { dataKey } = await newDataKey(MasterKeys.parse([entry('k1')]), keyContext);
  // Small values that contain each other's separators find ambiguous joining.
  const part = fc.constantFrom('a', 'b', 'a,b', '"', '","', '');
  const contexts = fc.record({ tenantId: part, partnerId: part, grantId: part, field: part });
  await fc.assert(
    fc.asyncProperty(contexts, contexts, async (from, to) => {
      const sealed = await seal(dataKey, from, new Secret('token'));
      const same = (Object.keys(from) as (keyof SealContext)[]).every((key) => from[key] === to[key]);
      if (same) assert.equal((await open(dataKey, to, sealed)).reveal(), 'token');
      else await assert.rejects(open(dataKey, to, sealed), SealBroken);
    }),
    { numRuns: 100 },
  );
});

test('a value moved to another tenant, partner, grant or field does not open', async () => {
  const { dataKey } = await newDataKey(MasterKeys.parse([entry('k1')]), keyContext);
  const sealed = await seal(dataKey, context, new Secret('token'));
  for (const member of ['tenantId', 'partnerId', 'grantId', 'field'] as const) {
    await assert.rejects(open(dataKey, { ...context, [member]: 'other' }, sealed), SealBroken);
  }
});

test('a wrapped data key moved to another grant does not unwrap', async () => {
  const old = entry('k1');
  const { wrapped } = await newDataKey(MasterKeys.parse([old]), keyContext);
  const both = MasterKeys.parse([entry('k2'), old]);
  const elsewhere = { ...keyContext, tenantId: 't2' };
  await assert.rejects(unwrapDataKey(both, elsewhere, wrapped), SealBroken);
});

test('a header rewritten to claim another tenant does not open', async () => {
  const { dataKey } = await newDataKey(MasterKeys.parse([entry('k1')]), keyContext);
  const sealed = await seal(dataKey, context, new Secret('token'));
  const [header = '', ...rest] = sealed.split('.');
  const forged = Buffer.from(header, 'base64url').toString().replace('"t1"', '"t2"');
  const moved = [Buffer.from(forged).toString('base64url'), ...rest].join('.');
  assert.notEqual(moved, sealed);
  await assert.rejects(open(dataKey, { ...context, tenantId: 't2' }, moved), SealBroken);
});

test('a value with any character altered does not open', async () => {
  const { dataKey } = await newDataKey(MasterKeys.parse([entry('k1')]), keyContext);
  const sealed = await seal(dataKey, context, new Secret('token'));
  await fc.assert(
    fc.asyncProperty(fc.nat(sealed.length - 1), async (at) => {
      const altered = `${sealed.slice(0, at)}!${sealed.slice(at + 1)}`;
      await assert.rejects(open(dataKey, context, altered), SealBroken);
    }),
    { numRuns: 100 },
  );
});

test('a ciphertext with one bit turned does not open', async () => {
  const { dataKey } = await newDataKey(MasterKeys.parse([entry('k1')]), keyContext);
  const parts = (await seal(dataKey, context, new Secret('a token of some length'))).split('.');
  for (const part of [2, 3, 4]) {
    const bytes = Buffer.from(parts[part] ?? '', 'base64url');
    bytes[0] = (bytes[0] ?? 0) ^ 1;
    const altered = parts.with(part, bytes.toString('base64url')).join('.');
    await assert.rejects(open(dataKey, context, altered), SealBroken);
  }
});

test('another data key does not open a value, and the same value is sealed differently each time', async () => {
  const keys = MasterKeys.parse([entry('k1')]);
  const one = await newDataKey(keys, keyContext);
  const other = await newDataKey(keys, keyContext);
  const sealed = await seal(one.dataKey, context, new Secret('token'));
  await assert.rejects(open(other.dataKey, context, sealed), SealBroken);
  assert.notEqual(sealed, await seal(one.dataKey, context, new Secret('token')));
});

test('an unencrypted or foreign JWE is refused', async () => {
  const { dataKey } = await newDataKey(MasterKeys.parse([entry('k1')]), keyContext);
  for (const text of ['', 'token', 'a.b.c.d.e', `${Buffer.from('{"alg":"none"}').toString('base64url')}....`]) {
    await assert.rejects(open(dataKey, context, text), SealBroken);
  }
});

test('rotating: what an older key has wrapped still opens, what is new is under the current one', async () => {
  const k1 = entry('k1');
  const k2 = entry('k2');
  const before = MasterKeys.parse([k1]);
  const { dataKey, wrapped } = await newDataKey(before, keyContext);
  const sealed = await seal(dataKey, context, new Secret('token'));
  assert.equal(wrappedUnder(wrapped), 'k1');

  const during = MasterKeys.parse([k2, k1]);
  assert.equal((await open(await unwrapDataKey(during, keyContext, wrapped), context, sealed)).reveal(), 'token');
  const anew = await newDataKey(during, keyContext);
  assert.equal(wrappedUnder(anew.wrapped), 'k2');
  const resealed = await seal(anew.dataKey, context, new Secret('token'));

  const after = MasterKeys.parse([k2]);
  assert.equal((await open(await unwrapDataKey(after, keyContext, anew.wrapped), context, resealed)).reveal(), 'token');
  await assert.rejects(
    unwrapDataKey(after, keyContext, wrapped),
    (error: unknown) => error instanceof SealBroken && error.keyId === 'k1' && error.message.includes('"k1"'),
  );
});

test('another key under the same id does not unwrap', async () => {
  const { wrapped } = await newDataKey(MasterKeys.parse([entry('k1')]), keyContext);
  await assert.rejects(unwrapDataKey(MasterKeys.parse([entry('k1')]), keyContext, wrapped), SealBroken);
});

test('keys that are not 32 bytes of base64 are refused by id, without showing them', () => {
  const short = randomBytes(16).toString('base64');
  assert.throws(() => MasterKeys.parse([{ id: 'k1', key: new Secret(short) }]), /"k1" must be 32 bytes.*16 bytes/);
  assert.throws(() => MasterKeys.parse([{ id: 'k1', key: new Secret('not base64!') }]), /"k1".*base64/);
  for (const secret of [short, 'not base64!']) {
    assert.throws(
      () => MasterKeys.parse([{ id: 'k1', key: new Secret(secret) }]),
      (error: unknown) => error instanceof RangeError && !inspect(error).includes(secret),
    );
  }
});

test('no key, a key id twice and an unusable id are refused', () => {
  assert.throws(() => MasterKeys.parse([]), /at least one/);
  assert.throws(() => MasterKeys.parse([entry('k1'), entry('k1')]), /"k1" appears twice/);
  assert.throws(() => MasterKeys.parse([entry('a key')]), /"a key"/);
});

test('neither master keys nor data keys show their bytes', async () => {
  const key = randomBytes(32);
  const keys = MasterKeys.parse([{ id: 'k1', key: new Secret(key.toString('base64')) }]);
  const { dataKey, wrapped } = await newDataKey(keys, keyContext);
  const shown = inspect([keys, dataKey], { depth: 9, showHidden: true }) + JSON.stringify([keys, dataKey]);
  for (const bytes of [key, dataKey.export()]) {
    for (const encoding of ['base64', 'base64url', 'hex'] as const) {
      assert.ok(!(shown + wrapped).includes(bytes.toString(encoding)));
    }
  }
});
