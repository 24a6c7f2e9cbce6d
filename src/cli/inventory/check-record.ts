import type { Json } from '../../client/graph.ts';
import { messageOf } from '../../model/failures.ts';
import { managedDevice } from '../../model/managed-device.ts';
import { decodeEntity } from '../../odata/decode.ts';

const settable = new Map(
  Object.entries(managedDevice.properties)
    .filter(([, { readOnly }]) => !readOnly)
    .map(([name, property]) => [name, property]),
);

const contentType = 'application/json';

/** What of a record a client may set, or why a server would refuse it: the same check, made before it is sent. */
export function checkRecord(record: Readonly<Record<string, unknown>>): { wanted: Json } | { reason: string } {
  const wanted = Object.fromEntries(Object.entries(record).filter(([name, value]) => isSaid(name, value)));
  if (!wanted.id && !wanted.serialNumber) {
    return { reason: 'it has neither an id nor a serial number, so no device is meant' };
  }
  try {
    const bytes = Buffer.from(JSON.stringify(wanted));
    const body = { bytes, contentType, limitBytes: bytes.length };
    decodeEntity(body, managedDevice, 'v1.0', { keepsId: true });
    return { wanted };
  } catch (error) {
    return { reason: messageOf(error) };
  }
}

/** Graph's list says null or 0 of what it gives only on request: that is no value. Newer properties of Microsoft's are left out. */
function isSaid(name: string, value: unknown): boolean {
  if (name === 'id') return value !== null && value !== '';
  const property = settable.get(name);
  return property !== undefined && !(property.selectOnly && (value === null || value === 0));
}
