import assert from 'node:assert/strict';
import { test } from 'node:test';
import { onEveryDatabase, postgres, sqliteInFolder } from '../harness/databases.ts';
import { planOf } from './random/plan.ts';
import { run } from './random/run.ts';

/** Few in every run; `SEED=n` makes one again, and `ROUNDS=n` so many, from that on or others. What is wrong is in `test-artefacts/random-operations`, too. */
const { SEED, ROUNDS } = process.env;
const first = SEED === undefined ? (ROUNDS === undefined ? 1 : Date.now() % 1_000_000) : Number(SEED);
const seedsOn = { PostgreSQL: 1, 'SQLite in a folder': 2, 'SQLite in memory': 0 } as const;

onEveryDatabase(
  'operations as they come, at a partner, on machines and on a database that fail',
  (kind) => {
    const count = Number(ROUNDS ?? (SEED === undefined ? seedsOn[kind.name] : 1));
    for (let seed = first; seed < first + count; seed++) {
      test(`leave nothing in force that nobody was told of, and nothing said that is not so (SEED=${seed})`, async () => {
        const { wrong, history, report } = await run(kind, planOf(seed));
        assert.deepEqual(wrong, [], `SEED=${seed} on ${kind.name}, also in ${report}\n${history.join('\n')}`);
      });
    }
  },
  [sqliteInFolder, postgres],
);
