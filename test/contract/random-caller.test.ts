import assert from 'node:assert/strict';
import { test } from 'node:test';
import { postgres, sqliteInMemory } from '../harness/databases.ts';
import { onEveryWorld } from '../harness/every-world.ts';
import { Asker } from './random-caller/asker.ts';
import { round } from './random-caller/caller.ts';
import { Published } from './random-caller/published.ts';

/** Few in every run; `SEED=n` makes one again, and `ROUNDS=n` makes so many others. */
const { SEED, ROUNDS } = process.env;
const first = SEED === undefined ? (ROUNDS === undefined ? 1 : Date.now() % 1_000_000) : Number(SEED);
const count = SEED === undefined ? Number(ROUNDS ?? 1) : 1;
const published = new Published();

onEveryWorld(
  'a caller that asks whatever is served, rightly and nearly rightly',
  (world) => {
    for (let seed = first; seed < first + count; seed++) {
      test(`is answered as it is published, in one way however it asks, and reads what it wrote (SEED=${seed})`, async () => {
        const asker = new Asker(seed, world(), published);
        for (let turn = 0; turn < 40; turn++) await round(asker);
        assert.deepEqual(asker.wrong, [], asker.wrong.join('\n\n'));
      });
    }
  },
  {},
  [sqliteInMemory, postgres],
);
