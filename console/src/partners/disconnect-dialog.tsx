import { Dialog, DialogBody, DialogSurface, DialogTitle } from '@fluentui/react-components';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { at } from '../../../src/client/address.ts';
import { assistPartnersPath, type Partner, partnersPath } from '../../../src/client/resources.ts';
import { unlessSuspended } from '../../../src/client/while-suspended.ts';
import { useText } from '../text/text.tsx';
import { useGraph } from '../wire/graph.ts';
import { DisconnectProof } from './disconnect-proof.tsx';
import { DisconnectQuestion } from './disconnect-question.tsx';
import { retirementIds } from './retirements.ts';

/** Asks whether it is meant, having said what it ends; then shows the proof as it happens. */
export function DisconnectDialog({ partner, close }: { readonly partner: Partner; readonly close: () => void }) {
  const { partners: text } = useText();
  const graph = useGraph();
  const queries = useQueryClient();
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
    onSettled: () => queries.invalidateQueries(),
  });
  return (
    <Dialog open modalType="modal" onOpenChange={(_, { open }) => !open && !disconnect.isPending && close()}>
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{disconnect.isSuccess ? text.proofTitle : text.disconnectTitle}</DialogTitle>
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
