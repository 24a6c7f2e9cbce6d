import { parsedJson } from '../../core/json.ts';
import { CommandFailure, exitCodes } from '../exit-codes.ts';
import { decodeText } from './decode-text.ts';
import type { InventoryFile, InventoryRow } from './inventory-file.ts';
import type { DateOrder } from './local-date.ts';

/**
 * Reads an inventory: CSV as Intune, Excel, PowerShell or `assistd devices export` write it, JSON as Graph's list of devices or a
 * plain array, or JSON Lines; which of them it is shows in its text.
 * @throws CommandFailure
 */
export async function readInventory(bytes: Uint8Array, dates: DateOrder | undefined): Promise<InventoryFile> {
  const { text, guessed } = decodeText(bytes);
  const { rows, notes } = /^\s*[[{]/.test(text)
    ? { rows: readJson(text), notes: [] }
    : (await import('./read-csv.ts')).readCsv(text, dates);
  return {
    rows: withoutTwins(rows),
    notes: [
      ...(guessed ? [`The file does not say how its text is written; it was read as ${guessed}.`] : []),
      ...notes,
    ],
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
    if (record === undefined) throw unreadable(`line ${index + 1} is no JSON`);
    return [{ row: index + 1, record: objectOf(record, index + 1) }];
  });
}

function listIn(whole: unknown): unknown[] | undefined {
  const value = typeof whole === 'object' && whole !== null && 'value' in whole ? whole.value : undefined;
  return Array.isArray(value) ? value : undefined;
}

function objectOf(value: unknown, row: number): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  throw unreadable(`row ${row} is no JSON object`);
}

/** Of rows that mean the same device, which would win is chance: none of them is taken. */
function withoutTwins(rows: readonly InventoryRow[]): InventoryRow[] {
  const places = Map.groupBy(rows, deviceMeant);
  return rows.map((each) => {
    const meant = deviceMeant(each);
    const same = places.get(meant) ?? [];
    if (meant === undefined || same.length < 2) return each;
    const listed = new Intl.ListFormat('en').format(same.map(({ row }) => String(row)));
    return { ...each, reason: `rows ${listed} have ${meant}: keep one of them` };
  });
}

function deviceMeant({ record: { id, serialNumber } }: InventoryRow): string | undefined {
  if (id) return `the id ${JSON.stringify(String(id).toLowerCase())}`;
  return serialNumber ? `the serial number ${JSON.stringify(serialNumber)}` : undefined;
}

function unreadable(problem: string): CommandFailure {
  return new CommandFailure(
    exitCodes.usage,
    `the file cannot be read: ${problem}`,
    "It has to be CSV as Intune exports it, JSON as Graph's list of managedDevices gives it, or one JSON object on each line.",
  );
}
