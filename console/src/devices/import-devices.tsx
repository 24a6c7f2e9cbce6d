import {
  Button,
  DialogActions,
  DialogBody,
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
import { DialogParts } from '../elements/dialog/dialog-parts.tsx';
import { Modal } from '../elements/dialog/modal.tsx';
import { Failure } from '../elements/failure/failure.tsx';
import { Choice } from '../elements/form/choice.tsx';
import { OutcomeRows } from '../elements/list/outcome-rows.tsx';
import { Name } from '../elements/value/name.tsx';
import { useSaid, useSpoken } from '../text/text.tsx';
import { useDroppedFile } from './dropped-file.ts';
import { noteWords, rowFaultWords, unreadableWords } from './import-words.ts';
import { useImport } from './use-import.ts';

const useStyles = makeStyles({
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
  const { number } = format;
  const inWords = useSaid();
  const styles = useStyles();
  const input = useRef<HTMLInputElement>(null);
  const { file, choose, dates, setDates, read, send, begin, stop, stopping, results } = useImport(given);
  const over = useDroppedFile(send.isPending ? undefined : choose);
  const preview = read.data;
  const unreadable = unreadableWords(text, read.error);
  const ready = preview?.ready.length ?? 0;
  const wrong = preview?.rows.filter(({ fault }) => fault).length ?? 0;
  const ambiguous = dates !== undefined || preview?.rows.some(({ fault }) => fault?.kind === 'localDate');
  const rows = preview?.rows.map(({ row, name, fault }) => {
    const result = results.get(row);
    const said = fault
      ? rowFaultWords(text, fault, inWords)
      : result
        ? [text.outcomes[result.outcome], result.reason && inWords(result.reason)].filter(Boolean).join(': ')
        : send.isPending && !stopping
          ? text.waiting
          : send.isPending || send.isSuccess
            ? text.notSent
            : text.ready;
    return {
      key: row,
      place: text.row(number(row)),
      name,
      said,
      failed: fault !== undefined || result?.outcome === 'refused',
    };
  });
  const ask = () => input.current?.click();
  const count = (outcome: keyof typeof text.outcomes) =>
    [...results.values()].filter((result) => result.outcome === outcome).length;
  const left = ready - results.size;
  const finished = send.isSuccess && left === 0;
  const stopped = send.isSuccess && left > 0;
  const next = finished
    ? { said: general.close, act: close }
    : preview
      ? { said: text.send(left, number(left)), act: begin, waits: send.isPending || left === 0 }
      : { said: text.choose, act: ask, waits: read.isFetching };
  const other = send.isPending
    ? { said: stopping ? general.stopping : general.stop, act: stop }
    : finished
      ? { said: text.another, act: ask }
      : { said: stopped ? general.close : general.cancel, act: close };
  return (
    <Modal busy={send.isPending} close={close}>
      <DialogBody>
        <DialogTitle>{text.title}</DialogTitle>
        <DialogParts>
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
              <Text weight="semibold">
                <Name>{file.name}</Name>
              </Text>
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
                {send.isSuccess
                  ? [
                      text.result(
                        number(count('created')),
                        number(count('updated')),
                        number(count('unchanged')),
                        number(count('refused') + wrong),
                      ),
                      stopped && text.left(left, number(left)),
                    ]
                      .filter(Boolean)
                      .join(' ')
                  : send.isPending
                    ? text.progress(number(results.size), number(ready))
                    : text.found(number(preview.rows.length), number(wrong))}
              </Text>
              {send.isPending && <ProgressBar value={results.size} max={ready} aria-label={text.title} />}
              {send.error && <Failure error={send.error} retry={begin} />}
              {!finished && preview.properties.length > 0 && (
                <Text>{text.properties(preview.properties.join(', '))}</Text>
              )}
              {!finished && preview.notes.map((note) => <Text key={note.kind}>{noteWords(text, note)}</Text>)}
            </>
          )}
          {rows && rows.length > 0 && (
            <OutcomeRows
              label={text.list}
              rows={[...rows.filter((row) => row.failed), ...rows.filter((row) => !row.failed)]}
            />
          )}
        </DialogParts>
        <DialogActions fluid>
          <Button onClick={other.act} disabledFocusable={stopping}>
            {other.said}
          </Button>
          {/* One button for whatever is next: it keeps the keyboard. */}
          <Button appearance="primary" disabledFocusable={next.waits ?? false} onClick={next.act}>
            {next.said}
          </Button>
        </DialogActions>
      </DialogBody>
    </Modal>
  );
}
