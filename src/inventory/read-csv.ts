import { parse } from 'csv-parse/sync';
import { cellValue, columnRule, spoilt } from './intune-columns.ts';
import {
  type Cell,
  type InventoryFile,
  type InventoryRow,
  InventoryUnreadable,
  type RowFault,
} from './inventory-file.ts';
import type { DateOrder } from './local-date.ts';

/** A line as the parser gives it, with the line of the file that it ends at. */
interface Line {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

/** Reads CSV with headings as Intune's export or Graph name them. @throws InventoryUnreadable */
export function readCsv(text: string, dates: DateOrder | undefined): InventoryFile {
  const [heading, ...lines] = linesOf(text);
  if (!heading) throw new InventoryUnreadable({ kind: 'empty' });
  const headings = heading.record;
  const rules = headings.map(columnRule);
  const named = new Set(rules.map((rule) => rule?.property));
  if (!named.has('id') && !named.has('serialNumber')) {
    throw new InventoryUnreadable({ kind: 'noKeyColumn', columns: headings });
  }
  const rounded: Cell[] = [];
  const rows = lines.map(({ record: cells, info }): InventoryRow => {
    const values = new Map<string, { value: unknown; heading: string }>();
    // A comma in a value that nobody put in quotes moves everything behind it one column on.
    let fault: RowFault | undefined = cells.slice(headings.length).some((cell) => cell.trim() !== '')
      ? { kind: 'tooManyCells', cells: cells.length, headings: headings.length }
      : undefined;
    for (const [index, rule] of rules.entries()) {
      const cell = cells[index] ?? '';
      const column = headings[index] ?? '';
      const spoils = rule && spoilt(rule, cell, dates);
      if (spoils === 'rounded') rounded.push({ row: info.lines, column, cell: cell.trim() });
      if (spoils === 'localDate') fault ??= { kind: 'localDate', column, cell: cell.trim() };
      const value = rule && !spoils ? cellValue(rule, cell, dates) : undefined;
      if (!rule || value === undefined) continue;
      const other = values.get(rule.property);
      if (other && JSON.stringify(other.value) !== JSON.stringify(value)) {
        fault ??= { kind: 'contradicting', property: rule.property, columns: [other.heading, column] };
      }
      values.set(rule.property, { value, heading: column });
    }
    const record = Object.fromEntries([...values].map(([property, { value }]) => [property, value]));
    return { row: info.lines, record, fault };
  });
  const ignored = headings.filter((_, index) => !rules[index]);
  return {
    rows,
    notes: [
      ...(ignored.length > 0 ? [{ kind: 'ignored', columns: ignored } as const] : []),
      ...(rounded.length > 0 ? [{ kind: 'rounded', cells: rounded } as const] : []),
    ],
  };
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
    const tooLong = (error as { code?: string }).code === 'CSV_MAX_RECORD_SIZE';
    throw new InventoryUnreadable(
      tooLong ? { kind: 'longLine', characters: longestLine } : { kind: 'noCsv', problem: (error as Error).message },
      { cause: error },
    );
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
