import assert from 'node:assert/strict';
import { test } from 'node:test';
import { atEndOfTurn, giveWay, oneByOne } from '../../src/core/give-way.ts';

test('of all that work for long, one part runs between two looks at the sockets', async () => {
  let parts = 0;
  let seen = 0;
  let most = 0;
  let isOver = false;
  const others = () => {
    most = Math.max(most, parts - seen);
    seen = parts;
    if (!isOver) setImmediate(others);
  };
  setImmediate(others);
  const work = async () => {
    for (let part = 0; part < 10; part++) {
      await giveWay();
      parts++;
    }
  };
  await Promise.all(Array.from({ length: 5 }, work));
  isOver = true;
  assert.deepEqual([parts, most], [50, 1]);
});

test('of a thousand things that are done one by one, twenty at most are done between two looks at the sockets', async () => {
  let done = 0;
  let seen = 0;
  let most = 0;
  const others = () => {
    most = Math.max(most, done - seen);
    seen = done;
    if (done < 1000) setImmediate(others);
  };
  setImmediate(others);
  await oneByOne(Array(1000).keys(), async () => {
    done++;
  });
  assert.equal(done, 1000);
  assert.ok(most <= 20, `${most}`);
});

test('what ends a turn, as answers do, comes before the part of long work that runs in it', async () => {
  const order: string[] = [];
  const part = giveWay().then(() => order.push('part'));
  atEndOfTurn(() => order.push('answers'));
  await part;
  assert.deepEqual(order, ['answers', 'part']);
});
