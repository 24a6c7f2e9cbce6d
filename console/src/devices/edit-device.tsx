import { useRestoreFocusTarget } from '@fluentui/react-components';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { address, at } from '../../../src/client/address.ts';
import type { Json } from '../../../src/client/graph.ts';
import { devicesPath } from '../../../src/client/resources.ts';
import { PermittedButton } from '../elements/button/permitted-button.tsx';
import { Question } from '../elements/ending/question.tsx';
import { FormDialog } from '../elements/form/form-dialog.tsx';
import { assertNotOvertaken } from '../elements/form/overtaken.ts';
import { Loading } from '../elements/page/loading.tsx';
import { useText } from '../text/text.tsx';
import { useGraph } from '../wire/graph.ts';
import { useInvalidate } from '../wire/queries.ts';
import { deviceProperties } from './device-properties.ts';

/** Changes what of a device may be written. */
export function EditDevice({ id }: { readonly id: string }) {
  const { devices: text } = useText();
  const restored = useRestoreFocusTarget();
  const [editing, setEditing] = useState(false);
  return (
    <>
      <PermittedButton {...restored} operation="managedDevices.update" onClick={() => setEditing(true)}>
        {text.edit}
      </PermittedButton>
      {editing && <DeviceForm id={id} close={() => setEditing(false)} />}
    </>
  );
}

function DeviceForm({ id, close }: { readonly id: string; readonly close: () => void }) {
  const text = useText();
  const graph = useGraph();
  const invalidate = useInvalidate(devicesPath);
  const { properties, more } = deviceProperties(text);
  const queries = useQueryClient();
  const queryKey = ['edit', id];
  const path = at(devicesPath, id);
  const read = (signal?: AbortSignal) => {
    const names = [...properties, ...more].map(({ name }) => name);
    return graph.get<Json>(address(path, { $select: ['id', ...names].join(',') }), signal);
  };
  // Some are given only by name. What is edited is read once: it may not change under who types.
  const present = useQuery({
    queryKey,
    queryFn: ({ signal }) => read(signal),
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (!present.data) {
    const { error, refetch } = present;
    return (
      <Question
        title={text.devices.edit}
        action={text.general.save}
        ready={false}
        ends={false}
        asked={{ isPending: false, error, mutate: () => void refetch() }}
        close={close}
      >
        {!error && <Loading />}
      </Question>
    );
  }
  const { data } = present;
  const save = async (body: Json) => {
    const now = await read();
    // What is saved after others have changed it is a change of what they made of it.
    queries.setQueryData(queryKey, now);
    assertNotOvertaken(body, data, now);
    await graph.patch(path, body);
  };
  return (
    <FormDialog
      title={text.devices.edit}
      action={text.general.save}
      properties={properties}
      more={more}
      present={data}
      send={save}
      told={() => text.devices.toldEdited}
      done={() => {
        close();
        void invalidate();
      }}
      close={close}
    />
  );
}
