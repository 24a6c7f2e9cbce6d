import type { Json } from '../client/graph.ts';
import { managedDevice } from '../model/device/managed-device.ts';
import { messageOf } from '../model/failures.ts';
import { writable } from '../model/writable.ts';
import { decodeEntityValue } from '../odata/body/decode-value.ts';
import type { RowFault } from './inventory-file.ts';

/** What of a record a client may set, or why a server would refuse it: the same check, made before it is sent. */
export function checkRecord(record: Readonly<Record<string, unknown>>): { wanted: Json } | { fault: RowFault } {
  const wanted = Object.fromEntries(Object.entries(record).filter(([name, value]) => isSaid(name, value)));
  if (!wanted.id && !wanted.serialNumber) return { fault: { kind: 'nobody' } };
  try {
    decodeEntityValue(wanted, managedDevice, { version: 'v1.0' }, { keepsId: true });
    return { wanted };
  } catch (error) {
    return { fault: { kind: 'refused', reason: messageOf(error) } };
  }
}

/** Graph's list says null or 0 of what it gives only on request: that is no value. Newer properties of Microsoft's are left out. */
function isSaid(name: string, value: unknown): boolean {
  if (name === 'id') return value !== null && value !== '';
  const property = writable.managedDevice.get(name);
  return property !== undefined && !(property.selectOnly && (value === null || value === 0));
}
