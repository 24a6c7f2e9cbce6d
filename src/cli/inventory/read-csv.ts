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
  const rules = headings.map(columnRule);
  const named = new Set(rules.map((rule) => rule?.property));
  if (!named.has('id') && !named.has('serialNumber')) {
    throw new CommandFailure(
      exitCodes.usage,
      'the file has neither a column "Device ID" nor "Serial number", so no device is meant',
      `Its columns are: ${headings.map((name) => JSON.stringify(name)).join(', ')}`,
    );
  }
  const rounded: string[] = [];
  const rows = lines.map(({ record: cells, info }): InventoryRow => {
    let reason: string | undefined;
    const values = rules.flatMap((rule, index) => {
      const cell = cells[index] ?? '';
      const fault = rule && spoilt(rule, cell, dates);
      if (fault === 'rounded') rounded.push(`row ${info.lines} ${headings[index]} ${cell.trim()}`);
      if (fault === 'localDate') reason ??= ambiguous(headings[index] ?? '', cell);
      const value = rule && !fault ? cellValue(rule, cell, dates) : undefined;
      return rule && value !== undefined ? [[rule.property, value] as const] : [];
    });
    return { row: info.lines, record: Object.fromEntries(values), reason };
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
    }) as unknown as Line[];
  } catch (error) {
    throw new CommandFailure(exitCodes.usage, `the file cannot be read: ${(error as Error).message}`);
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

function ambiguous(heading: string, cell: string): string {
  return `${heading} ${JSON.stringify(cell.trim())} can be read in several ways: say how dates are written with --dates ${dateOrders.join(', ')}`;
}

function ignoredNote(ignored: readonly string[]): string[] {
  return ignored.length === 0 ? [] : [`These columns are not taken over: ${ignored.join(', ')}`];
}

const shownAtMost = 10;

function roundedNote(rounded: readonly string[]): string[] {
  if (rounded.length === 0) return [];
  const more = rounded.length > shownAtMost ? ` and ${rounded.length - shownAtMost} more` : '';
  return [
    `A spreadsheet rounded these numbers; they are not taken over: ${rounded.slice(0, shownAtMost).join(', ')}${more}`,
  ];
}
