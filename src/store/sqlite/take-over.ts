import type { DatabaseSync } from 'node:sqlite';
import { giveWay } from '../../core/give-way.ts';

/** After as many pages as SQLite takes them over by itself. */
const mostPages = 1000;

/** What SQLite says of its log (https://sqlite.org/pragma.html#pragma_wal_checkpoint). */
interface Log {
  readonly log: number;
  readonly checkpointed: number;
}

/**
 * Makes what takes over into the file what the write-ahead log has, where that is much, in a turn of the event loop of its own. SQLite does so within the
 * commit after which it is much: the longest turn of an import was then both. `undefined` where SQLite is left to do it, because this one does not tell
 * how long its log is (before 3.51).
 *
 * @param endReads ends what reads the log
 */
export function takingOver(writer: DatabaseSync, endReads: () => void): (() => Promise<void>) | undefined {
  if (!tellsItsLog(process.versions.sqlite)) return undefined;
  writer.exec('PRAGMA wal_autocheckpoint = 0');
  const ask = writer.prepare('PRAGMA wal_checkpoint(NOOP)');
  const takeOver = writer.prepare('PRAGMA wal_checkpoint(PASSIVE)');
  return async () => {
    try {
      const { log, checkpointed } = ask.get() as unknown as Log;
      if (log - checkpointed < mostPages) return;
      await giveWay();
      endReads();
      takeOver.get();
    } catch {
      // As after a commit: it is tried again after the next one, and a disk that fails is reported by what is written.
    }
  };
}

function tellsItsLog(version = '0'): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > 3 || (major === 3 && minor >= 51);
}
