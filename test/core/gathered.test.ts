import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Gathered } from '../../src/core/gathered.ts';

test('parts of any length are one piece, and nobody else’s bytes are touched', () => {
  for (const lengths of [[], [0], [5], [0, 3], [1, 1, 1, 1, 1], [3, 0, 40, 1], [1, 100_000, 1, 100_000]]) {
    const gathered = new Gathered();
    const parts = lengths.map((length, index) => {
      // As the parser of HTTP gives them: each lies within what was read from the socket.
      const read = Buffer.alloc(length + 2, index + 1);
      return { read, part: read.subarray(1, length + 1) };
    });
    for (const { part } of parts) gathered.add(part);
    const whole = Buffer.concat(parts.map(({ part }) => part));
    assert.deepEqual(gathered.bytes(), whole, String(lengths));
    assert.equal(gathered.length, whole.length);
    for (const [index, { read }] of parts.entries()) assert.ok(read.every((byte) => byte === index + 1));
  }
});
