import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { finished } from 'node:stream/promises';
import type { Option } from '../described.ts';
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

type Write = (text: string) => Promise<void>;

/** Writes items as they come, so that a large collection needs little memory. A file is whole, or it is not there. Returns how many. */
export async function writeExport(
  items: AsyncIterable<object>,
  { file, format }: ExportOptions,
  terminal: Terminal,
): Promise<number> {
  if (file === undefined) return writers[format](items, terminal.write);
  const beside = `${file}.part`;
  const stream = createWriteStream(beside, { mode: 0o600 });
  try {
    const write: Write = (text) =>
      new Promise((resolve, reject) => void stream.write(text, (error) => (error ? reject(error) : resolve())));
    const count = await writers[format](items, write);
    stream.end();
    await finished(stream);
    await rename(beside, file);
    return count;
  } catch (error) {
    stream.destroy();
    await rm(beside, { force: true });
    throw error;
  }
}

const writers: Record<ExportOptions['format'], (items: AsyncIterable<object>, write: Write) => Promise<number>> = {
  async jsonl(items, write) {
    let count = 0;
    for await (const item of items) {
      await write(`${JSON.stringify(item)}\n`);
      count += 1;
    }
    return count;
  },
  async json(items, write) {
    let count = 0;
    for await (const item of items) {
      await write(`${count === 0 ? '[' : ','}\n${JSON.stringify(item)}`);
      count += 1;
    }
    await write(count === 0 ? '[]\n' : '\n]\n');
    return count;
  },
  /** The columns are those of the first item; what is no plain value stands as JSON. */
  async csv(items, write) {
    const { stringify } = await import('csv-stringify/sync');
    let columns: string[] | undefined;
    let count = 0;
    for await (const item of items) {
      const row = new Map(Object.entries(item));
      columns ??= [...row.keys()].filter((name) => !name.startsWith('@'));
      if (count === 0) await write(stringify([columns]));
      await write(stringify([columns.map((name) => cellOf(row.get(name)))]));
      count += 1;
    }
    return count;
  },
};

function cellOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
