import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Caller } from '../../src/identity/caller.ts';
import { TokenCache } from '../../src/identity/token-cache.ts';

const caller = (subject: string) => ({ subject }) as Caller;
const header = (name: string) => `Bearer ${name.repeat(100)}`;

test('a header that only ends like a proven one proves nobody', () => {
  const cache = new TokenCache(10_000);
  cache.set(header('a'), caller('a'), 10);
  assert.equal(cache.get(header('a'), 0)?.subject, 'a');
  assert.equal(cache.get(header('a').slice(1), 0), undefined);
  assert.equal(cache.get(`x${header('a')}`, 0), undefined);
});

test('an entry ends at its time', () => {
  const cache = new TokenCache(10_000);
  cache.set(header('a'), caller('a'), 10);
  assert.equal(cache.get(header('a'), 9)?.subject, 'a');
  assert.equal(cache.get(header('a'), 10), undefined);
  assert.equal(cache.get(header('a'), 9), undefined, 'it is gone');
});

test('what is kept is bounded in characters, the least recently used dropped first', () => {
  const cache = new TokenCache(header('a').length * 2);
  for (const name of ['a', 'b']) cache.set(header(name), caller(name), 10);
  cache.set(header('a'), caller('a'), 10);
  cache.get(header('a'), 0);
  cache.set(header('c'), caller('c'), 10);
  assert.deepEqual(
    ['a', 'b', 'c'].map((name) => cache.get(header(name), 0)?.subject),
    ['a', undefined, 'c'],
  );
});

test('what is forgotten proves nobody, and leaves room for others', () => {
  const cache = new TokenCache(header('a').length * 2);
  for (const name of ['a', 'b']) cache.set(header(name), caller(name), 10);
  cache.clear();
  assert.equal(cache.get(header('a'), 0), undefined);
  for (const name of ['c', 'd']) cache.set(header(name), caller(name), 10);
  assert.deepEqual(
    ['c', 'd'].map((name) => cache.get(header(name), 0)?.subject),
    ['c', 'd'],
  );
});
