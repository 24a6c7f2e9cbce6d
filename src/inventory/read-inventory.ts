import { isObject, parsedJson } from '../core/json.ts';
import { decodeText } from './decode-text.ts';
import { type InventoryFile, type InventoryRow, InventoryUnreadable } from './inventory-file.ts';
import type { DateOrder } from './local-date.ts';

/**
 * Reads an inventory: CSV as Intune, Excel, PowerShell or `assistd devices export` write it, JSON as Graph's list of devices or a
 * plain array, or JSON Lines; which of them it is shows in its text.
 * @throws InventoryUnreadable
 */
export async function readInventory(bytes: Uint8Array, dates: DateOrder | undefined): Promise<InventoryFile> {
  const { text, guessed } = decodeText(bytes);
  const { rows, notes } = /^\s*[[{]/.test(text)
    ? { rows: readJson(text), notes: [] }
    : (await import('./read-csv.ts')).readCsv(text, dates);
  return {
    rows: withoutTwins(rows),
    notes: [...(guessed ? [{ kind: 'guessed', encoding: guessed } as const] : []), ...notes],
  };
}

function readJson(content: string): InventoryRow[] {
  const whole = parsedJson(content);
  const list = Array.isArray(whole) ? whole : listIn(whole);
  if (list) return list.map((record, index) => ({ row: index + 1, record: objectOf(record, index + 1) }));
  if (whole !== undefined) return [{ row: 1, record: objectOf(whole, 1) }];
  return content.split('\n').flatMap((line, index) => {
    if (line.trim() === '') return [];
    const record = parsedJson(line);
    if (record === undefined) throw new InventoryUnreadable({ kind: 'noJson', line: index + 1 });
    return [{ row: index + 1, record: objectOf(record, index + 1) }];
  });
}

function listIn(whole: unknown): unknown[] | undefined {
  const value = isObject(whole) ? whole.value : undefined;
  return Array.isArray(value) ? value : undefined;
}

function objectOf(value: unknown, row: number): Readonly<Record<string, unknown>> {
  if (isObject(value)) return value;
  throw new InventoryUnreadable({ kind: 'noObject', row });
}

/** So many are named of the rows that mean one device: where a maker writes no serial number, thousands may have the same words for that. */
const mostNamed = 10;

/** Of rows that mean the same device, which would win is chance: none of them is taken. */
function withoutTwins(rows: readonly InventoryRow[]): InventoryRow[] {
  const places = Map.groupBy(rows, (row) => JSON.stringify(deviceMeant(row)));
  return rows.map((each) => {
    const meant = deviceMeant(each);
    const same = places.get(JSON.stringify(meant)) ?? [];
    if (meant === undefined || same.length < 2) return each;
    const named = same.slice(0, mostNamed).map(({ row }) => row);
    return { ...each, fault: { kind: 'twins', rows: named, others: same.length - named.length, ...meant } };
  });
}

function deviceMeant({ record: { id, serialNumber } }: InventoryRow) {
  if (id) return { property: 'id', value: String(id).toLowerCase() } as const;
  return serialNumber ? ({ property: 'serialNumber', value: String(serialNumber) } as const) : undefined;
}
