import { writable } from '../../../src/inventory/writable.ts';
import type { FormProperty } from '../elements/form-field.tsx';
import { isTyped } from '../elements/form-value.ts';
import type { Text } from '../text/en.ts';

/** What of a device can be filled in: first what a help desk looks for, then all else by its name in Graph. */
export function deviceProperties({ devices: text }: Text): {
  readonly properties: readonly FormProperty[];
  readonly more: readonly FormProperty[];
} {
  const labels: Readonly<Record<string, string>> = {
    deviceName: text.name,
    serialNumber: text.serialNumber,
    operatingSystem: text.operatingSystem,
    osVersion: text.osVersion,
    manufacturer: text.manufacturer,
    model: text.model,
    userPrincipalName: text.userPrincipalName,
    userDisplayName: text.userDisplayName,
    complianceState: text.compliance,
    isEncrypted: text.encrypted,
  };
  const of = (name: string): FormProperty[] => {
    const facts = writable.get(name);
    if (!facts || !isTyped(facts)) return [];
    return [
      {
        name,
        label: labels[name] ?? name,
        facts,
        ...(name === 'deviceName' && { required: text.nameMissing }),
        ...(name === 'complianceState' && { members: text.complianceStates }),
      },
    ];
  };
  // Notes have their own place on the page of the device.
  const others = [...writable.keys()].filter((name) => !(name in labels) && name !== 'notes');
  return { properties: Object.keys(labels).flatMap(of), more: others.flatMap(of) };
}
