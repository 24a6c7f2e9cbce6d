import { CommandFailure, exitCodes } from '../exit-codes.ts';
import { printable } from './printable.ts';
import type { Terminal } from './terminal.ts';

export const outputFormats = ['table', 'json', 'yaml', 'tsv'] as const;

export type OutputFormat = (typeof outputFormats)[number];

/** A column of a table, or a line of a single thing that is shown. */
export interface Column<T> {
  readonly title: string;
  readonly value: (row: T) => unknown;
}

/** Prints what a command found, once. */
export interface Result {
  /** `text` is shown to people instead of a table. */
  print<T>(value: T | readonly T[], columns: readonly Column<T>[], text?: string): Promise<void>;
}

export interface ResultOptions {
  readonly format: OutputFormat;
  /** A JMESPath expression (https://jmespath.site) that picks from the result. */
  readonly query: string | undefined;
}

export function createResult(terminal: Terminal, { format, query }: ResultOptions): Result {
  return {
    async print<T>(value: T | readonly T[], columns: readonly Column<T>[], text?: string) {
      if (text !== undefined && format === 'table' && query === undefined) return terminal.write(text);
      const picked = query === undefined ? bare(value) : await pick(bare(value), query);
      switch (format) {
        case 'json':
          return terminal.write(`${jsonOf(picked)}\n`);
        case 'yaml': {
          const { stringify } = await import('yaml');
          return terminal.write(stringify(picked, { aliasDuplicateObjects: false }));
        }
        case 'tsv':
          return terminal.write(tsv(picked, query === undefined ? columns : undefined));
        case 'table':
          return terminal.write(await table(picked, query === undefined ? columns : undefined, terminal));
      }
    },
  };
}

/** Without where the server says that it was read from. */
function bare(value: unknown): unknown {
  if (Array.isArray(value) || !isRecord(value)) return value;
  const { '@odata.context': _, ...rest } = value;
  return rest;
}

async function pick(value: unknown, query: string): Promise<unknown> {
  const { search } = await import('@jmespath-community/jmespath');
  try {
    return search(value as Parameters<typeof search>[0], query);
  } catch (error) {
    throw new CommandFailure(exitCodes.usage, `--query: ${(error as Error).message}`, 'See https://jmespath.site.');
  }
}

/** JSON that a terminal shows as it is: DEL and the C1 controls, which JSON leaves alone, are escaped as well. */
function jsonOf(value: unknown): string {
  return (JSON.stringify(value, null, 2) ?? 'null').replace(
    /[\u007f-\u009f]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

type AnyColumn = Column<never>;

function cells(row: unknown, columns: readonly AnyColumn[] | undefined): unknown[] {
  if (columns) return columns.map((column) => column.value(row as never));
  if (Array.isArray(row)) return row;
  return isRecord(row) ? Object.values(row) : [row];
}

/** One line for each row, tabs between its values; tab, newline and backslash inside a value are written `\t`, `\n`, `\\`. */
function tsv(value: unknown, columns: readonly AnyColumn[] | undefined): string {
  if (value === null || value === undefined) return '';
  const rows = Array.isArray(value) ? value : [value];
  const escaped = (cell: unknown) =>
    shown(cell).replace(/[\\\t\n\r]/g, (found) => ({ '\\': '\\\\', '\t': '\\t', '\n': '\\n' })[found] ?? '\\r');
  return rows.map((row) => `${cells(row, columns).map(escaped).join('\t')}\n`).join('');
}

async function table(value: unknown, columns: readonly AnyColumn[] | undefined, terminal: Terminal): Promise<string> {
  if (value === null || value === undefined) return '';
  const { renderTable } = await import('./table.ts');
  const heading = (text: string) => terminal.style('bold', text);
  const text = (cell: unknown) => printable(shown(cell));
  if (!Array.isArray(value)) {
    if (!isRecord(value)) return `${text(value)}\n`;
    const titles = columns?.map(({ title }) => title) ?? Object.keys(value);
    const values = cells(value, columns);
    const lines = titles.map((title, index) => [heading(title), text(values[index])]);
    return renderTable(['', ''], lines, terminal.width, () => '').replace(/^\n/, '');
  }
  const first: unknown = value[0];
  const titles =
    columns?.map(({ title }) => title) ??
    (isRecord(first) ? Object.keys(first) : cells(first, undefined).map(() => ''));
  if (value.length === 0) {
    terminal.note('none');
    return '';
  }
  const rows = value.map((row) =>
    (columns || !isRecord(row) ? cells(row, columns) : titles.map((title) => row[title])).map(text),
  );
  const rendered = renderTable(titles, rows, terminal.width, heading);
  return titles.every((title) => title === '') ? rendered.replace(/^\n/, '') : rendered;
}

function shown(cell: unknown): string {
  if (cell === null || cell === undefined) return '';
  return typeof cell === 'object' ? JSON.stringify(cell) : String(cell);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
