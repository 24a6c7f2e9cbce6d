import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { room, roomAfterMs, SlidingWindows } from '../../src/throttling/sliding-windows.ts';
import { fc } from '../harness/properties.ts';

const windowMs = 20_000;
const start = 1_700_000_000_000;

suite('sliding windows', () => {
  test('a window takes its limit, and after the time it names, one more', () => {
    const windows = new SlidingWindows(windowMs);
    const budget = { key: 'a', limit: 3 };
    for (let taken = 0; taken < 3; taken++) {
      assert.equal(windows.waitMs(budget, start), 0);
      windows.take(budget, start);
    }
    const waitMs = windows.waitMs(budget, start);
    assert.ok(waitMs > 0);
    assert.ok(windows.waitMs(budget, start + waitMs - 1) > 0);
    assert.equal(windows.waitMs(budget, start + waitMs), 0);
  });

  test('budgets know nothing of each other', () => {
    const windows = new SlidingWindows(windowMs);
    windows.take({ key: 'a', limit: 1 }, start);
    assert.ok(windows.waitMs({ key: 'a', limit: 1 }, start) > 0);
    assert.equal(windows.waitMs({ key: 'b', limit: 1 }, start), 0);
  });

  test('a burst at the end of one period still counts at the start of the next', () => {
    const windows = new SlidingWindows(windowMs);
    const budget = { key: 'a', limit: 10 };
    const end = Math.ceil(start / windowMs) * windowMs;
    for (let taken = 0; taken < 10; taken++) windows.take(budget, end - 1);
    assert.ok(windows.waitMs(budget, end + 1) > 0);
    assert.equal(windows.waitMs(budget, end + windowMs), 0);
  });

  test('a clock that is set back opens no second window', () => {
    const windows = new SlidingWindows(windowMs);
    const budget = { key: 'a', limit: 1 };
    windows.take(budget, start);
    assert.ok(windows.waitMs(budget, start - 5 * windowMs) > 0);
  });

  test('whatever the fill, the wait is the shortest that makes room', () => {
    const count = fc.integer({ min: 0, max: 5000 });
    const fills = fc.record({ before: count, current: count, elapsedMs: fc.integer({ min: 0, max: windowMs - 1 }) });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4000 }), fills, (limit, fill) => {
        const wait = roomAfterMs(limit, fill, windowMs);
        const later = (ms: number) => {
          const elapsedMs = fill.elapsedMs + ms;
          if (elapsedMs < windowMs) return { ...fill, elapsedMs };
          if (elapsedMs < 2 * windowMs) return { before: fill.current, current: 0, elapsedMs: elapsedMs - windowMs };
          return { before: 0, current: 0, elapsedMs: 0 };
        };
        assert.ok(room(limit, later(wait), windowMs) >= 1, `no room after ${wait}`);
        if (wait > 0) assert.ok(room(limit, later(wait - 1), windowMs) < 1, `room already before ${wait}`);
      }),
    );
  });
});
