import { DialogBody, DialogTitle, makeStyles } from '@fluentui/react-components';
import { useMutation } from '@tanstack/react-query';
import { at } from '../../../src/client/address.ts';
import {
  assistPartnersPath,
  devicesPath,
  disconnectsPath,
  obligationsPath,
  type Partner,
  partnersPath,
  sessionsPath,
} from '../../../src/client/resources.ts';
import { Modal } from '../elements/dialog/modal.tsx';
import { type Because, toldOf } from '../elements/ending/because.ts';
import { shortened } from '../text/shortened.ts';
import { useText } from '../text/text.tsx';
import { useGraph } from '../wire/graph.ts';
import { useMissing, useOrganisation } from '../wire/me.ts';
import { useInvalidate } from '../wire/queries.ts';
import { DisconnectProof } from './disconnect-proof.tsx';
import { DisconnectQuestion } from './disconnect-question.tsx';

const useStyles = makeStyles({ title: { overflowWrap: 'anywhere', outlineStyle: 'none' } });

/** Asks whether it is meant, having said what it ends; then shows the proof as it happens. */
export function DisconnectDialog({ partner, close }: { readonly partner: Partner; readonly close: () => void }) {
  const { partners: text, general } = useText();
  const graph = useGraph();
  const styles = useStyles();
  const organisation = useOrganisation();
  const invalidate = useInvalidate(
    partnersPath,
    assistPartnersPath,
    obligationsPath,
    sessionsPath,
    devicesPath,
    disconnectsPath,
  );
  // Graph's own disconnect takes no reason, and another permission.
  const takesReason = useMissing('partners.disconnect') === undefined;
  // With several partners, whoever is in a hurry has to see which.
  const title = [organisation ?? '', shortened(partner.displayName?.trim() || general.unnamed, 100)] as const;
  const disconnect = useMutation({
    mutationFn: (because: Because) =>
      takesReason
        ? graph.post(at(assistPartnersPath, partner.id, 'disconnect'), toldOf(because))
        : graph.post(at(partnersPath, partner.id, 'disconnect')),
    meta: { asked: text.disconnectTitle(...title) },
    // Nobody waits with it for the lists behind it to be read again.
    onSettled: () => void invalidate(),
  });
  return (
    <Modal busy={disconnect.isPending} close={close}>
      <DialogBody>
        <DialogTitle tabIndex={-1} data-result className={styles.title}>
          {disconnect.isSuccess ? text.proofOf(...title) : text.disconnectTitle(...title)}
        </DialogTitle>
        {disconnect.isSuccess ? (
          <DisconnectProof partner={partner} close={close} />
        ) : (
          <DisconnectQuestion
            partner={partner}
            takesReason={takesReason}
            close={close}
            confirm={disconnect.mutate}
            asked={disconnect}
          />
        )}
      </DialogBody>
    </Modal>
  );
}
