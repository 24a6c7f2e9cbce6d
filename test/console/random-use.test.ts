import assert from 'node:assert/strict';
import { test } from 'node:test';
import { useBrowser } from './browser.ts';
import { preparedWorld } from './random/prepared.ts';
import { walk } from './random/walk.ts';

/** One short walk in every run; `SEED=n` makes one again, `ROUNDS=n` makes so many others, and `STEPS=n` as long ones. */
const { SEED, ROUNDS, STEPS = '20' } = process.env;
const first = SEED === undefined ? (ROUNDS === undefined ? 1 : Date.now() % 1_000_000) : Number(SEED);
const count = SEED === undefined ? Number(ROUNDS ?? 1) : 1;

for (let seed = first; seed < first + count; seed++) {
  test(`whatever somebody does with the console, whatever happens meanwhile: it stays a console, and does once what was confirmed (SEED=${seed})`, async () => {
    await using world = await preparedWorld();
    await using use = await useBrowser();
    const { wrong, history } = await walk(world, use.browser, seed, Number(STEPS));
    assert.equal(wrong.length, 0, `SEED=${seed} STEPS=${STEPS}\n${history.join('\n')}\n${wrong.join('\n')}`);
  });
}
