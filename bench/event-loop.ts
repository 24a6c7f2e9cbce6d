/** Loaded into the service by `neighbours.ts`: the turns of its event loop, as a line of the file in `BENCH_EVENT_LOOP` at each SIGUSR2. */
import { appendFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';
import { watchTurns } from './turns.ts';

const file = process.env.BENCH_EVENT_LOOP;
if (isMainThread && file !== undefined) {
  const take = watchTurns();
  process.on('SIGUSR2', () => appendFileSync(file, `${JSON.stringify(take())}\n`));
}
