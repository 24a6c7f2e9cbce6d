import type { Log } from '../core/log.ts';

/** What is a step, and not the correction of a clock that runs a little fast or slow, in milliseconds. */
const stepMs = 1000;
const lookMs = 1000;

/**
 * Says in the log when the machine's clock is set, forward or back: dates of records jump then, and tokens may be refused. A machine
 * that slept looks the same as one whose clock was set forward.
 */
export function watchClock(log: Log): Disposable {
  let ahead = Date.now() - performance.now();
  const timer = setInterval(() => {
    const now = Date.now() - performance.now();
    const steppedMs = Math.round(now - ahead);
    ahead = now;
    if (steppedMs <= -stepMs) log.warn({ steppedMs }, 'the clock of this machine was set back');
    if (steppedMs >= stepMs) log.warn({ steppedMs }, 'the clock of this machine was set forward, or the machine slept');
  }, lookMs).unref();
  return { [Symbol.dispose]: () => clearInterval(timer) };
}
