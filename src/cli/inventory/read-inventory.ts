import { CommandFailure, exitCodes } from '../exit-codes.ts';
import { cellValue, columnRule } from './intune-columns.ts';

/** One device as a file describes it. */
export interface InventoryRow {
  /** Where it stands: the line of a CSV or JSON Lines file, the place in a JSON array; from 1. */
  readonly row: number;
  readonly record: Readonly<Record<string, unknown>>;
}

export interface InventoryFile {
  readonly rows: readonly InventoryRow[];
  /** Columns of which nothing is taken. */
  readonly ignored: readonly string[];
}

/**
 * Reads an inventory: CSV as Intune's export or `assistd devices export` writes it, JSON as Graph's list of devices or a plain
 * array, or JSON Lines; which of them it is shows in its text.
 * @throws CommandFailure
 */
export async function readInventory(text: string): Promise<InventoryFile> {
  const content = text.replace(/^\uFEFF/, '');
  if (/^\s*[[{]/.test(content)) return { rows: readJson(content), ignored: [] };
  return readCsv(content);
}

function readJson(content: string): InventoryRow[] {
  const whole = parse(content);
  const list = Array.isArray(whole) ? whole : listIn(whole);
  if (list) return list.map((record, index) => ({ row: index + 1, record: objectOf(record, index + 1) }));
  if (whole !== undefined) return [{ row: 1, record: objectOf(whole, 1) }];
  return content.split('\n').flatMap((line, index) => {
    if (line.trim() === '') return [];
    const record = parse(line);
    if (record === undefined) throw unreadable(`line ${index + 1} is no JSON`);
    return [{ row: index + 1, record: objectOf(record, index + 1) }];
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function listIn(whole: unknown): unknown[] | undefined {
  const value = typeof whole === 'object' && whole !== null && 'value' in whole ? whole.value : undefined;
  return Array.isArray(value) ? value : undefined;
}

function objectOf(value: unknown, row: number): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  throw unreadable(`row ${row} is no JSON object`);
}

async function readCsv(content: string): Promise<InventoryFile> {
  const { parse: parseCsv } = await import('csv-parse/sync');
  let table: { record: string[]; info: { lines: number } }[];
  try {
    table = parseCsv(content, {
      delimiter: delimiterOf(content),
      info: true,
      skip_empty_lines: true,
      relax_column_count: true,
    }) as unknown as typeof table;
  } catch (error) {
    throw unreadable((error as Error).message);
  }
  const [heading, ...lines] = table;
  const headings = heading?.record ?? [];
  const rules = headings.map(columnRule);
  const named = new Set(rules.map((rule) => rule?.property));
  if (!named.has('id') && !named.has('serialNumber')) {
    throw unreadable('it has neither a column "Device ID" nor "Serial number", so no device is meant');
  }
  const rows = lines.map(({ record: cells, info }) => {
    const values = rules.flatMap((rule, index) => {
      const value = rule && cellValue(rule, cells[index] ?? '');
      return rule && value !== undefined ? [[rule.property, value] as const] : [];
    });
    return { row: info.lines, record: Object.fromEntries(values) };
  });
  return { rows, ignored: headings.filter((_, index) => !rules[index]) };
}

/** Spreadsheets write a semicolon where the comma is the decimal sign, and some a tab. */
function delimiterOf(content: string): string {
  const heading = content.slice(0, Math.max(0, content.search(/\r|\n|$/)));
  const count = (sign: string) => heading.split(sign).length;
  return [',', ';', '\t'].reduce((best, sign) => (count(sign) > count(best) ? sign : best));
}

function unreadable(problem: string): CommandFailure {
  return new CommandFailure(
    exitCodes.usage,
    `the file cannot be read: ${problem}`,
    "It has to be CSV as Intune exports it, JSON as Graph's list of managedDevices gives it, or one JSON object on each line.",
  );
}
