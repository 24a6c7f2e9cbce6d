import { DialogBody, DialogTitle, makeStyles } from '@fluentui/react-components';
import { useMutation } from '@tanstack/react-query';
import { at } from '../../../src/client/address.ts';
import {
  type Connector,
  connectorsPath,
  disconnectsPath,
  partnersPath,
  severancesPath,
} from '../../../src/client/resources.ts';
import { Modal } from '../elements/dialog/modal.tsx';
import { type Because, toldOf } from '../elements/ending/because.ts';
import { EndingQuestion, typeable } from '../elements/ending/ending-question.tsx';
import { useText } from '../text/text.tsx';
import { useGraph } from '../wire/graph.ts';
import { useInvalidate } from '../wire/queries.ts';

const useStyles = makeStyles({ title: { overflowWrap: 'anywhere' } });

/** Ends a connector for every organisation, having asked: its name has to be typed, whatever is open. */
export function SeverDialog({ connector, close }: { readonly connector: Connector; readonly close: () => void }) {
  const { connectors: text, partners } = useText();
  const graph = useGraph();
  const styles = useStyles();
  const invalidate = useInvalidate(connectorsPath, severancesPath, disconnectsPath, partnersPath);
  const name = typeable(connector.displayName) ?? connector.id;
  const sever = useMutation({
    mutationFn: (because: Because) => graph.post(at(connectorsPath, connector.id, 'sever'), toldOf(because)),
    meta: { told: text.toldSevered(connector.displayName ?? connector.id), asked: text.severTitle(name) },
    onSuccess: close,
    // Nobody waits with it for the lists behind it to be read again.
    onSettled: () => void invalidate(),
  });
  return (
    <Modal busy={sever.isPending} close={close}>
      <DialogBody>
        <DialogTitle className={styles.title}>{text.severTitle(name)}</DialogTitle>
        <EndingQuestion
          meaning={text.severMeaning}
          phrase={name}
          ready
          action={sever.isPending ? partners.disconnecting : text.severAction(name)}
          asked={sever}
          confirm={sever.mutate}
          close={close}
        >
          {null}
        </EndingQuestion>
      </DialogBody>
    </Modal>
  );
}
