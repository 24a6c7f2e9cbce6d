import {
  Button,
  DialogActions,
  DialogBody,
  DialogTitle,
  MessageBar,
  MessageBarBody,
  makeStyles,
  Text,
} from '@fluentui/react-components';
import { useMutation } from '@tanstack/react-query';
import { at } from '../../../src/client/address.ts';
import { disconnectsPath, type Tenant, type TenantImpact, tenantsPath } from '../../../src/client/resources.ts';
import { DialogParts } from '../elements/dialog/dialog-parts.tsx';
import { Modal } from '../elements/dialog/modal.tsx';
import { type Because, toldOf } from '../elements/ending/because.ts';
import { EndingQuestion, typeable } from '../elements/ending/ending-question.tsx';
import { Failure } from '../elements/failure/failure.tsx';
import { Loading } from '../elements/page/loading.tsx';
import { useText } from '../text/text.tsx';
import { useGraph } from '../wire/graph.ts';
import { useAnswer, useInvalidate } from '../wire/queries.ts';

const useStyles = makeStyles({ title: { overflowWrap: 'anywhere', outlineStyle: 'none' } });

/** Disconnects an organisation from all its partners, for its operator: what that ends, why, and that it is meant. */
export function DisconnectTenant({ tenant, close }: { readonly tenant: Tenant; readonly close: () => void }) {
  const { tenants: text, partners, general } = useText();
  const graph = useGraph();
  const styles = useStyles();
  const invalidate = useInvalidate(tenantsPath, disconnectsPath);
  const impact = useAnswer<TenantImpact>(at(tenantsPath, tenant.id, 'impact()'));
  const name = typeable(tenant.displayName) ?? tenant.tenantId;
  const disconnect = useMutation({
    mutationFn: (because: Because) => graph.post(at(tenantsPath, tenant.id, 'disconnect'), toldOf(because)),
    meta: { asked: text.disconnectTitle(name) },
    // Nobody waits with it for the lists behind it to be read again.
    onSettled: () => void invalidate(),
  });
  const { partners: connected = 0, openSessions = 0, devices = 0 } = impact.data ?? {};
  return (
    <Modal busy={disconnect.isPending} close={close}>
      <DialogBody>
        <DialogTitle tabIndex={-1} data-result className={styles.title}>
          {disconnect.isSuccess ? partners.proofOf(name) : text.disconnectTitle(name)}
        </DialogTitle>
        {disconnect.isSuccess ? (
          <>
            <DialogParts>
              <Text>{text.disconnected}</Text>
            </DialogParts>
            <DialogActions fluid>
              <Button appearance="primary" onClick={close}>
                {general.close}
              </Button>
            </DialogActions>
          </>
        ) : (
          <EndingQuestion
            meaning={partners.disconnectMeaning}
            phrase={name}
            ready={impact.isFetched}
            action={disconnect.isPending ? partners.disconnecting : partners.disconnectOrganisation(name)}
            asked={disconnect}
            confirm={disconnect.mutate}
            close={close}
          >
            {impact.isLoading && <Loading />}
            {impact.error && <Failure error={impact.error} retry={() => void impact.refetch()} />}
            {impact.data && (
              <MessageBar intent={openSessions > 0 ? 'warning' : 'info'} layout="multiline">
                <MessageBarBody>
                  {text.disconnects(connected)}{' '}
                  {openSessions > 0 ? partners.ends(openSessions, devices) : partners.endsNothing}
                </MessageBarBody>
              </MessageBar>
            )}
          </EndingQuestion>
        )}
      </DialogBody>
    </Modal>
  );
}
