import { setTimeout } from 'node:timers/promises';

const longestRestMs = 100;

/**
 * Resolves with what `look` gives, once that is not `undefined`, `null` or `false`; fails after `limitMs`. Unless a test is about how long
 * something takes, it waits for as long as a busy machine may need. Between looks it rests for `pauseMs`, and three times as long as a look
 * took: one that asks a service or a page would otherwise take the processor from what is waited for.
 */
export async function waitFor<T>(
  what: string,
  look: () => T | Promise<T>,
  limitMs = 60_000,
  pauseMs = 5,
): Promise<Exclude<T, undefined | null | false>> {
  const until = performance.now() + limitMs;
  for (;;) {
    const began = performance.now();
    const found = await look();
    if (found !== undefined && found !== null && found !== false) return found as Exclude<T, undefined | null | false>;
    const ended = performance.now();
    if (ended > until) throw new Error(`waited ${limitMs} ms in vain for ${what}`);
    await setTimeout(Math.max(pauseMs, Math.min(3 * (ended - began), longestRestMs)));
  }
}
