import type { Device } from '../../../src/client/resources.ts';
import { Facts } from '../elements/value/facts.tsx';
import { Instant } from '../elements/value/instant.tsx';
import { Value } from '../elements/value/name.tsx';
import { PersonLink } from '../people/person-link.tsx';
import { useFormat, useText } from '../text/text.tsx';

/** What is known of a device. */
export function DeviceFacts({ device }: { readonly device: Device }) {
  const { devices: text, general } = useText();
  const format = useFormat();
  const gigabytes = (bytes: number) => text.gigabytes(format.number(Math.round(bytes / 1e9)));
  const joined = (...words: readonly (string | null)[]) => words.filter(Boolean).join(' ') || general.unknown;
  return (
    <Facts
      facts={[
        [text.user, <Value key="user">{device.userDisplayName ?? device.userPrincipalName}</Value>],
        [text.userPrincipalName, <PersonLink key="upn" name={device.userPrincipalName} />],
        [text.operatingSystem, joined(device.operatingSystem, device.osVersion)],
        [text.compliance, text.complianceStates[device.complianceState]],
        [text.model, joined(device.manufacturer, device.model)],
        [text.serialNumber, <Value key="serial">{device.serialNumber}</Value>],
        [
          text.storage,
          device.totalStorageSpaceInBytes > 0
            ? text.free(gigabytes(device.freeStorageSpaceInBytes), gigabytes(device.totalStorageSpaceInBytes))
            : general.unknown,
        ],
        [text.encrypted, device.isEncrypted ? general.yes : general.no],
        [text.enrolled, <Instant key="enrolled" iso={device.enrolledDateTime} exact />],
        [text.lastSync, <Instant key="sync" iso={device.lastSyncDateTime} />],
        [text.id, device.id],
      ]}
    />
  );
}
