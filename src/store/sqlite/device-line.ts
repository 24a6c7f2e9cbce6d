import type { DatabaseSync } from 'node:sqlite';
import { deviceLineColumns, deviceLines } from '../table/device-texts.ts';

/** Gives SQLite what a device's line of the index of texts is made by: `device_line(tenant_id, …)`, with the columns of `deviceLineColumns`. */
export function registerDeviceLine(database: DatabaseSync): void {
  const settings = { deterministic: true, directOnly: true, varargs: true };
  database.function('device_line', settings, (tenantId, ...values) => {
    const cells = Object.fromEntries(deviceLineColumns.map((name, index) => [name, values[index]]));
    return deviceLines(String(tenantId))(cells);
  });
}
