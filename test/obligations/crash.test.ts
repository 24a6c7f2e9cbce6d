import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { onEveryDatabase, postgres, sqliteInFolder } from '../harness/databases.ts';
import { waitFor } from '../harness/wait-for.ts';
import { launch } from './owing.ts';
import { all, find, oweTo, start, tenantA } from './runners.ts';

const done = { kind: 'done' } as const;

onEveryDatabase(
  'a process killed with SIGKILL',
  (kind) => {
    test('while it works on an obligation: another takes it over when the lease ends, and finishes it', async () => {
      await using made = await kind.create();
      const database = await made.open();
      await oweTo(database, tenantA, { kind: 'grant.retire', subject: 'g1' });
      await using victim = launch(made, 'hang in a duty');
      await victim.said('began');
      victim.kill();
      await victim.gone;
      assert.equal((await find(database, 'grant.retire', 'g1'))?.attempts, 1);
      const attempts: number[] = [];
      await using runner = start(database, {
        duties: {
          'grant.retire': async ({ attempt }) => {
            attempts.push(attempt);
            return done;
          },
        },
      });
      await runner.idle();
      assert.deepEqual(attempts, [], 'the lease still lasts');
      made.clock.turn(60_000);
      await waitFor('the end', async () => (await all(database))[0]?.status === 'done');
      assert.deepEqual(attempts, [2]);
    });

    test('inside a transaction: nothing of it stays, and nobody has to wait for it', async () => {
      await using made = await kind.create();
      const database = await made.open();
      await using victim = launch(made, 'hang in a transaction');
      await victim.said('wrote');
      victim.kill();
      await victim.gone;
      await oweTo(database, tenantA, { kind: 'grant.retire', subject: 'after' });
      assert.deepEqual(
        (await all(database)).map(({ subject }) => subject),
        ['after'],
      );
      assert.deepEqual(await database.tenants({ after: '', limit: 1 }), []);
    });

    test('at any instant: what was acknowledged is there', async () => {
      await using made = await kind.create();
      const database = await made.open();
      await using victim = launch(made, 'owe for ever');
      await victim.said('going');
      victim.kill();
      await victim.gone;
      const acknowledged = readFileSync(victim.world, 'utf8').trim().split('\n');
      const found = new Set((await all(database)).map(({ subject }) => subject));
      assert.ok(acknowledged.length > 20);
      assert.deepEqual(
        acknowledged.filter((subject) => !found.has(subject)),
        [],
      );
      // The one that was in the air may have been committed before its acknowledgement was written down.
      assert.ok(found.size - acknowledged.length <= 1);
    });
  },
  [sqliteInFolder, postgres],
);
