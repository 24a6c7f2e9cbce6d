import { databaseUnavailable } from '../unavailable.ts';

/** What is wrong with the files of a database, and what to check, by SQLite's primary result code (https://sqlite.org/rescode.html). */
const troubles: Readonly<Record<number, string>> = {
  7: 'memory is used up: give the process more',
  8: 'it cannot be written: check the rights of its folder, and whether the file system is mounted read-only',
  10: 'reading or writing its files failed: check the disk and its file system',
  11: 'its file is damaged: stop the service, keep the folder, and restore a backup',
  13: 'the disk is full: make room',
  14: 'one of its files cannot be opened: check the folder, its rights, and the limit of open files',
  26: 'its file is damaged, and no database any more: stop the service, keep the folder, and restore a backup',
};

/** SQLite's primary result code; the extended ones have it in their low byte. */
export function sqliteCode(error: unknown): number | undefined {
  return error instanceof Error && 'errcode' in error ? Number(error.errcode) & 0xff : undefined;
}

/** What is wrong with the files, in words; `undefined` for an error that is not about them. */
export function troubleOf(error: unknown): string | undefined {
  const code = sqliteCode(error);
  const trouble = code === undefined ? undefined : troubles[code];
  return trouble && `${trouble} (SQLite: ${(error as Error).message})`;
}

/** The failure to tell callers, for errors that come from the files and not from a statement. */
export function asTrouble(error: unknown): Error | undefined {
  const trouble = troubleOf(error);
  return trouble === undefined ? undefined : databaseUnavailable(trouble, error);
}
