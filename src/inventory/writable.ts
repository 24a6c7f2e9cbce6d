import type { Property } from '../edm/type.ts';
import { managedDevice } from '../model/managed-device.ts';

/** The properties of a device that a client may set, by name. */
export const writable: ReadonlyMap<string, Property> = new Map(
  Object.entries(managedDevice.properties).filter(([, { readOnly }]) => !readOnly),
);
