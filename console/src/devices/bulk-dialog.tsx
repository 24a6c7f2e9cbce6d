import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  makeStyles,
  Text,
  tokens,
} from '@fluentui/react-components';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { GraphFailure } from '../../../src/client/graph-failure.ts';
import { type Device, devicesPath, sessionsPath } from '../../../src/client/resources.ts';
import { Name } from '../elements/name.tsx';
import { useSpoken } from '../text/text.tsx';
import { useGraph } from '../wire/graph.ts';
import { useInvalidate } from '../wire/queries.ts';
import { type BulkAction, PartlyDone } from './bulk.ts';

const useStyles = makeStyles({
  content: { display: 'grid', gridAutoRows: 'max-content', gap: tokens.spacingVerticalM, overflowWrap: 'anywhere' },
  list: { margin: 0, padding: 0, listStyleType: 'none', maxHeight: '40vh', overflowY: 'auto' },
  device: {
    display: 'flex',
    flexWrap: 'wrap',
    justifyContent: 'space-between',
    columnGap: tokens.spacingHorizontalL,
    paddingBlock: tokens.spacingVerticalXS,
    borderBottom: `1px solid ${tokens.colorNeutralStroke3}`,
  },
  action: { whiteSpace: 'nowrap' },
  failed: { color: tokens.colorPaletteRedForeground1 },
});

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
  const { bulk: text, general, failures } = catalogue;
  const words = text[action.name];
  const styles = useStyles();
  const graph = useGraph();
  const invalidate = useInvalidate(devicesPath, sessionsPath);
  const [outcomes, setOutcomes] = useState<ReadonlyMap<string, Outcome>>(new Map());
  const waiting = devices.filter(({ id }) => typeof outcomes.get(id) !== 'number');
  const run = useMutation({
    mutationFn: async () => {
      for (const device of waiting) {
        const outcome = await action.run(graph, device).catch((error: unknown) => ({ error }));
        setOutcomes((before) => new Map(before).set(device.id, outcome));
      }
    },
    onSettled: invalidate,
  });
  const why = (error: unknown) => {
    const { kind, facts } = error instanceof GraphFailure ? error : { kind: 'broken' as const, facts: undefined };
    return [failures[kind].title, ...(facts?.said ?? [])].join(' ');
  };
  const said = ({ id }: Device) => {
    const outcome = outcomes.get(id);
    if (outcome === undefined) return run.isPending ? text.waiting : '';
    if (typeof outcome === 'number') return words.done(outcome, format.number(outcome));
    const { error } = outcome;
    if (!(error instanceof PartlyDone)) return why(error);
    return text.partly(words.done(error.done, format.number(error.done)), why(error.cause));
  };
  const succeeded = devices.length - waiting.length;
  return (
    <Dialog open onOpenChange={(_, { open }) => !open && !run.isPending && close()}>
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{words.title(devices.length, format.number(devices.length))}</DialogTitle>
          <DialogContent className={styles.content}>
            <Text>{words.meaning}</Text>
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard. */}
            <ul className={styles.list} tabIndex={0} aria-label={catalogue.devices.title}>
              {devices.map((device) => (
                <li key={device.id} className={styles.device}>
                  <Name>{device.deviceName}</Name>
                  <Text className={typeof outcomes.get(device.id) === 'object' ? styles.failed : undefined}>
                    {said(device)}
                  </Text>
                </li>
              ))}
            </ul>
            <Text role="status">
              {outcomes.size > 0 && text.result(format.number(succeeded), format.number(devices.length))}
            </Text>
          </DialogContent>
          <DialogActions>
            <Button onClick={close} disabledFocusable={run.isPending}>
              {outcomes.size > 0 ? general.close : general.cancel}
            </Button>
            <Button
              appearance="primary"
              className={styles.action}
              disabledFocusable={run.isPending || waiting.length === 0}
              onClick={() => run.mutate()}
            >
              {run.isSuccess && waiting.length > 0 ? text.again : words.action}
            </Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}
