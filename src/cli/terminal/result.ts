import { isObject } from '../../core/json.ts';
import { CommandFailure, exitCodes } from '../exit-codes.ts';
import { printable, printableLine, printableQuoted } from './printable.ts';
import type { TableColumn } from './table.ts';
import type { Terminal } from './terminal.ts';

export const outputFormats = ['table', 'wide', 'json', 'yaml', 'tsv'] as const;

export type OutputFormat = (typeof outputFormats)[number];

/** A column of a table, or a line of a single thing that is shown. */
export interface Column<T> extends TableColumn {
  readonly value: (row: T) => unknown;
}

/** Prints what a command found, once. */
export interface Result {
  /** `text` is shown to people instead of a table; without columns all values are shown. */
  print<T>(value: T | readonly T[], columns: readonly Column<T>[] | undefined, text?: string): Promise<void>;
}

export interface ResultOptions {
  readonly format: OutputFormat;
  /** A JMESPath expression (https://jmespath.site) that picks from the result. */
  readonly query: string | undefined;
}

export function createResult(terminal: Terminal, { format, query }: ResultOptions): Result {
  const forPeople = format === 'table' || format === 'wide';
  return {
    async print<T>(value: T | readonly T[], columns: readonly Column<T>[] | undefined, text?: string) {
      if (text !== undefined && forPeople && query === undefined) return terminal.write(printable(text));
      const picked = query === undefined ? bare(value) : await pick(bare(value), query);
      const chosen = query === undefined ? columns : undefined;
      switch (format) {
        case 'json':
          return terminal.write(`${jsonOf(picked)}\n`);
        case 'yaml':
          return terminal.write(await yamlOf(picked));
        case 'tsv': {
          const lines = tsv(picked, chosen);
          // A program gets each value as it is.
          return terminal.write(terminal.width === undefined ? lines : lines.replace(/[^\t\n]+/g, printableLine));
        }
        default:
          return terminal.write(await table(picked, chosen, terminal, format === 'wide' ? undefined : terminal.width));
      }
    },
  };
}

/** Without where the server says that it was read from. */
function bare(value: unknown): unknown {
  if (Array.isArray(value) || !isObject(value)) return value;
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

export function jsonOf(value: unknown): string {
  return printableQuoted(JSON.stringify(value, null, 2) ?? 'null');
}

async function yamlOf(value: unknown): Promise<string> {
  const { stringify } = await import('yaml');
  const plain = stringify(value, { aliasDuplicateObjects: false });
  if (printableQuoted(plain) === plain) return plain;
  // Only what is quoted can be escaped.
  return printableQuoted(stringify(value, { aliasDuplicateObjects: false, defaultStringType: 'QUOTE_DOUBLE' }));
}

type AnyColumn = Column<never>;

function cells(row: unknown, columns: readonly AnyColumn[] | undefined): unknown[] {
  if (columns) return columns.map((column) => column.value(row as never));
  if (Array.isArray(row)) return row;
  return isObject(row) ? Object.values(row) : [row];
}

/** One line for each row, tabs between its values; tab, newline and backslash inside a value are written `\t`, `\n`, `\\`. */
function tsv(value: unknown, columns: readonly AnyColumn[] | undefined): string {
  if (value === null || value === undefined) return '';
  const rows = Array.isArray(value) ? value : [value];
  const escaped = (cell: unknown) =>
    shown(cell).replace(/[\\\t\n\r]/g, (found) => ({ '\\': '\\\\', '\t': '\\t', '\n': '\\n' })[found] ?? '\\r');
  return rows.map((row) => `${cells(row, columns).map(escaped).join('\t')}\n`).join('');
}

async function table(
  value: unknown,
  columns: readonly AnyColumn[] | undefined,
  terminal: Terminal,
  width: number | undefined,
): Promise<string> {
  if (value === null || value === undefined) return '';
  const { renderRecord, renderTable } = await import('./table.ts');
  const heading = (text: string) => terminal.style('bold', text);
  const text = (cell: unknown) => printableLine(shown(cell));
  if (!Array.isArray(value)) {
    if (!isObject(value)) return `${text(value)}\n`;
    const titles = columns?.map(({ title }) => title) ?? Object.keys(value).map(printableLine);
    const values = cells(value, columns);
    return renderRecord(
      titles.map((title, index) => [heading(title), text(values[index])]),
      width,
    );
  }
  if (value.length === 0) {
    terminal.note('none');
    return '';
  }
  const first: unknown = value[0];
  const names = columns || !isObject(first) ? undefined : Object.keys(first);
  const rows = value.map((row) =>
    (names && isObject(row) ? names.map((name) => row[name]) : cells(row, columns)).map(text),
  );
  const titled = columns ?? names?.map((name) => ({ title: printableLine(name) }));
  const untitled = cells(first, undefined).map(() => ({ title: '' }));
  const rendered = renderTable(titled ?? untitled, rows, width, heading);
  if (rendered.leftOut.length > 0) terminal.note(`no room for: ${rendered.leftOut.join(', ')}; -o wide shows all`);
  return titled ? rendered.text : rendered.text.replace(/^\n/, '');
}

function shown(cell: unknown): string {
  if (cell === null || cell === undefined) return '';
  return typeof cell === 'object' ? JSON.stringify(cell) : String(cell);
}
