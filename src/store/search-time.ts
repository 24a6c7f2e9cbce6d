import { AsyncLocalStorage } from 'node:async_hooks';
import { databaseUnavailable } from './unavailable.ts';

const shared = new AsyncLocalStorage<{ spentMs: number }>();

/** Everything that `work` searches has together the time that one search has by itself: a batch of twenty is one request. */
export function sharingSearchTime<T>(work: () => Promise<T>): Promise<T> {
  return shared.run({ spentMs: 0 }, work);
}

const waitedFor = new AsyncLocalStorage<AbortSignal>();

/** The searches of `work` are given up when `gone` says that nobody waits for them any more. */
export function untilGone<T>(gone: AbortSignal, work: () => Promise<T>): Promise<T> {
  return waitedFor.run(gone, work);
}

/** What says that nobody waits for a search that begins now; `undefined` where nobody could go. */
export function goneSignal(): AbortSignal | undefined {
  return waitedFor.getStore();
}

/** What a search is refused or ended with when its client has gone. */
export function nobodyWaits(): Error {
  return databaseUnavailable('a search was given up, because nobody waits for it any more');
}

/**
 * How long the next search may take, of `limitMs` milliseconds.
 * @throws Failure `unavailable` when those before it have taken all of it
 */
export function searchTimeLeft(limitMs: number): number {
  const left = limitMs - (shared.getStore()?.spentMs ?? 0);
  if (left > 0) return Math.ceil(left);
  throw databaseUnavailable(`the searches of one request took longer than ${limitMs} ms together`);
}

/** Runs a search, and counts what it takes. */
export async function countingSearchTime<T>(search: () => Promise<T>): Promise<T> {
  const began = performance.now();
  try {
    return await search();
  } finally {
    const time = shared.getStore();
    if (time) time.spentMs += performance.now() - began;
  }
}
