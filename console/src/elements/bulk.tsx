import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  makeStyles,
  ProgressBar,
  Text,
  tokens,
} from '@fluentui/react-components';
import { type ReactNode, useRef, useState } from 'react';
import { GraphFailure } from '../../../src/client/graph-failure.ts';
import { useSpoken } from '../text/text.tsx';

const useStyles = makeStyles({
  content: { display: 'grid', gap: tokens.spacingVerticalM, overflowWrap: 'anywhere' },
  list: {
    margin: 0,
    paddingInlineStart: tokens.spacingHorizontalXL,
    maxHeight: '40vh',
    overflow: 'auto',
    display: 'grid',
    gap: tokens.spacingVerticalXS,
  },
  failed: { color: tokens.colorStatusDangerForeground1, display: 'block' },
});

/** What is done for each of several, one after the other: a service is not flooded, and what was refused holds up nobody else. */
export interface Bulk<T> {
  readonly title: string;
  readonly action: string;
  readonly meaning: string;
  /** @returns what came of it, in words */
  readonly work: (item: T, signal: AbortSignal) => Promise<string>;
}

type Outcome = { readonly said: string } | { readonly error: unknown };

/** Asks whether it is meant, does it, and says of each what came of it; what failed can be tried again alone. */
export function BulkDialog<T extends { readonly id: string }>({
  bulk: { title, action, meaning, work },
  items,
  name,
  close,
}: {
  readonly bulk: Bulk<T>;
  readonly items: readonly T[];
  readonly name: (item: T) => string | null;
  /** @param done those for which it was done */
  readonly close: (done: readonly T[]) => void;
}) {
  const { text, format } = useSpoken();
  const styles = useStyles();
  const [outcomes, setOutcomes] = useState<ReadonlyMap<string, Outcome>>(new Map());
  const stopping = useRef<AbortController>(undefined);
  const [running, setRunning] = useState(false);
  const isDone = ({ id }: T) => 'said' in (outcomes.get(id) ?? {});
  const left = items.filter((item) => !isDone(item));
  const done = items.length - left.length;
  const run = async () => {
    const controller = new AbortController();
    stopping.current = controller;
    setRunning(true);
    for (const item of left) {
      if (controller.signal.aborted) break;
      const outcome = await work(item, controller.signal).then(
        (said): Outcome => ({ said }),
        (error: unknown): Outcome => ({ error }),
      );
      setOutcomes((before) => new Map(before).set(item.id, outcome));
    }
    setRunning(false);
  };
  const leave = () => {
    stopping.current?.abort();
    close(items.filter(isDone));
  };
  return (
    <Dialog open onOpenChange={(_, { open }) => !open && !running && leave()}>
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{title}</DialogTitle>
          <DialogContent className={styles.content}>
            <Text>{meaning}</Text>
            {running && <ProgressBar value={outcomes.size / items.length} aria-label={action} />}
            {outcomes.size > 0 && (
              <Text role="status" weight="semibold">
                {text.general.bulkDone(format.number(done), format.number(items.length))}
              </Text>
            )}
            <ul className={styles.list}>
              {items.map((item) => (
                <li key={item.id}>
                  <strong>{name(item) ?? text.general.unnamed}</strong>
                  <Said outcome={outcomes.get(item.id)} />
                </li>
              ))}
            </ul>
          </DialogContent>
          <DialogActions>
            <Button onClick={running ? () => stopping.current?.abort() : leave}>
              {running ? text.general.stop : outcomes.size > 0 ? text.general.close : text.general.cancel}
            </Button>
            {left.length > 0 && (
              <Button appearance="primary" disabledFocusable={running} onClick={() => void run()}>
                {outcomes.size > 0 ? text.general.tryAgain : action}
              </Button>
            )}
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}

function Said({ outcome }: { readonly outcome: Outcome | undefined }): ReactNode {
  const { text } = useSpoken();
  const styles = useStyles();
  if (!outcome) return null;
  if ('said' in outcome) return `: ${outcome.said}`;
  const { error } = outcome;
  const kind = error instanceof GraphFailure ? error.kind : 'broken';
  const said = error instanceof GraphFailure ? (error.facts.said ?? []).join(' ') : '';
  return (
    <span className={styles.failed}>
      {text.failures[kind].title} {said}
    </span>
  );
}
