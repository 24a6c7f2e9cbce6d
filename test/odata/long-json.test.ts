import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Failure } from '../../src/core/failure.ts';
import { parseJson } from '../../src/odata/decode.ts';

const contentType = 'application/json';
const read = (text: string) => {
  const bytes = Buffer.from(text);
  return parseJson({ bytes, contentType, limitBytes: 4_194_304 });
};

/** How often sockets are looked at until it is read. */
async function looksWhile(read: () => Promise<unknown>): Promise<number> {
  let looks = 0;
  let isRead = false;
  const look = () => {
    if (isRead) return;
    looks++;
    setImmediate(look);
  };
  setImmediate(look);
  await read();
  isRead = true;
  return looks;
}

const records = (count: number) => JSON.stringify({ devices: Array(count).fill({ serialNumber: 'x'.repeat(100) }) });

test('JSON that takes long is read in parts, with others answered between, and what is short is read at once', async () => {
  assert.equal(await looksWhile(() => read(records(10))), 0);
  assert.ok((await looksWhile(() => read(records(10_000)))) >= 3);
});

test('JSON that is read in parts means what it means at once, and is refused for the same', async () => {
  const text = records(10_000);
  assert.deepEqual(await read(text), JSON.parse(text));
  const twice = text.replace(/}]}$/, ',"serialNumber":"y"}]}');
  await assert.rejects(read(twice), (failure) => failure instanceof Failure && failure.kind === 'bodyTwice');
  await assert.rejects(
    read(text.slice(0, -1)),
    (failure) => failure instanceof Failure && failure.kind === 'bodyMalformed',
  );
});
