import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  MessageBar,
  MessageBarBody,
  MessageBarTitle,
  makeStyles,
  mergeClasses,
  ProgressBar,
  shorthands,
  Text,
  tokens,
} from '@fluentui/react-components';
import { useRef } from 'react';
import { dateOrders } from '../../../src/inventory/local-date.ts';
import { Choice } from '../elements/choice.tsx';
import { Failure } from '../elements/failure.tsx';
import { useSpoken } from '../text/text.tsx';
import { useDroppedFile } from './dropped-file.ts';
import { ImportRows } from './import-rows.tsx';
import { noteWords, rowFaultWords, unreadableWords } from './import-words.ts';
import { useImport } from './use-import.ts';

const useStyles = makeStyles({
  // What does not fit is scrolled to: without this, what hides its own overflow would shrink to nothing.
  content: { display: 'grid', gridAutoRows: 'max-content', gap: tokens.spacingVerticalM, overflowWrap: 'anywhere' },
  zone: {
    display: 'grid',
    justifyItems: 'center',
    textAlign: 'center',
    padding: tokens.spacingVerticalXXL,
    border: `2px dashed ${tokens.colorNeutralStrokeAccessible}`,
    borderRadius: tokens.borderRadiusMedium,
  },
  over: {
    ...shorthands.borderColor(tokens.colorCompoundBrandStroke),
    backgroundColor: tokens.colorNeutralBackground1Hover,
  },
  file: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: tokens.spacingHorizontalM },
  hidden: { display: 'none' },
  message: { overflowWrap: 'anywhere', whiteSpace: 'normal', paddingBlock: tokens.spacingVerticalS },
});

/** Brings the inventory up to date from a file: shows what is in it, then what became of each row. */
export function ImportDevices({
  file: given,
  close,
}: {
  readonly file?: File | undefined;
  readonly close: () => void;
}) {
  const { text: catalogue, format } = useSpoken();
  const { deviceImport: text, general } = catalogue;
  const styles = useStyles();
  const input = useRef<HTMLInputElement>(null);
  const { file, choose, dates, setDates, read, send, results } = useImport(given);
  const over = useDroppedFile(send.isPending ? undefined : choose);
  const preview = read.data;
  const unreadable = unreadableWords(text, read.error);
  const ready = preview?.ready.length ?? 0;
  const wrong = preview?.rows.filter(({ fault }) => fault).length ?? 0;
  const ambiguous = dates !== undefined || preview?.rows.some(({ fault }) => fault?.kind === 'localDate');
  const rows = preview?.rows.map(({ row, name, fault }) => {
    const result = results.get(row);
    const said = fault
      ? rowFaultWords(text, fault)
      : result
        ? [text.outcomes[result.outcome], result.reason].filter(Boolean).join(': ')
        : send.isPending
          ? text.waiting
          : text.ready;
    return { row, name, said, failed: fault !== undefined || result?.outcome === 'refused' };
  });
  const ask = () => input.current?.click();
  const { number } = format;
  const count = (outcome: keyof typeof text.outcomes) =>
    [...results.values()].filter((result) => result.outcome === outcome).length;
  const finished = send.isSuccess;
  const next = finished
    ? { said: general.close, act: close }
    : preview
      ? { said: text.send(ready, number(ready)), act: () => send.mutate(), waits: send.isPending || ready === 0 }
      : { said: text.choose, act: ask, waits: read.isFetching };
  return (
    <Dialog open onOpenChange={(_, { open }) => !open && !send.isPending && close()}>
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{text.title}</DialogTitle>
          <DialogContent className={styles.content}>
            <input
              ref={input}
              type="file"
              accept=".csv,.tsv,.txt,.json,.jsonl,text/csv,application/json"
              className={styles.hidden}
              aria-label={text.choose}
              onChange={({ currentTarget }) => {
                const [chosen] = currentTarget.files ?? [];
                // The same file can be chosen again, once it was mended.
                currentTarget.value = '';
                if (chosen) choose(chosen);
              }}
            />
            {!file && (
              <>
                <Text>{text.meaning}</Text>
                <div className={mergeClasses(styles.zone, over && styles.over)}>
                  <Text>{text.drop}</Text>
                </div>
              </>
            )}
            {file && (
              <div className={styles.file}>
                <Text weight="semibold">{file.name}</Text>
                {preview && !send.isPending && !finished && (
                  <Button size="small" onClick={ask}>
                    {text.another}
                  </Button>
                )}
              </div>
            )}
            {read.isFetching && <ProgressBar aria-label={text.reading} />}
            {read.error && !unreadable && <Failure error={read.error} retry={() => void read.refetch()} />}
            {unreadable && (
              <MessageBar intent="error" layout="multiline" role="alert">
                <MessageBarBody className={styles.message}>
                  <MessageBarTitle>{text.unreadable}</MessageBarTitle>
                  {unreadable}
                </MessageBarBody>
              </MessageBar>
            )}
            {preview && !finished && !send.isPending && ambiguous && (
              <Choice
                label={text.dates}
                all={text.datesUnknown}
                value={dates ?? ''}
                options={dateOrders.map((order) => [order, text.dateOrders[order]])}
                choose={(value) => setDates(dateOrders.find((order) => order === value))}
              />
            )}
            {preview && (
              <>
                <Text role="status">
                  {finished
                    ? text.result(
                        number(count('created')),
                        number(count('updated')),
                        number(count('unchanged')),
                        number(count('refused') + wrong),
                      )
                    : send.isPending
                      ? text.progress(number(results.size), number(ready))
                      : text.found(number(preview.rows.length), number(wrong))}
                </Text>
                {send.isPending && <ProgressBar value={results.size} max={ready} aria-label={text.title} />}
                {send.error && <Failure error={send.error} retry={() => send.mutate()} />}
                {!finished && preview.properties.length > 0 && (
                  <Text>{text.properties(preview.properties.join(', '))}</Text>
                )}
                {!finished && preview.notes.map((note) => <Text key={note.kind}>{noteWords(text, note)}</Text>)}
              </>
            )}
            {rows && rows.length > 0 && (
              <ImportRows rows={[...rows.filter((row) => row.failed), ...rows.filter((row) => !row.failed)]} />
            )}
          </DialogContent>
          <DialogActions fluid>
            <Button onClick={finished ? ask : close} disabledFocusable={send.isPending}>
              {finished ? text.another : general.cancel}
            </Button>
            {/* One button for whatever is next: it keeps the keyboard. */}
            <Button appearance="primary" disabledFocusable={next.waits ?? false} onClick={next.act}>
              {next.said}
            </Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}
