import { at } from '../../../src/client/address.ts';
import { type Device, devicesPath } from '../../../src/client/resources.ts';
import { Details } from '../elements/details.tsx';
import { Facts } from '../elements/facts.tsx';
import { Failure } from '../elements/failure.tsx';
import { Instant } from '../elements/instant.tsx';
import { Loading } from '../elements/loading.tsx';
import { Name } from '../elements/name.tsx';
import { useFormat, useText } from '../text/text.tsx';
import { useAnswer } from '../wire/queries.ts';
import { Assistance } from './assistance.tsx';

/** One device, and help on it. */
export function DeviceDetails({ id, close }: { readonly id: string; readonly close: () => void }) {
  const { devices: text, general } = useText();
  const format = useFormat();
  const { data: device, error, refetch } = useAnswer<Device>(at(devicesPath, id));
  const gigabytes = (bytes: number) => text.gigabytes(format.number(Math.round(bytes / 1e9)));
  return (
    <Details title={device ? <Name>{device.deviceName}</Name> : general.loading} close={close}>
      {error && <Failure error={error} retry={() => void refetch()} />}
      {!device && !error && <Loading />}
      {device && (
        <>
          <Assistance device={device} />
          <Facts
            facts={[
              [text.user, <Name key="user">{device.userDisplayName ?? device.userPrincipalName}</Name>],
              [text.userPrincipalName, <Name key="upn">{device.userPrincipalName}</Name>],
              [
                text.operatingSystem,
                [device.operatingSystem, device.osVersion].filter(Boolean).join(' ') || general.unknown,
              ],
              [text.compliance, text.complianceStates[device.complianceState]],
              [text.model, [device.manufacturer, device.model].filter(Boolean).join(' ') || general.unknown],
              [text.serialNumber, <Name key="serial">{device.serialNumber}</Name>],
              [
                text.storage,
                text.free(gigabytes(device.freeStorageSpaceInBytes), gigabytes(device.totalStorageSpaceInBytes)),
              ],
              [text.encrypted, device.isEncrypted ? general.yes : general.no],
              [text.enrolled, <Instant key="enrolled" iso={device.enrolledDateTime} exact />],
              [text.lastSync, <Instant key="sync" iso={device.lastSyncDateTime} />],
              [text.id, device.id],
            ]}
          />
        </>
      )}
    </Details>
  );
}
