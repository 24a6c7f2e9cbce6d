import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Duty } from '../../src/obligations/duty.ts';
import { owe } from '../../src/obligations/owe.ts';
import { extendLease, saveProgress } from '../../src/store/table/claimed-obligations.ts';
import { onEveryDatabase, postgres, sqliteInFolder } from '../harness/databases.ts';
import { waitFor } from '../harness/wait-for.ts';
import { all, find, oweTo, start, tenantA, tenantB } from './runners.ts';

const done = { kind: 'done' } as const;

onEveryDatabase(
  'runners that share a database',
  (kind) => {
    test('share the work, and never have one obligation twice at once', async () => {
      await using made = await kind.create();
      const replicas = [await made.open(), await made.open()];
      const running = new Set<string>();
      const finished: string[] = [];
      const by = replicas.map(() => 0);
      const together = Promise.withResolvers<void>();
      const dutyOf =
        (replica: number): Duty =>
        async ({ id }) => {
          assert.ok(!running.has(id), 'twice at once');
          running.add(id);
          by[replica] = (by[replica] ?? 0) + 1;
          // Nobody gets ahead before both have something.
          if (by.every((count) => count > 0)) together.resolve();
          await together.promise;
          running.delete(id);
          finished.push(id);
          return done;
        };
      const [first] = replicas;
      assert.ok(first);
      for (const tenantId of [tenantA, tenantB]) {
        await first.write(tenantId, async (tx) => {
          for (let count = 0; count < 40; count++) await owe(tx, { kind: 'grant.retire', subject: `${count}` });
        });
      }
      const runners = replicas.map((database, replica) =>
        start(database, { duties: { 'grant.retire': dutyOf(replica) }, pollIntervalMs: 20 }),
      );
      await waitFor('all 80', () => finished.length >= 80);
      for (const runner of runners) await runner[Symbol.asyncDispose]();
      assert.equal(new Set(finished).size, 80);
      assert.equal(finished.length, 80);
      const left = [...(await all(first, tenantA)), ...(await all(first, tenantB))];
      assert.ok(left.every(({ status, attempts }) => status === 'done' && attempts === 1));
    });

    test('who lost the lease finishes nothing: the other one does, once', async () => {
      await using made = await kind.create();
      const [slow, quick] = [await made.open(), await made.open()];
      await oweTo(slow, tenantA, { kind: 'grant.retire', subject: 'g1' });
      const began = Promise.withResolvers<AbortSignal>();
      const release = Promise.withResolvers<void>();
      const wrote: string[] = [];
      await using slowRunner = start(slow, {
        duties: {
          'grant.retire': async ({ signal }) => {
            began.resolve(signal);
            await release.promise;
            return { kind: 'done', write: async () => void wrote.push('slow') };
          },
        },
      });
      const signal = await began.promise;
      // As when the slow one was suspended for longer than its lease: somebody else claims before it extends.
      const stolen = await find(quick, 'grant.retire', 'g1');
      assert.ok(stolen?.lease_owner);
      const old = { id: stolen.id, lease_owner: stolen.lease_owner };
      await made.asOwner(tenantA, (tx) => extendLease(tx, old, 0));
      await using quickRunner = start(quick, {
        duties: { 'grant.retire': async () => ({ kind: 'done', write: async () => void wrote.push('quick') }) },
      });
      await quickRunner.idle();
      assert.deepEqual(wrote, ['quick']);
      assert.equal(await slow.write(tenantA, (tx) => saveProgress(tx, old, {})), false);
      release.resolve();
      await slowRunner.idle();
      assert.deepEqual(wrote, ['quick']);
      assert.equal(signal.aborted, false, 'it had not noticed yet, and still wrote nothing');
      assert.equal((await all(quick))[0]?.attempts, 2);
    });
  },
  [sqliteInFolder, postgres],
);
