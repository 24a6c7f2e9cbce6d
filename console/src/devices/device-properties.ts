import { writable } from '../../../src/model/writable.ts';
import { type FormProperty, formProperties } from '../elements/form/form-field.tsx';
import type { Text } from '../text/en.ts';

/** What of a device can be filled in: first what a help desk looks for, then all else by its name in Graph. */
export function deviceProperties({ devices: text }: Text): {
  readonly properties: readonly FormProperty[];
  readonly more: readonly FormProperty[];
} {
  const asked = [
    { name: 'deviceName', label: text.name, required: text.nameMissing },
    { name: 'serialNumber', label: text.serialNumber },
    { name: 'operatingSystem', label: text.operatingSystem },
    { name: 'osVersion', label: text.osVersion },
    { name: 'manufacturer', label: text.manufacturer },
    { name: 'model', label: text.model },
    { name: 'userPrincipalName', label: text.userPrincipalName },
    { name: 'userDisplayName', label: text.userDisplayName },
    { name: 'complianceState', label: text.compliance, members: text.complianceStates },
    { name: 'isEncrypted', label: text.encrypted },
  ];
  // Notes have their own place on the page of the device.
  const apart = new Set(['notes', ...asked.map(({ name }) => name)]);
  const others = [...writable.managedDevice.keys()].filter((name) => !apart.has(name));
  return {
    properties: formProperties(writable.managedDevice, asked),
    more: formProperties(
      writable.managedDevice,
      others.map((name) => ({ name, label: name })),
    ),
  };
}
