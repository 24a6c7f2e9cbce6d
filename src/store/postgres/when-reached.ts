import { setTimeout } from 'node:timers/promises';
import type { Log } from '../../core/log.ts';
import { isUnavailable } from '../unavailable.ts';
import { isRefusal } from './connection.ts';

/** Tries again for `limitMs` while PostgreSQL cannot be reached: it may be starting as well. */
export async function whenReached<T>(work: () => Promise<T>, limitMs: number, log: Log): Promise<T> {
  const until = performance.now() + limitMs;
  let told: string | undefined;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!isUnavailable(error) || isRefusal(error) || performance.now() >= until) throw error;
      const problem = error.internal ?? error.message;
      if (problem !== told) log.warn({ limitMs, problem }, 'the start waits for the database');
      told = problem;
      await setTimeout(500);
    }
  }
}
