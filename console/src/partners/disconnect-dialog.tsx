import { Dialog, DialogBody, DialogSurface, DialogTitle, makeStyles } from '@fluentui/react-components';
import { useMutation } from '@tanstack/react-query';
import { at } from '../../../src/client/address.ts';
import {
  assistPartnersPath,
  devicesPath,
  obligationsPath,
  type Partner,
  partnersPath,
  sessionsPath,
} from '../../../src/client/resources.ts';
import { unlessSuspended } from '../../../src/client/while-suspended.ts';
import { useHeldFocus } from '../elements/held-focus.ts';
import { useText } from '../text/text.tsx';
import { useGraph } from '../wire/graph.ts';
import { useOrganisation } from '../wire/me.ts';
import { useInvalidate } from '../wire/queries.ts';
import { DisconnectProof } from './disconnect-proof.tsx';
import { DisconnectQuestion } from './disconnect-question.tsx';
import { retirementIds } from './retirements.ts';

const useStyles = makeStyles({ title: { overflowWrap: 'anywhere', outlineStyle: 'none' } });

/** Asks whether it is meant, having said what it ends; then shows the proof as it happens. */
export function DisconnectDialog({ partner, close }: { readonly partner: Partner; readonly close: () => void }) {
  const { partners: text } = useText();
  const graph = useGraph();
  const styles = useStyles();
  const organisation = useOrganisation();
  const invalidate = useInvalidate(partnersPath, obligationsPath, sessionsPath, devicesPath);
  const region = useHeldFocus();
  const disconnect = useMutation({
    mutationFn: async () => {
      // Whoever may not see the proof may still disconnect.
      const before = await retirementIds(graph).catch(() => undefined);
      await unlessSuspended(
        () => graph.post(at(partnersPath, partner.id, 'disconnect')),
        () => graph.post(at(assistPartnersPath, partner.id, 'disconnect'), {}),
      );
      return before;
    },
    onSettled: invalidate,
  });
  return (
    <Dialog open modalType="modal" onOpenChange={(_, { open }) => !open && !disconnect.isPending && close()}>
      <DialogSurface ref={region}>
        <DialogBody>
          <DialogTitle tabIndex={-1} data-result className={styles.title}>
            {disconnect.isSuccess ? text.proofOf(organisation ?? '') : text.disconnectTitle(organisation ?? '')}
          </DialogTitle>
          {disconnect.isSuccess ? (
            <DisconnectProof before={disconnect.data} close={close} />
          ) : (
            <DisconnectQuestion
              partner={partner}
              close={close}
              confirm={() => disconnect.mutate()}
              pending={disconnect.isPending}
              error={disconnect.error}
            />
          )}
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}
