import { Button, DialogActions, DialogBody, DialogTitle, makeStyles, Text } from '@fluentui/react-components';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { GraphFailure } from '../../../src/client/graph-failure.ts';
import { type Device, devicesPath, sessionsPath } from '../../../src/client/resources.ts';
import { DialogParts } from '../elements/dialog/dialog-parts.tsx';
import { Modal } from '../elements/dialog/modal.tsx';
import { useStopping } from '../elements/dialog/stopping.ts';
import { EndingButton } from '../elements/ending/ending-button.tsx';
import { failureWords } from '../elements/failure/failure-words.ts';
import { OutcomeRows } from '../elements/list/outcome-rows.tsx';
import { useSaid, useSpoken } from '../text/text.tsx';
import { useGraph } from '../wire/graph.ts';
import { useForget, useInvalidate } from '../wire/queries.ts';
import { type BulkAction, PartlyDone } from './bulk.ts';

const useStyles = makeStyles({ action: { whiteSpace: 'nowrap' } });

/** What came of it for one device: how much was done, or why it was not. */
type Outcome = number | { readonly error: unknown };

/** Asks, then does it device by device, and shows what came of each: what failed can be tried again by itself. */
export function BulkDialog({
  action,
  devices,
  close,
}: {
  readonly action: BulkAction;
  readonly devices: readonly Device[];
  readonly close: () => void;
}) {
  const { text: catalogue, format } = useSpoken();
  const inWords = useSaid();
  const { bulk: text, general } = catalogue;
  const words = text[action.name];
  const styles = useStyles();
  const graph = useGraph();
  const invalidate = useInvalidate(devicesPath, sessionsPath);
  const forget = useForget(devicesPath);
  const [{ outcomes }, setOutcomes] = useState({ outcomes: new Map<string, Outcome>() });
  const waiting = devices.filter(({ id }) => typeof outcomes.get(id) !== 'number');
  const run = useMutation({
    mutationFn: async (stop: AbortController) => {
      for (const device of waiting) {
        if (stop.signal.aborted) return;
        const outcome = await action.run(graph, device).catch((error: unknown) => ({ error }));
        outcomes.set(device.id, outcome);
        // One map for all: a copy for each would take many devices for ever.
        setOutcomes({ outcomes });
      }
    },
    // What is done is done: nobody waits with it for the lists behind it to be read again.
    onSettled: () => {
      if (action.name === 'remove') forget(new Set(devices.map(({ id }) => id).filter((id) => outcomes.get(id) === 1)));
      void invalidate();
    },
  });
  const { stop, stopping } = useStopping(run.isPending ? run.variables : undefined);
  const isStopped = run.isSuccess && devices.some(({ id }) => !outcomes.has(id));
  const why = (error: unknown) => {
    const said = error instanceof GraphFailure ? (error.facts.said ?? []) : [];
    return [failureWords(catalogue, error).title, ...said.map(inWords)].join(' ');
  };
  const said = ({ id }: Device) => {
    const outcome = outcomes.get(id);
    if (outcome === undefined) return stopping || isStopped ? text.notDone : run.isPending ? text.waiting : '';
    if (typeof outcome === 'number') return words.done(outcome, format.number(outcome));
    const { error } = outcome;
    if (!(error instanceof PartlyDone)) return why(error);
    return text.partly(words.done(error.done, format.number(error.done)), why(error.cause));
  };
  const Action = action.ends ? EndingButton : Button;
  const succeeded = devices.length - waiting.length;
  return (
    <Modal busy={run.isPending} close={close}>
      <DialogBody>
        <DialogTitle>{words.title(devices.length, format.number(devices.length))}</DialogTitle>
        <DialogParts>
          <Text>{words.meaning}</Text>
          <OutcomeRows
            label={catalogue.devices.title}
            rows={devices.map((device) => ({
              key: device.id,
              name: device.deviceName,
              said: said(device),
              failed: typeof outcomes.get(device.id) === 'object',
            }))}
          />
          <Text role="status">
            {outcomes.size > 0 && text.result(format.number(succeeded), format.number(devices.length))}
          </Text>
        </DialogParts>
        <DialogActions>
          <Button onClick={run.isPending ? stop : close} disabledFocusable={stopping}>
            {run.isPending
              ? stopping
                ? general.stopping
                : general.stop
              : outcomes.size > 0
                ? general.close
                : general.cancel}
          </Button>
          <Action
            appearance="primary"
            className={styles.action}
            disabledFocusable={run.isPending || waiting.length === 0}
            onClick={() => run.mutate(new AbortController())}
          >
            {isStopped ? text.goOn : run.isSuccess && waiting.length > 0 ? text.again : words.action}
          </Action>
        </DialogActions>
      </DialogBody>
    </Modal>
  );
}
