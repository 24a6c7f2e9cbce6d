import { isDeepStrictEqual } from 'node:util';
import { parse } from 'csv-parse/sync';
import { CommandFailure, exitCodes } from '../exit-codes.ts';
import { cellValue, columnRule, spoilt } from './intune-columns.ts';
import type { InventoryFile, InventoryRow } from './inventory-file.ts';
import { type DateOrder, dateOrders } from './local-date.ts';

/** A line as the parser gives it, with the line of the file that it ends at. */
interface Line {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

/** Reads CSV with headings as Intune's export or Graph name them. @throws CommandFailure */
export function readCsv(text: string, dates: DateOrder | undefined): InventoryFile {
  const [heading, ...lines] = linesOf(text);
  const headings = heading?.record ?? [];
  if (!heading) throw new CommandFailure(exitCodes.usage, 'the file is empty');
  const rules = headings.map(columnRule);
  const named = new Set(rules.map((rule) => rule?.property));
  if (!named.has('id') && !named.has('serialNumber')) {
    throw new CommandFailure(
      exitCodes.usage,
      'the file has neither a column "Device ID" nor "Serial number", so no device is meant',
      `Its columns are: ${firstOf(headings.map((name) => JSON.stringify(name.slice(0, longestShown))))}`,
    );
  }
  const rounded: string[] = [];
  const rows = lines.map(({ record: cells, info }): InventoryRow => {
    const values = new Map<string, { value: unknown; heading: string }>();
    // A comma in a value that nobody put in quotes moves everything behind it one column on.
    let reason = cells.slice(headings.length).some((cell) => cell.trim() !== '')
      ? `it has ${cells.length} cells under ${headings.length} headings; put a value with the delimiter in it between double quotes`
      : undefined;
    for (const [index, rule] of rules.entries()) {
      const cell = cells[index] ?? '';
      const fault = rule && spoilt(rule, cell, dates);
      if (fault === 'rounded') rounded.push(`row ${info.lines} ${headings[index]} ${cell.trim()}`);
      if (fault === 'localDate') reason ??= ambiguous(headings[index] ?? '', cell);
      const value = rule && !fault ? cellValue(rule, cell, dates) : undefined;
      if (!rule || value === undefined) continue;
      const other = values.get(rule.property);
      const column = headings[index] ?? '';
      if (other && !isDeepStrictEqual(other.value, value))
        reason ??= contradicting(rule.property, other.heading, column);
      values.set(rule.property, { value, heading: column });
    }
    const record = Object.fromEntries([...values].map(([property, { value }]) => [property, value]));
    return { row: info.lines, record, reason };
  });
  return { rows, notes: [...ignoredNote(headings.filter((_, index) => !rules[index])), ...roundedNote(rounded)] };
}

function linesOf(text: string): Line[] {
  const { content, delimiter } = withoutPrologue(text);
  try {
    return parse(content, {
      delimiter: delimiter ?? delimiterOf(content),
      info: true,
      skip_empty_lines: true,
      // Excel keeps lines of commas where rows were emptied.
      skip_records_with_empty_values: true,
      relax_column_count: true,
      max_record_size: longestLine,
    }) as unknown as Line[];
  } catch (error) {
    const problem =
      (error as { code?: string }).code === 'CSV_MAX_RECORD_SIZE'
        ? `a line is longer than ${longestLine} characters, so it is no list of devices`
        : (error as Error).message;
    throw new CommandFailure(exitCodes.usage, `the file cannot be read: ${problem}`);
  }
}

/** PowerShell's Export-Csv begins with the type of what it wrote, some spreadsheets with the delimiter; lines keep their numbers. */
function withoutPrologue(text: string): { content: string; delimiter: string | undefined } {
  const [, before = '', delimiter] = /^((?:#TYPE [^\r\n]*\r?\n)?(?:"?sep=([^\r\n])"?\r?\n)?)/i.exec(text) ?? [];
  return { content: before.replaceAll(/[^\r\n]/g, '') + text.slice(before.length), delimiter };
}

/** Spreadsheets write a semicolon where the comma is the decimal sign, and some a tab. */
function delimiterOf(content: string): string {
  const heading = /[^\r\n]+/.exec(content)?.[0] ?? '';
  const count = (sign: string) => heading.split(sign).length;
  return [',', ';', '\t'].reduce((best, sign) => (count(sign) > count(best) ? sign : best));
}

/** Characters in a line, line breaks between quotes included: far more than a device with all its properties has. */
const longestLine = 262_144;

/** Characters of a heading that are shown. */
const longestShown = 60;

function contradicting(property: string, one: string, other: string): string {
  return `the columns ${JSON.stringify(one)} and ${JSON.stringify(other)} say different things of ${property}; keep one of them`;
}

function ambiguous(heading: string, cell: string): string {
  return `${heading} ${JSON.stringify(cell.trim())} can be read in several ways: say how dates are written with --dates ${dateOrders.join(', ')}`;
}

function ignoredNote(ignored: readonly string[]): string[] {
  return ignored.length === 0 ? [] : [`These columns are not taken over: ${ignored.join(', ')}`];
}

function roundedNote(rounded: readonly string[]): string[] {
  if (rounded.length === 0) return [];
  return [`A spreadsheet rounded these numbers; they are not taken over: ${firstOf(rounded)}`];
}

const shownAtMost = 10;

function firstOf(all: readonly string[]): string {
  const more = all.length > shownAtMost ? ` and ${all.length - shownAtMost} more` : '';
  return `${all.slice(0, shownAtMost).join(', ')}${more}`;
}
