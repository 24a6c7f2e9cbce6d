import assert from 'node:assert/strict';
import { test } from 'node:test';
import { onEveryWorld } from '../harness/every-world.ts';
import { waitFor } from '../harness/wait-for.ts';
import { obligationsOf } from '../journey/behind.ts';
import { disconnect } from './retirement.ts';

onEveryWorld(
  'a partner that is away',
  (world) => {
    const retirement = async () => {
      const all = await obligationsOf(world(), 'grant.retire');
      return all.at(-1) ?? assert.fail('the retirement is owed');
    };
    const resting = () =>
      world().lines.findLast(({ message }) => message === 'partner breaker changed')?.fields.breaker === 'open';
    /** Turns the clock to each next attempt, until the breaker is open. */
    const fail = async () => {
      const id = await world().partnerId();
      await world().connect(id);
      world().sandbox.faults.add({ kind: 'error', path: '/api/v1/*' });
      await disconnect(world(), id);
      await waitFor('the breaker to rest', async () => {
        await world().service.obligations.idle();
        const { due_at } = await retirement();
        if (resting()) return true;
        world().clock.turn(Math.max(0, due_at - world().clock.now()));
        return false;
      });
    };
    const calls = () => world().sandbox.record.length;

    test('is not called while it rests, and what is not called is no attempt', async () => {
      await fail();
      await world().service.obligations.idle();
      const before = await retirement();
      const called = calls();
      world().clock.turn(5000);
      await world().service.obligations.idle();
      const after = await retirement();
      assert.equal(calls(), called);
      assert.deepEqual([after.attempts, after.failures], [before.attempts, before.failures]);
    });

    test('is asked when a person tries again, who is told what came of it and puts nothing off', async () => {
      const { send } = world();
      const before = await retirement();
      const planned = Date.parse(before.nextAttemptDateTime);
      for (let press = 1; press <= 12; press++) {
        const called = calls();
        const { status, json } = await send('POST', `/assist/obligations/${before.id}/retry`);
        assert.equal(status, 200);
        assert.equal(calls(), called + 1, 'the probe is one call');
        assert.equal(json.status, 'failing');
        assert.match(json.lastFailure, /answered 500/);
        assert.ok(Date.parse(json.nextAttemptDateTime) <= Math.max(planned, world().clock.now() + 1100));
      }
      assert.equal((await retirement()).failures, before.failures);
    });

    test('and is back is revoked at in seconds, when a person tries again', async () => {
      const { sandbox, send } = world();
      sandbox.faults.clear();
      const { id } = await retirement();
      const { json } = await send('POST', `/assist/obligations/${id}/retry`);
      assert.deepEqual([json.status, json.lastFailure], ['completed', null]);
      assert.equal(sandbox.grants.at(-1)?.revokedBy, 'client');
    });

    test('and is back is revoked at in seconds, when anybody reaches it', async () => {
      const { sandbox, clock, service } = world();
      await fail();
      // Its pauses grow to minutes.
      await waitFor('many failures', async () => {
        const { failures, due_at } = await retirement();
        if (failures >= 9) return true;
        clock.turn(Math.max(16_000, due_at - clock.now()));
        await service.obligations.idle();
        return false;
      });
      assert.ok(resting());
      const { due_at } = await retirement();
      assert.ok(due_at - clock.now() > 60_000);
      sandbox.faults.clear();
      clock.turn(16_000);
      await world().connect(await world().partnerId());
      await waitFor('the revocation', async () => {
        clock.turn(100);
        await service.obligations.idle();
        return (await retirement()).status === 'done';
      });
      assert.ok(clock.now() < due_at, 'long before its pause was over');
    });
  },
  { settings: { watchInterval: '365d' } },
);
