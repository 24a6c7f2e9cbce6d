import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Failure } from '../../src/core/failure.ts';
import { parseJson } from '../../src/odata/body/decode.ts';

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
  assert.ok((await looksWhile(() => read(records(10_000)))) >= 10);
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

test('a slip of the pen in JSON that is read in parts is refused as it is at once, wherever it stands', async () => {
  const long = 'x]}",\\\\'.repeat(3500);
  const items = [long, { a: [long, {}], b: [] }, [], null, [[1], long], -1.5e3, { 'c,[': long }];
  const text = JSON.stringify({ before: [1, 2], devices: items, after: { d: [items[0]] } });
  const structure = [...text.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{},:]|[^"[\]{},:]+/g)];
  const slips = ['', ',', ',,', '[', '}', ':', ' ', '"', '1', '\\', '\u0000', 'null'];
  for (const { index, 0: token } of structure) {
    for (const slip of slips) {
      const changed = text.slice(0, index) + slip + text.slice(index + token.length);
      const whole = parsedOrNone(changed);
      const read = await kindOrValue(changed);
      if (whole === undefined)
        assert.match(String(read), /^body(Malformed|TooNested)$/, changed.slice(index, index + 20));
      else if (read !== 'bodyTwice') assert.deepEqual(read, whole);
    }
  }
});

test('a comma too many in a list is refused, also where a part of it ends there', async () => {
  const long = JSON.stringify('x'.repeat(150_000));
  for (const list of [`${long},`, `,${long}`, `${long},,${long}`, `${long}, ,`]) {
    assert.equal(await kindOrValue(`{"devices":[${list}]}`), 'bodyMalformed', list.replaceAll(long, 'x'));
  }
});

/** What a text was refused for, or its value. */
function kindOrValue(text: string): Promise<unknown> {
  return read(text).catch((failure: Failure) => failure.kind);
}

function parsedOrNone(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

test('a list that is given twice is refused, also where it is read in parts and another one is empty', async () => {
  const list = records(2000).slice(1, -1);
  for (const rest of ['"devices":5,"other":[]', '"devices":[]', '"devices":5']) {
    for (const text of [`{${list},${rest}}`, `{${rest},${list}}`]) {
      await assert.rejects(read(text), (failure) => failure instanceof Failure && failure.kind === 'bodyTwice', rest);
    }
  }
});
