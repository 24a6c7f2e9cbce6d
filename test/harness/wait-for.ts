import { setTimeout } from 'node:timers/promises';

/**
 * Resolves with what `look` gives, once that is not `undefined` or `false`; fails after `limitMs`. Unless a test is about how long
 * something takes, it waits for as long as a busy machine may need. It looks every `pauseMs`.
 */
export async function waitFor<T>(
  what: string,
  look: () => T | Promise<T>,
  limitMs = 60_000,
  pauseMs = 5,
): Promise<Exclude<T, undefined | false>> {
  const until = performance.now() + limitMs;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found as Exclude<T, undefined | false>;
    if (performance.now() > until) throw new Error(`waited ${limitMs} ms in vain for ${what}`);
    await setTimeout(pauseMs);
  }
}
