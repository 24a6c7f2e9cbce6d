import { checkRecord } from '../../../src/inventory/check-record.ts';
import type { InventoryNote, RowFault } from '../../../src/inventory/inventory-file.ts';
import type { DateOrder } from '../../../src/inventory/local-date.ts';
import { readInventory } from '../../../src/inventory/read-inventory.ts';
import type { CheckedRow } from '../../../src/inventory/send-inventory.ts';

/** A row of the file, by a name that people know the device by. */
export interface PreviewRow {
  readonly row: number;
  readonly name: string;
  readonly fault?: RowFault;
}

/** What a file would do, before anything is sent. */
export interface Preview {
  readonly rows: readonly PreviewRow[];
  /** What can be sent. */
  readonly ready: readonly CheckedRow[];
  /** The properties that some row has a value for, by their names in Graph. */
  readonly properties: readonly string[];
  readonly notes: readonly InventoryNote[];
}

/** @throws InventoryUnreadable */
export async function previewOf(bytes: Uint8Array, dates: DateOrder | undefined): Promise<Preview> {
  const { rows, notes } = await readInventory(bytes, dates);
  const ready: CheckedRow[] = [];
  const properties = new Set<string>();
  const shown = rows.map(({ row, record, fault }): PreviewRow => {
    const name = String(record.deviceName ?? record.serialNumber ?? record.id ?? '');
    const checked = fault ? { fault } : checkRecord(record);
    if ('fault' in checked) return { row, name, fault: checked.fault };
    for (const property of Object.keys(checked.wanted)) properties.add(property);
    ready.push({ row, wanted: checked.wanted });
    return { row, name };
  });
  return { rows: shown, ready, properties: [...properties], notes };
}
