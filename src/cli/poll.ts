import { setTimeout } from 'node:timers/promises';
import { CommandFailure, exitCodes } from './exit-codes.ts';

const shortestMs = 250;
const longestMs = 5000;

/**
 * Asks again and again, at growing distances, until `look` finds something.
 * @throws CommandFailure after `limitSeconds`
 */
export async function poll<T>(
  look: () => Promise<T | undefined>,
  {
    limitSeconds,
    signal,
    late,
  }: { readonly limitSeconds: number; readonly signal: AbortSignal; readonly late: () => CommandFailure },
): Promise<T> {
  const end = performance.now() + limitSeconds * 1000;
  for (let pause = shortestMs; ; pause = Math.min(pause * 1.5, longestMs)) {
    const found = await look();
    if (found !== undefined) return found;
    if (performance.now() + pause > end) throw late();
    await setTimeout(pause, undefined, { signal });
  }
}

export function tooLate(message: string, help: string): CommandFailure {
  return new CommandFailure(exitCodes.failed, message, help);
}
