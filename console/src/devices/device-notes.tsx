import { Field, makeStyles, Textarea, tokens } from '@fluentui/react-components';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { address, at } from '../../../src/client/address.ts';
import { type Device, devicesPath } from '../../../src/client/resources.ts';
import { Failure } from '../elements/failure.tsx';
import { PermittedButton } from '../elements/permitted-button.tsx';
import { useText } from '../text/text.tsx';
import { useGraph } from '../wire/graph.ts';
import { useAnswer, useInvalidate } from '../wire/queries.ts';

const useStyles = makeStyles({
  root: { display: 'grid', gap: tokens.spacingVerticalS, justifyItems: 'start' },
  field: { width: '100%' },
});

/** What the help desk notes of a device, for the next who helps. */
export function DeviceNotes({ id }: { readonly id: string }) {
  const { devices: text, general } = useText();
  const styles = useStyles();
  const graph = useGraph();
  const invalidate = useInvalidate(devicesPath);
  const { data, error, refetch } = useAnswer<Pick<Device, 'notes'>>(
    address(at(devicesPath, id), { $select: 'id,notes' }),
  );
  const [typed, setTyped] = useState<string>();
  const save = useMutation({
    mutationFn: (notes: string) => graph.patch(at(devicesPath, id), { notes: notes === '' ? null : notes }),
    onSuccess: async () => {
      await invalidate();
      setTyped(undefined);
    },
  });
  if (error && !data) return <Failure error={error} retry={() => void refetch()} />;
  if (!data) return null;
  return (
    <div className={styles.root}>
      <Field label={text.notes} className={styles.field}>
        <Textarea
          rows={3}
          resize="vertical"
          value={typed ?? data.notes ?? ''}
          onChange={(_, { value }) => setTyped(value)}
        />
      </Field>
      {save.error && <Failure error={save.error} />}
      <PermittedButton
        operation="managedDevices.update"
        size="small"
        disabledFocusable={typed === undefined || save.isPending}
        onClick={() => typed !== undefined && save.mutate(typed)}
      >
        {save.isSuccess && typed === undefined ? general.saved : general.save}
      </PermittedButton>
    </div>
  );
}
