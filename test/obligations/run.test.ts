import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { type Instant, later } from '../../src/core/clock.ts';
import type { Duty, Outcome } from '../../src/obligations/duty.ts';
import { owe } from '../../src/obligations/owe.ts';
import { cancelObligations, makeDue } from '../../src/store/table/obligations.ts';
import { insertTenant } from '../../src/store/table/tenants.ts';
import { onEveryDatabase } from '../harness/databases.ts';
import { waitFor } from '../harness/wait-for.ts';
import { tenant } from '../store/rows.ts';
import { all, find, oweTo, start, tenantA, tenantB } from './runners.ts';

const done = { kind: 'done' } as const satisfies Outcome;
const minute = 60_000;

onEveryDatabase('obligations', (kind) => {
  test('what is owed is done once, after the commit, with what it was owed with', async () => {
    await using made = await kind.create();
    const database = await made.open();
    const jobs: unknown[] = [];
    await using runner = start(database, {
      duties: {
        'grant.retire': async ({ tenantId, subject, payload, attempt }) => {
          jobs.push({ tenantId, subject, payload, attempt });
          return done;
        },
      },
    });
    await runner.idle();
    await database.write(tenantA, async (tx) => {
      await owe(tx, { kind: 'grant.retire', subject: 'g1', payload: { partner: 'p1' } });
      assert.deepEqual(jobs, []);
    });
    await waitFor('the duty', () => jobs.length > 0);
    await runner.idle();
    assert.deepEqual(jobs, [{ tenantId: tenantA, subject: 'g1', payload: { partner: 'p1' }, attempt: 1 }]);
    const [obligation] = await all(database);
    assert.equal(obligation?.status, 'done');
    assert.ok(obligation?.completedDateTime);
  });

  test('what a transaction owes that fails is not owed', async () => {
    await using made = await kind.create();
    const database = await made.open();
    const failing = database.write(tenantA, async (tx) => {
      await owe(tx, { kind: 'grant.retire', subject: 'g1' });
      throw new Error('no');
    });
    await assert.rejects(failing);
    assert.deepEqual(await all(database), []);
  });

  test('owing the same twice, also at once, is owing it once, at the earlier time', async () => {
    await using made = await kind.create();
    const database = await made.open();
    const soon = later(made.clock.now(), minute);
    const owing = (dueAt: Instant) => oweTo(database, tenantA, { kind: 'grant.retire', subject: 'g1', dueAt });
    await Promise.all([owing(later(soon, minute)), owing(soon), owing(later(soon, 2 * minute))]);
    const open = await all(database);
    assert.equal(open.length, 1);
    assert.equal(open[0]?.due_at, soon);
  });

  test('what is owed while it is being done is done once more', async () => {
    await using made = await kind.create();
    const database = await made.open();
    let attempts = 0;
    await using runner = start(database, {
      duties: {
        'grant.watch': async ({ payload }) => {
          attempts++;
          if (attempts === 1)
            await oweTo(database, tenantA, { kind: 'grant.watch', subject: 's', payload: { second: true } });
          else assert.deepEqual(payload, { second: true });
          return done;
        },
      },
    });
    await oweTo(database, tenantA, { kind: 'grant.watch', subject: 's' });
    await runner.idle();
    assert.equal(attempts, 2);
    assert.deepEqual(
      (await all(database)).map(({ status }) => status),
      ['done'],
    );
  });

  test('a failure is recorded and tried again after pauses that grow, until it is done', async () => {
    await using made = await kind.create();
    const database = await made.open();
    let fails = true;
    const duty: Duty = async () => {
      if (fails) throw new Error('the partner answers 500');
      return done;
    };
    await using runner = start(database, {
      duties: { 'grant.retire': duty },
      maxPauseMs: 4000,
      reportAfterMs: Infinity,
    });
    await oweTo(database, tenantA, { kind: 'grant.retire', subject: 'g1' });
    const pauses: number[] = [];
    for (let failures = 0; failures < 5; ) {
      await runner.idle();
      const found = await find(database, 'grant.retire', 'g1');
      assert.equal(found?.lastFailure, 'the partner answers 500');
      // On a busy machine the next attempt may have begun before this is read.
      if (found.lease_owner !== null) continue;
      failures = found.failures;
      const pause = found.due_at - found.planned_at;
      pauses.push(pause);
      const longest = Math.min(4000, 1000 * 2 ** (failures - 1));
      assert.ok(pause <= longest && pause >= longest / 2 - 1, `${failures}: ${pauses}`);
      made.clock.turn(Math.max(0, found.due_at - made.clock.now()));
    }
    fails = false;
    made.clock.turn(4000);
    await runner.idle();
    assert.equal((await all(database))[0]?.status, 'done');
  });

  test('the pause is not shorter than the partner asks for', async () => {
    await using made = await kind.create();
    const database = await made.open();
    const throttled = Object.assign(new Error('429'), { retryAfter: 10 * minute });
    await using runner = start(database, {
      duties: { 'grant.retire': () => Promise.reject(throttled) },
      maxPauseMs: 1000,
    });
    await oweTo(database, tenantA, { kind: 'grant.retire', subject: 'g1' });
    await runner.idle();
    const found = await find(database, 'grant.retire', 'g1');
    assert.ok((found?.due_at ?? 0) > made.clock.now() + 9 * minute);
  });

  test('what is not met for long is reported once, in its own transaction, and tried on', async () => {
    await using made = await kind.create();
    const database = await made.open();
    const reports: (string | null)[] = [];
    let attempts = 0;
    const duty: Duty = async () => {
      attempts++;
      throw new Error(`refused ${attempts}`);
    };
    await using runner = start(database, {
      duties: { 'grant.retire': duty },
      reportAfterMs: 60 * minute,
      onReport: async (tx, { lastFailure }) => {
        reports.push(lastFailure);
        await insertTenant(tx, tenant);
      },
    });
    await oweTo(database, tenantA, { kind: 'grant.retire', subject: 'g1' });
    await runner.idle();
    assert.deepEqual(reports, []);
    for (const attempt of [2, 3]) {
      made.clock.turn(60 * minute);
      await waitFor('the next attempt', () => attempts === attempt);
      await runner.idle();
    }
    assert.deepEqual(reports, ['refused 2']);
    assert.ok((await find(database, 'grant.retire', 'g1'))?.reportedDateTime);
    assert.equal(await database.write(tenantA, (tx) => insertTenant(tx, tenant)), false);
  });

  test('a duty that comes back for ever is reported only when it fails for long, and anew when it fails again', async () => {
    await using made = await kind.create();
    const database = await made.open();
    const reports: (string | null)[] = [];
    let looks = 0;
    let fails = false;
    const watch: Duty = async () => {
      looks++;
      if (fails) throw new Error('down');
      return { kind: 'again', inMs: minute, reason: 'all is well' };
    };
    await using runner = start(database, {
      duties: { 'grant.watch': watch },
      reportAfterMs: 10 * minute,
      onReport: async (_tx, { lastFailure }) => void reports.push(lastFailure),
    });
    const turn = async (minutes: number) => {
      const before = looks;
      made.clock.turn(minutes * minute);
      await waitFor('the next look', () => looks > before);
      await runner.idle();
    };
    await oweTo(database, tenantA, { kind: 'grant.watch', subject: 'g1' });
    await runner.idle();
    for (let look = 0; look < 3; look++) await turn(20);
    assert.deepEqual(reports, [], 'old, and well');

    fails = true;
    await turn(20);
    assert.deepEqual(reports, [], 'it has only begun to fail');
    await turn(20);
    assert.deepEqual(reports, ['down']);

    fails = false;
    await turn(20);
    fails = true;
    for (let look = 0; look < 2; look++) await turn(20);
    assert.deepEqual(reports, ['down', 'down']);
  });

  test('a duty that wants to come back comes back, and that is no failure', async () => {
    await using made = await kind.create();
    const database = await made.open();
    let looks = 0;
    await using runner = start(database, {
      duties: {
        'grant.watch': async () =>
          ++looks < 3 ? { kind: 'again', inMs: minute, reason: 'the session is open' } : done,
      },
    });
    await oweTo(database, tenantA, { kind: 'grant.watch', subject: 's1' });
    await runner.idle();
    assert.equal((await find(database, 'grant.watch', 's1'))?.failures, 0);
    for (const look of [2, 3]) {
      made.clock.turn(minute);
      await waitFor('the next look', () => looks === look);
      await runner.idle();
    }
    assert.equal((await all(database))[0]?.status, 'done');
  });

  test('what is owed during an attempt that plans another one is looked at again at once', async () => {
    await using made = await kind.create();
    const database = await made.open();
    let looks = 0;
    await using runner = start(database, {
      duties: {
        'grant.watch': async () => {
          looks += 1;
          if (looks === 1) await oweTo(database, tenantA, { kind: 'grant.watch', subject: 'g1' });
          return { kind: 'again', inMs: minute, reason: 'all is well' };
        },
      },
    });
    await oweTo(database, tenantA, { kind: 'grant.watch', subject: 'g1' });
    await waitFor('the second look', () => looks === 2);
    await runner.idle();
    assert.equal(looks, 2);
  });

  test('the last rows of a duty and the end of its obligation are one transaction', async () => {
    await using made = await kind.create();
    const database = await made.open();
    let broken = true;
    await using runner = start(database, {
      duties: {
        'grant.retire': async () => ({
          kind: 'done',
          write: async (tx) => {
            await insertTenant(tx, tenant);
            if (broken) throw new Error('the last row does not go in');
          },
        }),
      },
    });
    await oweTo(database, tenantA, { kind: 'grant.retire', subject: 'g1' });
    await runner.idle();
    const [failed] = await all(database);
    assert.equal(failed?.status, 'due');
    assert.equal(failed.lastFailure, 'the last row does not go in');
    assert.deepEqual(await database.tenants({ after: '', limit: 1 }), []);
    broken = false;
    made.clock.turn(minute);
    await waitFor('the end', async () => (await all(database))[0]?.status === 'done');
    assert.deepEqual(await database.tenants({ after: '', limit: 1 }), [tenantA]);
  });

  test('an attempt goes on where the last one saved that it was', async () => {
    await using made = await kind.create();
    const database = await made.open();
    const seen: unknown[] = [];
    await using runner = start(database, {
      duties: {
        'grant.retire': async ({ progress }, { save }) => {
          seen.push(progress);
          if (progress) return done;
          await save({ sessionsClosed: 1 });
          throw new Error('killed in between');
        },
      },
    });
    await oweTo(database, tenantA, { kind: 'grant.retire', subject: 'g1' });
    await runner.idle();
    made.clock.turn(minute);
    await waitFor('the end', async () => (await all(database))[0]?.status === 'done');
    assert.deepEqual(seen, [undefined, { sessionsClosed: 1 }]);
  });

  test('what is cancelled is not done, and a running attempt of it is told and does not count', async () => {
    await using made = await kind.create();
    const database = await made.open();
    const running = Promise.withResolvers<AbortSignal>();
    const release = Promise.withResolvers<void>();
    await using runner = start(database, {
      duties: {
        'session.open': async ({ signal }) => {
          running.resolve(signal);
          await release.promise;
          return { kind: 'done', write: async (tx) => void (await insertTenant(tx, tenant)) };
        },
      },
    });
    await oweTo(database, tenantA, { kind: 'session.open', subject: 's1' });
    const signal = await running.promise;
    assert.equal(await database.write(tenantA, (tx) => cancelObligations(tx, 'session.open', 's1')), true);
    made.clock.turn(minute);
    await waitFor('the signal', () => signal.aborted);
    release.resolve();
    await runner.idle();
    assert.equal((await all(database))[0]?.status, 'cancelled');
    assert.deepEqual(await database.tenants({ after: '', limit: 1 }), []);
  });

  test('an attempt that takes too long is a failure, and holds nothing up', async () => {
    await using made = await kind.create();
    const database = await made.open();
    const started = Promise.withResolvers<AbortSignal>();
    await using runner = start(database, {
      attemptMs: minute,
      duties: {
        'session.open': ({ signal }) => {
          started.resolve(signal);
          return new Promise(() => {});
        },
      },
    });
    await oweTo(database, tenantA, { kind: 'session.open', subject: 's1' });
    const signal = await started.promise;
    made.clock.turn(minute);
    await runner.idle();
    assert.equal(signal.aborted, true);
    assert.match((await all(database))[0]?.lastFailure ?? '', /longer than 60000 ms/);
  });

  test('one tenant with much to do does not hold up another', async () => {
    await using made = await kind.create();
    const database = await made.open();
    const order: string[] = [];
    await database.write(tenantA, async (tx) => {
      for (let count = 0; count < 100; count++) await owe(tx, { kind: 'session.open', subject: `${count}` });
    });
    const gate = Promise.withResolvers<void>();
    await using runner = start(database, {
      concurrency: 4,
      duties: {
        'session.open': async ({ tenantId }) => {
          order.push(tenantId);
          if (order.length <= 2) await gate.promise;
          return done;
        },
      },
    });
    await waitFor('the first of many', () => order.length === 2);
    await oweTo(database, tenantB, { kind: 'session.open', subject: 'one' });
    await waitFor('the other tenant', () => order.includes(tenantB));
    gate.resolve();
    await runner.idle();
    assert.equal(order.filter((tenantId) => tenantId === tenantA).length, 100);
    assert.ok(order.indexOf(tenantB) < 10, `${order.indexOf(tenantB)}`);
  });

  test('an obligation planned for later is done early when somebody says so', async () => {
    await using made = await kind.create();
    const database = await made.open();
    let attempts = 0;
    const duty: Duty = async () => {
      attempts++;
      return done;
    };
    await using runner = start(database, { duties: { 'grant.retire': duty } });
    await oweTo(database, tenantA, { kind: 'grant.retire', subject: 'g1', dueAt: later(made.clock.now(), minute) });
    await runner.idle();
    assert.equal(attempts, 0);
    const id = (await find(database, 'grant.retire', 'g1'))?.id ?? '';
    assert.equal(await database.write(tenantA, (tx) => makeDue(tx, id)), true);
    await runner.idle();
    assert.equal(attempts, 1);
    assert.equal(await database.write(tenantA, (tx) => makeDue(tx, id)), false);
  });

  test('an obligation of a kind that nobody here knows stays, and says so', async () => {
    await using made = await kind.create();
    const database = await made.open();
    await using runner = start(database, { duties: {} });
    await database.write(tenantA, async (tx) => {
      await owe(tx, { kind: 'grant.retire', subject: 'x' });
      await sql`update obligations set kind = 'fromALaterRelease' where tenant_id = ${tenantA}`.execute(tx.sql);
    });
    await runner.idle();
    const [found] = await all(database);
    assert.deepEqual([found?.kind, found?.status], ['fromALaterRelease', 'due']);
    assert.match(found?.lastFailure ?? '', /no duty is known/);
  });

  test('a runner that stops lets what runs finish, then tells it, then gives its leases back', async () => {
    await using made = await kind.create();
    const database = await made.open();
    let heeding: AbortSignal | undefined;
    let started = 0;
    const finish = Promise.withResolvers<void>();
    const runner = start(database, {
      stopMs: 10_000,
      duties: {
        'session.open': async () => {
          started++;
          await finish.promise;
          return done;
        },
        'session.watch': ({ signal }) => {
          started++;
          heeding = signal;
          return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
        },
        'session.close': () => {
          started++;
          return new Promise(() => {});
        },
      },
    });
    await oweTo(database, tenantA, { kind: 'session.open', subject: 'finishing' });
    await oweTo(database, tenantA, { kind: 'session.watch', subject: 'heeding' });
    await oweTo(database, tenantA, { kind: 'session.close', subject: 'deaf' });
    await waitFor('all three', () => started === 3);
    const stopped = runner[Symbol.asyncDispose]();
    await oweTo(database, tenantA, { kind: 'session.open', subject: 'late' });
    finish.resolve();
    await waitFor('one to be finished', async () => (await all(database)).some(({ status }) => status === 'done'));
    assert.equal(heeding?.aborted, false);
    made.clock.turn(10_000);
    await waitFor('the other to be told', () => heeding?.aborted);
    // Whoever is deaf to that is waited for as long again.
    made.clock.turn(10_000);
    await stopped;
    const found = (await all(database)).map(({ subject, status, lease_owner, failures }) => [
      subject,
      status,
      lease_owner,
      failures,
    ]);
    assert.deepEqual(found, [
      ['deaf', 'due', null, 0],
      ['finishing', 'done', null, 0],
      ['heeding', 'due', null, 0],
      ['late', 'due', null, 0],
    ]);
    const open = (await all(database)).filter(({ status }) => status === 'due');
    assert.ok(open.every(({ due_at }) => due_at <= made.clock.now()));
  });
});
