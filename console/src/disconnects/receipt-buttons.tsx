import { Button, MessageBar, MessageBarBody, makeStyles, Text, tokens } from '@fluentui/react-components';
import { ArrowDownloadRegular } from '@fluentui/react-icons/svg/arrow-download';
import { CheckmarkCircleRegular } from '@fluentui/react-icons/svg/checkmark-circle';
import { PrintRegular } from '@fluentui/react-icons/svg/print';
import { useMutation } from '@tanstack/react-query';
import { at } from '../../../src/client/address.ts';
import { type Disconnect, disconnectsPath, type Value } from '../../../src/client/resources.ts';
import { saveFile } from '../elements/browser/save-file.ts';
import { PermittedButton } from '../elements/button/permitted-button.tsx';
import { Failure } from '../elements/failure/failure.tsx';
import { Announced } from '../elements/page/announced.tsx';
import { useSpoken } from '../text/text.tsx';
import { useGraph } from '../wire/graph.ts';
import { verifyReceipt } from './verify-receipt.ts';

const useStyles = makeStyles({
  root: { display: 'grid', gap: tokens.spacingVerticalS, justifyItems: 'start', '@media print': { display: 'none' } },
  buttons: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalS },
});

/** The signed receipt of a disconnect: to keep, to print, and to hold against the keys of the service. */
export function ReceiptButtons({
  disconnect: { id },
  path: disconnect = at(disconnectsPath, id),
  prints = true,
}: {
  readonly disconnect: Pick<Disconnect, 'id'>;
  /** Where the disconnect is, if it is not one's own organisation's. */
  readonly path?: string;
  /** Whether the page that they stand on is worth printing. */
  readonly prints?: boolean;
}) {
  const {
    text: { ending: text },
    language,
  } = useSpoken();
  const styles = useStyles();
  const graph = useGraph();
  const path = at(disconnect, 'receipt()');
  const receipt = () => graph.get<Value<string>>(path).then(({ value }) => value);
  const keep = useMutation({
    mutationFn: async () => saveFile(await receipt(), 'application/jose', `receipt-${id}.jws`),
  });
  const keepPage = useMutation({
    mutationFn: async () =>
      saveFile(await graph.send('GET', path, { accept: 'text/html', language }), 'text/html', `receipt-${id}.html`),
  });
  const verify = useMutation({ mutationFn: async () => verifyReceipt(await receipt(), id) });
  const error = keep.error ?? keepPage.error ?? verify.error;
  return (
    <div className={styles.root}>
      <div className={styles.buttons}>
        <PermittedButton
          operation="disconnects.receipt"
          appearance="primary"
          icon={<ArrowDownloadRegular />}
          disabledFocusable={keep.isPending}
          onClick={() => keep.mutate()}
        >
          {text.download}
        </PermittedButton>
        <Button
          icon={<ArrowDownloadRegular />}
          disabledFocusable={keepPage.isPending}
          onClick={() => keepPage.mutate()}
        >
          {text.downloadPage}
        </Button>
        {prints && (
          <Button icon={<PrintRegular />} onClick={() => print()}>
            {text.print}
          </Button>
        )}
        <Button icon={<CheckmarkCircleRegular />} disabledFocusable={verify.isPending} onClick={() => verify.mutate()}>
          {verify.isPending ? text.verifying : text.verify}
        </Button>
      </div>
      {error && <Failure error={error} />}
      <Announced>
        {verify.data && (
          <MessageBar intent={verify.data === 'wrong' ? 'error' : 'success'} layout="multiline">
            <MessageBarBody>
              <Text>{text.verdicts[verify.data]}</Text>
            </MessageBarBody>
          </MessageBar>
        )}
      </Announced>
    </div>
  );
}
