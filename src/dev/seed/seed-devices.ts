import { Failure } from '../../core/failure.ts';
import { derivedId } from '../../core/id.ts';
import { managedDevice } from '../../model/device/managed-device.ts';
import { messageOf } from '../../model/failures.ts';
import { decodeEntity } from '../../odata/body/decode.ts';
import type { Decoded } from '../../odata/body/decode-value.ts';

/** A device as it is imported: decoded, with its id. */
export type SeedDevice = Decoded & { readonly id: string; readonly deviceName: string };

const systems = [
  { operatingSystem: 'Windows', osVersion: '10.0.26100.2894', manufacturer: 'Dell Inc.', model: 'Latitude 5450' },
  { operatingSystem: 'Windows', osVersion: '10.0.22631.4751', manufacturer: 'HP', model: 'EliteBook 840 G11' },
  { operatingSystem: 'macOS', osVersion: '15.3', manufacturer: 'Apple', model: 'MacBook Air' },
  { operatingSystem: 'iOS', osVersion: '18.3', manufacturer: 'Apple', model: 'iPhone 15' },
  { operatingSystem: 'Android', osVersion: '15', manufacturer: 'Google', model: 'Pixel 9' },
] as const;

/** `count` devices of different kinds, the same in every run: `PC-0001`, `PC-0002` … */
export function numberedDevices(tenantId: string, count: number): SeedDevice[] {
  return Array.from({ length: count }, (_, index) => {
    const number = String(index + 1).padStart(4, '0');
    const deviceName = `PC-${number}`;
    const serialNumber = `SN${number}`;
    return { ...systems[index % systems.length], id: idOf(tenantId, deviceName), deviceName, serialNumber };
  });
}

/**
 * A device as Graph writes it; its id follows from its name where it has none.
 * @throws RangeError saying what is wrong with it
 */
export function readDevice(tenantId: string, written: Readonly<Record<string, unknown>>): SeedDevice {
  const { deviceName } = written;
  if (typeof deviceName !== 'string' || deviceName === '') throw new RangeError('deviceName: give the device a name');
  try {
    const body = { value: () => JSON.parse(JSON.stringify(written)), contentType: 'application/json' };
    const decoded = decodeEntity(body, managedDevice, 'beta', { keepsId: true });
    return { id: idOf(tenantId, deviceName), ...decoded, deviceName };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    throw new RangeError(messageOf(error));
  }
}

function idOf(tenantId: string, deviceName: string): string {
  return derivedId('device', tenantId, deviceName);
}
