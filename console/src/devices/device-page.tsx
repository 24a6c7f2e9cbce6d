import { Card, makeStyles, tokens } from '@fluentui/react-components';
import { useEffect } from 'react';
import { useParams } from 'wouter';
import { at } from '../../../src/client/address.ts';
import { literal } from '../../../src/client/expression.ts';
import { type Device, devicesPath } from '../../../src/client/resources.ts';
import { RecentEvents } from '../audit/recent-events.tsx';
import { Failure } from '../elements/failure/failure.tsx';
import { Loading } from '../elements/page/loading.tsx';
import { PageHeader } from '../elements/page/page-header.tsx';
import { RecentSessions } from '../sessions/recent-sessions.tsx';
import { useText } from '../text/text.tsx';
import { useAnswer } from '../wire/queries.ts';
import { Assistance } from './assistance.tsx';
import { DeviceFacts } from './device-facts.tsx';
import { DeviceNotes } from './device-notes.tsx';
import { EditDevice } from './edit-device.tsx';
import { Neighbours } from './neighbours.tsx';
import { remember } from './recent-devices.ts';
import { RemoveDevice } from './remove-device.tsx';

const useStyles = makeStyles({
  root: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fit, minmax(min(26rem, 100%), 1fr))',
    gap: tokens.spacingHorizontalXL,
    alignItems: 'start',
  },
  part: { display: 'grid', gap: tokens.spacingVerticalL, minWidth: 0 },
});

/** All of one device: what it is, help on it, who helped before, and what was done to it. */
export function DevicePage() {
  const { devices: text, general } = useText();
  const styles = useStyles();
  const { id = '' } = useParams<{ id: string }>();
  const { data: device, error, refetch } = useAnswer<Device>(at(devicesPath, id));
  useEffect(() => {
    if (device) remember({ id: device.id, name: device.deviceName ?? device.id });
  }, [device]);
  const unknown = error ? general.unavailable : general.loading;
  const title = device ? (device.deviceName ?? general.unnamed) : unknown;
  return (
    <>
      <PageHeader title={title}>
        <Neighbours id={id} />
        {/* What is asked of one device, and what was typed for it, must not stand on the page of another. */}
        {device && <EditDevice key={`edit ${device.id}`} id={device.id} />}
        {device && <RemoveDevice key={`remove ${device.id}`} device={device} />}
      </PageHeader>
      {error && <Failure error={error} retry={() => void refetch()} />}
      {!device && !error && <Loading />}
      {device && (
        <div key={device.id} className={styles.root}>
          <div className={styles.part}>
            <Assistance device={device} />
            <Card>
              <DeviceFacts device={device} />
              <DeviceNotes id={device.id} />
            </Card>
          </div>
          <div className={styles.part}>
            <RecentSessions
              title={text.sessions}
              filter={`deviceId eq ${literal(device.id)}`}
              all={`/sessions?device=${encodeURIComponent(device.id)}`}
            />
            <RecentEvents
              title={text.trail}
              filter={`resources/any(r:r/resourceId eq ${literal(device.id)})`}
              all={`/audit?device=${encodeURIComponent(device.id)}`}
              allText={text.everything}
            />
          </div>
        </div>
      )}
    </>
  );
}
