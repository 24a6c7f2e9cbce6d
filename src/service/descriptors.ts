import { closeSync, openSync } from 'node:fs';

/**
 * Whether the process may open one more file or connection.
 * @throws Error with what to do about it
 */
export async function demandDescriptor(): Promise<void> {
  try {
    closeSync(openSync(import.meta.filename, 'r'));
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code !== 'EMFILE' && code !== 'ENFILE') return;
    const problem = 'no more files and connections can be opened: raise LimitNOFILE, or ulimit -n';
    throw new Error(`${problem} (${code})`, { cause });
  }
}
