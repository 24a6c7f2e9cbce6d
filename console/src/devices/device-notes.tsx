import { Field, makeStyles, Textarea, tokens } from '@fluentui/react-components';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { address, at } from '../../../src/client/address.ts';
import { type Device, devicesPath } from '../../../src/client/resources.ts';
import { PermittedButton } from '../elements/button/permitted-button.tsx';
import { Failure } from '../elements/failure/failure.tsx';
import { assertNotOvertaken, Overtaken } from '../elements/form/overtaken.ts';
import { useText } from '../text/text.tsx';
import { useGraph } from '../wire/graph.ts';
import { useAnswer, useInvalidate } from '../wire/queries.ts';
import { OthersNotes } from './others-notes.tsx';

const useStyles = makeStyles({
  root: { display: 'grid', gap: tokens.spacingVerticalS, justifyItems: 'start' },
  field: { width: '100%' },
});

type Noted = Pick<Device, 'notes'>;

/** What the help desk notes of a device, for the next who helps. */
export function DeviceNotes({ id }: { readonly id: string }) {
  const { devices: text, general } = useText();
  const styles = useStyles();
  const graph = useGraph();
  const invalidate = useInvalidate(devicesPath);
  const path = at(devicesPath, id);
  const noted = address(path, { $select: 'id,notes' });
  const { data, error, refetch } = useAnswer<Noted>(noted);
  // With what is typed goes what it was typed over: others write meanwhile.
  const [typed, setTyped] = useState<{ readonly notes: string; readonly over: Noted }>();
  const [theirs, setTheirs] = useState<string>();
  const save = useMutation({
    mutationFn: async ({ notes, over }: NonNullable<typeof typed>) => {
      const changes = { notes: notes === '' ? null : notes };
      assertNotOvertaken(changes, { notes: over.notes }, await graph.get(noted));
      await graph.patch(path, changes);
    },
    onSuccess: async (_, saved) => {
      setTheirs(undefined);
      await invalidate();
      // What was typed while it was saved stays, and was typed over what is saved now.
      setTyped((now) => (now && now !== saved ? { ...now, over: { notes: saved.notes || null } } : undefined));
    },
    onError: (failure, { notes }) => {
      if (!(failure instanceof Overtaken)) return;
      const now = (failure.values.notes ?? null) as Noted['notes'];
      // Whoever has seen it and saves again means it.
      setTyped((typing) => ({ notes: typing?.notes ?? notes, over: { notes: now } }));
      setTheirs(now ?? '');
    },
  });
  if (error && !data) return <Failure error={error} retry={() => void refetch()} />;
  if (!data) return null;
  const type = (notes: string) => setTyped({ notes, over: typed?.over ?? data });
  return (
    <div className={styles.root}>
      <Field label={text.notes} className={styles.field}>
        <Textarea
          rows={3}
          dir="auto"
          resize="vertical"
          value={typed?.notes ?? data.notes ?? ''}
          onChange={(_, { value }) => type(value)}
        />
      </Field>
      {theirs !== undefined && (
        <OthersNotes
          notes={theirs}
          join={() => {
            type([theirs, typed?.notes].filter(Boolean).join('\n'));
            setTheirs(undefined);
          }}
          take={() => {
            setTyped(undefined);
            setTheirs(undefined);
            void invalidate();
          }}
        />
      )}
      {save.error && !(save.error instanceof Overtaken) && <Failure error={save.error} />}
      <PermittedButton
        operation="managedDevices.update"
        size="small"
        disabledFocusable={typed === undefined || save.isPending}
        onClick={() => typed && save.mutate(typed)}
      >
        {save.isSuccess && typed === undefined ? general.saved : general.save}
      </PermittedButton>
    </div>
  );
}
