import { readlinkSync } from 'node:fs';
import { setPriority } from 'node:os';
import { basename } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { Failure } from '../../core/failure.ts';
import { SqliteConnection } from './connection.ts';
import { openReader } from './reader.ts';
import type { SearchReply, SearchRequest, SearchThreadStart } from './search-message.ts';

/*
 * The search thread itself: a connection of its own that only reads, and one statement after another. `search-thread.ts` starts it.
 */
const { file, givenUp } = workerData as SearchThreadStart;
let running = 0;
const connection = new SqliteConnection(
  openReader(file, { scans: true }),
  undefined,
  () => Atomics.load(givenUp, 0) === running,
);

/** Where threads have priorities of their own, whoever answers others comes before a search. */
function giveWay(): void {
  if (process.platform !== 'linux') return;
  try {
    setPriority(Number(basename(readlinkSync('/proc/thread-self'))), 10);
  } catch {
    // Where /proc is not mounted, they share.
  }
}
giveWay();

function answer({ number, sql, parameters, limitMs }: SearchRequest): SearchReply {
  running = number;
  try {
    return { number, found: connection.cells({ sql, parameters }, limitMs) };
  } catch (error) {
    if (error instanceof Failure) return { number, unavailable: error.internal ?? error.message };
    return { number, error, errcode: (error as { errcode?: number }).errcode };
  }
}

/** A page that is one text is handed over; all else is copied on its way. */
function handedOver(reply: SearchReply): ArrayBuffer[] {
  const first = 'found' in reply ? (reply.found.cells[0] ?? []) : [];
  return first.flatMap((cell) => (cell instanceof Uint8Array ? [cell.buffer as ArrayBuffer] : []));
}

parentPort?.on('message', (request: SearchRequest) => {
  const reply = answer(request);
  parentPort?.postMessage(reply, handedOver(reply));
});
