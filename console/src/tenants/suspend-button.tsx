import { Field, Input, Text, useRestoreFocusTarget } from '@fluentui/react-components';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { at } from '../../../src/client/address.ts';
import { type Tenant, type TenantImpact, tenantsPath } from '../../../src/client/resources.ts';
import { PermittedButton } from '../elements/button/permitted-button.tsx';
import { asTyped, typeable } from '../elements/ending/ending-question.tsx';
import { Question } from '../elements/ending/question.tsx';
import { Name } from '../elements/value/name.tsx';
import { shortened } from '../text/shortened.ts';
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
  const { tenants: text } = useText();
  // What is asked stays what it was asked as, whatever another operator does meanwhile.
  const [asking, setAsking] = useState<'suspend' | 'resume'>();
  const restored = useRestoreFocusTarget();
  const change = isServed(tenant) ? 'suspend' : 'resume';
  return (
    <>
      <PermittedButton {...restored} operation={`tenants.${change}`} size={size} onClick={() => setAsking(change)}>
        {text[change]}
      </PermittedButton>
      {asking && <SuspendQuestion tenant={tenant} change={asking} named={named} close={() => setAsking(undefined)} />}
    </>
  );
}

function SuspendQuestion({
  tenant,
  change,
  named,
  close,
}: {
  readonly tenant: Tenant;
  readonly change: 'suspend' | 'resume';
  readonly named: boolean;
  readonly close: () => void;
}) {
  const { tenants: text, ending } = useText();
  const graph = useGraph();
  const invalidate = useInvalidate(tenantsPath);
  const [typed, setTyped] = useState('');
  const suspends = change === 'suspend';
  const asked = useMutation({
    mutationFn: () => graph.post(at(tenantsPath, tenant.id, change)),
    meta: {
      told: (suspends ? text.toldSuspended : text.toldResumed)(shortened(tenant.displayName ?? tenant.tenantId, 100)),
    },
    onSuccess: close,
    // Nobody waits with it for the lists behind it to be read again.
    onSettled: () => void invalidate(),
  });
  const impact = useAnswer<TenantImpact>(at(tenantsPath, tenant.id, 'impact()'), { enabled: suspends });
  const phrase = named && suspends ? (typeable(tenant.displayName) ?? tenant.tenantId) : undefined;
  return (
    <Question
      title={text[change]}
      action={text[change]}
      ready={phrase === undefined || asTyped(typed) === phrase}
      ends={suspends}
      asked={asked}
      close={close}
    >
      <Text weight="semibold">
        <Name>{tenant.displayName}</Name>
      </Text>
      <Text>{suspends ? text.suspendMeaning : text.resumeMeaning}</Text>
      {impact.data && <Text>{text.suspendEnds(impact.data.openSessions)}</Text>}
      {phrase !== undefined && (
        <Field label={ending.typeToConfirm(phrase)} required>
          <Input
            dir="auto"
            value={typed}
            onChange={(_, { value }) => setTyped(value)}
            autoComplete="off"
            spellCheck={false}
          />
        </Field>
      )}
    </Question>
  );
}
