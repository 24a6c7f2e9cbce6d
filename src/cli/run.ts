import { pino } from 'pino';
import type { Log } from '../core/log.ts';

/**
 * One JSON line for each event, on standard error: what a command prints stays apart from what it logs. Lines are written many at a
 * time, at the latest after a fifth of a second and at the end: a write for each would take longer than the rest of a request.
 */
export function createLog(level: string): Log {
  return pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime },
    pino.destination({ dest: 2, sync: false, minLength: 4096, periodicFlush: 200 }),
  );
}

/** Runs until the process is told to stop, then takes everything down. A second signal ends it at once. */
export async function untilStopped(running: AsyncDisposable, log: Log): Promise<void> {
  await using _ = running;
  const signal = await new Promise<string>((resolve) => {
    process.once('SIGTERM', resolve);
    process.once('SIGINT', resolve);
  });
  log.info({ signal }, 'stopping');
}
