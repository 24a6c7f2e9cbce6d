import { Text, useRestoreFocusTarget } from '@fluentui/react-components';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { type Device, devicesPath, sessionsPath } from '../../../src/client/resources.ts';
import { useGoOn } from '../elements/browser/go-on.ts';
import { PermittedButton } from '../elements/button/permitted-button.tsx';
import { Question } from '../elements/ending/question.tsx';
import { Name } from '../elements/value/name.tsx';
import { shortened } from '../text/shortened.ts';
import { useText } from '../text/text.tsx';
import { useGraph } from '../wire/graph.ts';
import { useInvalidate } from '../wire/queries.ts';
import { removeDevice } from './bulk.ts';

/** Removes a device from the inventory, having asked: its open sessions are closed. */
export function RemoveDevice({ device }: { readonly device: Device }) {
  const { devices: text } = useText();
  const graph = useGraph();
  const goOn = useGoOn();
  const invalidate = useInvalidate(devicesPath, sessionsPath);
  const [asking, setAsking] = useState(false);
  const restored = useRestoreFocusTarget();
  const remove = useMutation({
    mutationFn: () => removeDevice(graph, device.id),
    meta: { told: text.toldRemoved(shortened(device.deviceName ?? device.id, 100)), asked: text.removeTitle },
    onSuccess: () => {
      goOn('/devices');
      return invalidate();
    },
  });
  return (
    <>
      <PermittedButton
        {...restored}
        operation="managedDevices.delete"
        onClick={() => {
          // Why it failed before is not said of what is asked now.
          remove.reset();
          setAsking(true);
        }}
      >
        {text.remove}
      </PermittedButton>
      {asking && (
        <Question title={text.removeTitle} action={text.remove} asked={remove} close={() => setAsking(false)}>
          <Text weight="semibold">
            <Name>{device.deviceName}</Name>
          </Text>
          <Text>{text.removeMeaning}</Text>
        </Question>
      )}
    </>
  );
}
