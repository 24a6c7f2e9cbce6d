import { statSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { byteOrderMark, csvLine } from '../../client/spreadsheet-cell.ts';
import { beside } from '../../core/beside.ts';
import type { Option } from '../described.ts';
import { writing } from '../named-file.ts';
import { jsonLine } from './printable.ts';
import type { Terminal } from './terminal.ts';

export const exportFormats = ['csv', 'json', 'jsonl'] as const;

/** Where an export goes. */
export const exportOptions = {
  file: { kind: 'text', short: 'f', value: 'FILE', description: 'Where to write it; else standard output.' },
} as const satisfies Record<string, Option>;

export interface ExportOptions {
  readonly file: string | undefined;
  readonly format: (typeof exportFormats)[number];
}

type Write = (text: string) => Promise<unknown>;

/**
 * Writes items as they come, so that a large collection needs little memory. A file is whole, or it is not there. Returns how many.
 * @throws CommandFailure where the file cannot be written
 */
export async function writeExport(
  items: AsyncIterable<object>,
  { file, format }: ExportOptions,
  terminal: Terminal,
): Promise<number> {
  if (file === undefined) return writers[format](items, terminal.write);
  // A pipe or a device is written into, where a file of its name would take its place.
  const isPlain = statSync(file, { throwIfNoEntry: false })?.isFile() ?? true;
  const aside = isPlain ? beside(file) : file;
  await using stack = new AsyncDisposableStack();
  // Before anything is asked for, so that a name that cannot be written is told at once.
  const handle = await writing(file, () => open(aside, 'w', 0o600));
  if (isPlain) stack.defer(() => rm(aside, { force: true }));
  stack.use(handle);
  // What opens a file by its name, as Excel does, takes it for UTF-8 only with the mark; what reads a pipe would stumble over it.
  const append = (text: string) => writing(file, () => handle.appendFile(text));
  if (format === 'csv' && isPlain) await append(byteOrderMark);
  const count = await writers[format](items, append);
  // Windows renames no file that is open.
  await handle.close();
  if (isPlain) await writing(file, () => rename(aside, file));
  return count;
}

const writers: Record<ExportOptions['format'], (items: AsyncIterable<object>, write: Write) => Promise<number>> = {
  async jsonl(items, write) {
    let count = 0;
    for await (const item of items) {
      await write(jsonLine(item));
      count += 1;
    }
    return count;
  },
  async json(items, write) {
    let count = 0;
    for await (const item of items) {
      await write(`${count === 0 ? '[' : ','}\n${jsonLine(item).trimEnd()}`);
      count += 1;
    }
    await write(count === 0 ? '[]\n' : '\n]\n');
    return count;
  },
  /** The columns are those of the first item. */
  async csv(items, write) {
    let columns: string[] | undefined;
    let count = 0;
    for await (const item of items) {
      const row = new Map<string, unknown>(Object.entries(item));
      columns ??= [...row.keys()].filter((name) => !name.startsWith('@'));
      if (count === 0) await write(csvLine(columns));
      await write(csvLine(columns.map((name) => row.get(name))));
      count += 1;
    }
    return count;
  },
};
