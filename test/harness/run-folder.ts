import { existsSync, mkdtempSync, readdirSync, rmSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import { isRunning } from './processes.ts';

/** The file system in memory that Linux has. */
const memory = '/dev/shm';

/** Several times what all databases of a run take at once. */
const enoughBytes = 4 * 2 ** 30;

/**
 * A folder for the files of a PostgreSQL server, for as long as it runs: in memory where there is enough of it, or else in `home`. Nearly every
 * suite has a copy of a database, of 440 files, and in memory that takes a tenth of the processor time.
 */
export function makeRunFolder(home: string): string {
  const hasRoom = existsSync(memory) && bytesLeft(memory) > enoughBytes && process.availableMemory() > enoughBytes;
  if (!hasRoom) return mkdtempSync(join(home, 'run-'));
  const ours = `assistd-test-postgres-${process.getuid?.() ?? 0}-`;
  // A process that was killed leaves its folder, which nobody else takes out of the memory.
  for (const name of readdirSync(memory)) {
    if (name.startsWith(ours) && !isRunning(name.slice(ours.length).split('-')[0] ?? ''))
      rmSync(join(memory, name), { recursive: true, force: true });
  }
  return mkdtempSync(join(memory, `${ours}${process.pid}-`));
}

function bytesLeft(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}
