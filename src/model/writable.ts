import type { EntityType, Property } from '../edm/type.ts';
import { managedDevice } from './device/managed-device.ts';
import { tenant } from './tenant.ts';

/** The properties that a client may set, by name: what an inventory brings, and what a form asks for. */
export const writable = { managedDevice: writableOf(managedDevice), tenant: writableOf(tenant) } as const;

function writableOf({ properties }: EntityType): ReadonlyMap<string, Property> {
  return new Map(Object.entries(properties).filter(([, { readOnly }]) => !readOnly));
}
