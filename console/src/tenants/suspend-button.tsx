import { Field, Input, Text, useRestoreFocusTarget } from '@fluentui/react-components';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { at } from '../../../src/client/address.ts';
import { type Tenant, type TenantImpact, tenantsPath } from '../../../src/client/resources.ts';
import { typeable } from '../elements/ending-question.tsx';
import { Name } from '../elements/name.tsx';
import { PermittedButton } from '../elements/permitted-button.tsx';
import { Question } from '../elements/question.tsx';
import { useText } from '../text/text.tsx';
import { useGraph } from '../wire/graph.ts';
import { useAnswer, useInvalidate } from '../wire/queries.ts';
import { isServed } from './served.ts';

/** Stops or starts to serve an organisation; asks first, since its people notice at once. */
export function SuspendButton({
  tenant,
  named = false,
  size = 'small',
}: {
  readonly tenant: Tenant;
  /** Whether the organisation's name has to be typed before it is suspended. */
  readonly named?: boolean;
  readonly size?: 'small' | 'medium';
}) {
  const { tenants: text, ending } = useText();
  const graph = useGraph();
  const invalidate = useInvalidate(tenantsPath);
  const [asking, setAsking] = useState(false);
  const [typed, setTyped] = useState('');
  const restored = useRestoreFocusTarget();
  const served = isServed(tenant);
  const change = useMutation({
    mutationFn: () => graph.post(at(tenantsPath, tenant.id, served ? 'suspend' : 'resume')),
    meta: {
      told: (served ? text.toldSuspended : text.toldResumed)(tenant.displayName?.slice(0, 100) ?? tenant.tenantId),
    },
    onSuccess: () => setAsking(false),
    onSettled: invalidate,
  });
  const impact = useAnswer<TenantImpact>(at(tenantsPath, tenant.id, 'impact()'), { enabled: asking && served });
  const phrase = named && served ? (typeable(tenant.displayName) ?? tenant.tenantId) : undefined;
  const action = served ? text.suspend : text.resume;
  return (
    <>
      <PermittedButton
        {...restored}
        operation={served ? 'tenants.suspend' : 'tenants.resume'}
        size={size}
        onClick={() => setAsking(true)}
      >
        {action}
      </PermittedButton>
      {asking && (
        <Question
          title={action}
          action={action}
          ready={phrase === undefined || typed.trim() === phrase}
          asked={change}
          close={() => setAsking(false)}
        >
          <Text weight="semibold">
            <Name>{tenant.displayName}</Name>
          </Text>
          <Text>{served ? text.suspendMeaning : text.resumeMeaning}</Text>
          {served && impact.data && <Text>{text.suspendEnds(impact.data.openSessions)}</Text>}
          {phrase !== undefined && (
            <Field label={ending.typeToConfirm(phrase)} required>
              <Input value={typed} onChange={(_, { value }) => setTyped(value)} autoComplete="off" spellCheck={false} />
            </Field>
          )}
        </Question>
      )}
    </>
  );
}
