import { useRef, useState } from 'react';
import { at } from '../../../src/client/address.ts';
import type { Json } from '../../../src/client/graph.ts';
import { GraphFailure } from '../../../src/client/graph-failure.ts';
import { devicesPath } from '../../../src/client/resources.ts';
import { useGoOn } from '../elements/browser/go-on.ts';
import { FormDialog } from '../elements/form/form-dialog.tsx';
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
  // Its id is given here, by which the device of this dialog is known again where it was made and the answer was lost.
  const [id] = useState(() => crypto.randomUUID());
  const sent = useRef<Json>({});
  const add = async (body: Json, clientRequestId: string) => {
    // What was sent before, and taken out of the form since, is taken out of the device.
    const emptied = Object.fromEntries(Object.keys(sent.current).map((name) => [name, null]));
    sent.current = { ...emptied, ...body };
    try {
      await graph.post(devicesPath, { ...body, id }, { clientRequestId });
    } catch (error) {
      if (!(error instanceof GraphFailure) || error.kind !== 'conflict') throw error;
      await graph.patch(at(devicesPath, id), sent.current);
    }
    goOn(`/devices/${encodeURIComponent(id)}`);
  };
  return (
    <FormDialog
      title={text.devices.add}
      action={text.devices.add}
      {...deviceProperties(text)}
      send={add}
      done={() => void invalidate()}
      close={close}
    />
  );
}
