import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isGuid } from '../../src/core/guid.ts';
import { derivedId, newOrderedId } from '../../src/core/id.ts';

test('ordered ids sort by time, and by counter within a millisecond', () => {
  const now = Date.parse('2026-11-21T19:28:00Z');
  const made = [
    newOrderedId(now - 1, 4095),
    ...Array.from({ length: 100 }, (_, counter) => newOrderedId(now, counter)),
    newOrderedId(now + 1, 0),
  ];
  assert.deepEqual(made, made.toSorted());
  assert.equal(new Set(made).size, made.length);
  assert.notEqual(newOrderedId(now, 1), newOrderedId(now, 1));
  for (const id of made) assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

test('a derived id is the same for the same names, and another for others', () => {
  const id = derivedId('tenant', 'thing');
  assert.equal(derivedId('tenant', 'thing'), id);
  assert.ok(isGuid(id));
  assert.match(id, /^.{14}8.{4}[89ab]/);
  assert.notEqual(derivedId('tenant', 'other'), id);
});
