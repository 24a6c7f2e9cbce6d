import assert from 'node:assert/strict';
import { test } from 'node:test';
import { canonicalJson, canonicalObject } from '../../src/store/table/audit/canonical-json.ts';
import { fc } from '../harness/properties.ts';

test('members stand in the order of their UTF-16 code units, as in RFC 8785, section 3.2.3', () => {
  const names = ['\u20ac', '\r', '\ufb33', '1', '\u{1f600}', '\u0080', '\u00f6'];
  const text = canonicalJson(Object.fromEntries(names.map((name, index) => [name, index])));
  const order = [...text.matchAll(/:(\d)/g)].map(([, index]) => names[Number(index)]);
  assert.deepEqual(order, ['\r', '1', '\u0080', '\u00f6', '\u20ac', '\u{1f600}', '\ufb33']);
});

test('it is JSON for the same value, without white space, and the same for any order of members', () => {
  const shuffled = (value: unknown): unknown =>
    Array.isArray(value)
      ? value.map(shuffled)
      : typeof value === 'object' && value !== null
        ? Object.fromEntries(
            Object.entries(value)
              .reverse()
              .map(([name, member]) => [name, shuffled(member)]),
          )
        : value;
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = canonicalJson(value);
      assert.deepEqual(JSON.parse(text), JSON.parse(JSON.stringify(value)));
      assert.equal(canonicalJson(shuffled(value)), text);
      assert.equal(JSON.stringify(JSON.parse(text)).length, text.length);
    }),
  );
});

test('an object whose members are known before is written the same', () => {
  const names: string[] = ['b', 'a', 'é', '10', '9', 'B"'];
  const write = canonicalObject(names);
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom(...names), fc.jsonValue()), (value) => {
      assert.equal(write(value).text, canonicalJson(value));
    }),
  );
});
