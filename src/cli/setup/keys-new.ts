import { randomBytes } from 'node:crypto';
import { statSync } from 'node:fs';
import { writeWhole } from '../../core/private-file.ts';
import { command } from '../command.ts';
import { CommandFailure, exitCodes } from '../exit-codes.ts';
import { readText, writing } from '../named-file.ts';

export const keysNew = command({
  name: 'keys new',
  summary: 'Make a key for masterKeys or auditKeys.',
  description:
    'Prints it as the settings take it, or with --file puts it above the keys of a file that only you can read: the first key is the one that seals, the others still open.',
  options: {
    id: { kind: 'text', value: 'ID', description: 'What the key is called; else the date of today.' },
    file: { kind: 'text', value: 'FILE', description: 'The file of the keys, which is made where there is none.' },
  },
  examples: [
    { line: 'assistd keys new --file master.keys', does: 'Before the first start, and again to rotate.' },
    { line: 'assistd keys new --id k2', does: 'For a secret store.' },
  ],
  async run({ terminal }, { options: { id = today(), file } }) {
    if (!/^[A-Za-z0-9._-]{1,64}$/.test(id)) {
      throw new CommandFailure(exitCodes.usage, `--id must be 1 to 64 letters, digits, ".", "_" or "-", not ${id}`);
    }
    if (file === undefined) await terminal.write(keyLine(id));
    else await addKey(file, id);
    if (file !== undefined)
      terminal.note(`${file} begins with the key ${id} now. Keep it as safe as the database, and apart.`);
  },
});

/** Puts a new key above those of a file. @throws CommandFailure where one of that id is there, or it is no file */
export async function addKey(file: string, id: string): Promise<void> {
  const found = statSync(file, { throwIfNoEntry: false });
  // A file would take the place of a device, as of /dev/stdout.
  if (found && !found.isFile()) throw new CommandFailure(exitCodes.usage, `${file} is no file: name another`);
  const kept = found ? await readText(file) : '';
  if (kept.split(/[\s,]+/).some((line) => line.startsWith(`${id}:`))) {
    throw new CommandFailure(exitCodes.usage, `${file} has a key ${id}: name another with --id`);
  }
  await writing(file, () => writeWhole(file, keyLine(id) + kept));
}

/** The name of a key that is made today. */
export function today(): string {
  return new Date().toISOString().slice(0, 10);
}

function keyLine(id: string): string {
  return `${id}:${randomBytes(32).toString('base64')}\n`;
}
