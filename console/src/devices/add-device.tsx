import { type Device, devicesPath } from '../../../src/client/resources.ts';
import { FormDialog } from '../elements/form-dialog.tsx';
import { useGoOn } from '../elements/go-on.ts';
import { useText } from '../text/text.tsx';
import { useGraph } from '../wire/graph.ts';
import { useInvalidate } from '../wire/queries.ts';
import { deviceProperties } from './device-properties.ts';

/** Adds one device by hand, and goes to its page. */
export function AddDevice({ close }: { readonly close: () => void }) {
  const text = useText();
  const graph = useGraph();
  const goOn = useGoOn();
  const invalidate = useInvalidate(devicesPath);
  return (
    <FormDialog
      title={text.devices.add}
      action={text.devices.add}
      {...deviceProperties(text)}
      send={async (body, clientRequestId) => {
        const { id } = await graph.post<Device>(devicesPath, body, { clientRequestId });
        goOn(`/devices/${encodeURIComponent(id)}`);
      }}
      done={() => void invalidate()}
      close={close}
    />
  );
}
