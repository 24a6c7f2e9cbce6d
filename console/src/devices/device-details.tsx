import { at } from '../../../src/client/address.ts';
import { type Device, devicesPath } from '../../../src/client/resources.ts';
import { Details } from '../elements/dialog/details.tsx';
import { Failure } from '../elements/failure/failure.tsx';
import { Loading } from '../elements/page/loading.tsx';
import { PageLink } from '../elements/page/page-link.tsx';
import { Name } from '../elements/value/name.tsx';
import { useText } from '../text/text.tsx';
import { useAnswer } from '../wire/queries.ts';
import { Assistance } from './assistance.tsx';
import { DeviceFacts } from './device-facts.tsx';

/** One device, and help on it. */
export function DeviceDetails({ id, close }: { readonly id: string; readonly close: () => void }) {
  const { devices: text } = useText();
  const { data: device, error, refetch } = useAnswer<Device>(at(devicesPath, id));
  return (
    <Details title={device ? <Name>{device.deviceName}</Name> : undefined} error={error} close={close}>
      {error && <Failure error={error} retry={() => void refetch()} />}
      {!device && !error && <Loading />}
      {device && (
        <>
          <Assistance device={device} />
          <PageLink href={`/devices/${encodeURIComponent(device.id)}`}>{text.toPage}</PageLink>
          <DeviceFacts device={device} />
        </>
      )}
    </Details>
  );
}
