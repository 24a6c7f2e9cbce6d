import assert from 'node:assert/strict';
import { createHmac, createSecretKey, randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { Hmac } from '../../src/core/hmac.ts';
import { fc } from '../harness/properties.ts';

test('it is the HMAC-SHA-256 of a text in UTF-8, however long, whatever was asked for before', () => {
  const keys = [randomBytes(32), randomBytes(64), Buffer.alloc(1)].map((bytes) => createSecretKey(bytes));
  const hmacs = keys.map((key) => ({ key, hmac: new Hmac(key) }));
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc.constantFrom('', 'é'.repeat(5000), 'x'.repeat(5461), '€'.repeat(5462), '€'.repeat(9000)),
  );
  fc.assert(
    fc.property(text, (each) => {
      for (const { key, hmac } of hmacs) {
        assert.equal(hmac.of(each), createHmac('sha256', key).update(each, 'utf8').digest('hex'));
      }
    }),
    { numRuns: 60 },
  );
  assert.throws(() => new Hmac(createSecretKey(Buffer.alloc(65))), RangeError);
});
