import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  Text,
  useRestoreFocusTarget,
} from '@fluentui/react-components';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { at } from '../../../src/client/address.ts';
import { type Tenant, type TenantImpact, tenantsPath } from '../../../src/client/resources.ts';
import { Failure } from '../elements/failure.tsx';
import { Name } from '../elements/name.tsx';
import { useText } from '../text/text.tsx';
import { useGraph } from '../wire/graph.ts';
import { useAnswer } from '../wire/queries.ts';

/** Stops or starts to serve an organisation; asks first, since its people notice at once. */
export function SuspendButton({ tenant }: { readonly tenant: Tenant }) {
  const { tenants: text, general } = useText();
  const graph = useGraph();
  const queries = useQueryClient();
  const [asking, setAsking] = useState(false);
  const restored = useRestoreFocusTarget();
  const served = tenant.subscriptionState === 'active' || tenant.subscriptionState === 'warning';
  const change = useMutation({
    mutationFn: () => graph.post(at(tenantsPath, tenant.id, served ? 'suspend' : 'resume')),
    onSuccess: () => setAsking(false),
    onSettled: () => queries.invalidateQueries(),
  });
  const impact = useAnswer<TenantImpact>(at(tenantsPath, tenant.id, 'impact()'), { enabled: asking && served });
  const action = served ? text.suspend : text.resume;
  return (
    <>
      <Button {...restored} size="small" onClick={() => setAsking(true)}>
        {action}
      </Button>
      <Dialog open={asking} onOpenChange={(_, { open }) => setAsking(open)}>
        <DialogSurface>
          <DialogBody>
            <DialogTitle>{action}</DialogTitle>
            <DialogContent>
              <Text weight="semibold">
                <Name>{tenant.displayName}</Name>
              </Text>
              <p>{served ? text.suspendMeaning : text.resumeMeaning}</p>
              {served && impact.data && <p>{text.suspendEnds(impact.data.openSessions)}</p>}
              {change.error && <Failure error={change.error} />}
            </DialogContent>
            <DialogActions>
              <Button onClick={() => setAsking(false)}>{general.cancel}</Button>
              <Button appearance="primary" disabledFocusable={change.isPending} onClick={() => change.mutate()}>
                {action}
              </Button>
            </DialogActions>
          </DialogBody>
        </DialogSurface>
      </Dialog>
    </>
  );
}
