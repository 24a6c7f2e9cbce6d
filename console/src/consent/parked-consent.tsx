import { MessageBar, MessageBarActions, MessageBarBody, MessageBarTitle } from '@fluentui/react-components';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { at } from '../../../src/client/address.ts';
import { type AwaitedConsent, assistPartnersPath, type Partner } from '../../../src/client/resources.ts';
import { PermittedButton } from '../elements/button/permitted-button.tsx';
import { Failure } from '../elements/failure/failure.tsx';
import { Facts } from '../elements/value/facts.tsx';
import { Value } from '../elements/value/name.tsx';
import { useText } from '../text/text.tsx';
import { useGraph } from '../wire/graph.ts';
import { soon, useAnswer } from '../wire/queries.ts';

/** An account has consented, and counts for nothing until somebody says whose it is. */
export function ParkedConsent({ partner }: { readonly partner: Partner }) {
  const { consent: text } = useText();
  const graph = useGraph();
  const queries = useQueryClient();
  const path = at(assistPartnersPath, partner.id);
  const { data } = useAnswer<AwaitedConsent>(at(path, 'awaitedConsent()'), { every: soon });
  const decide = useMutation({
    mutationFn: ({ action, accountId }: { action: 'confirmConsent' | 'denyConsent'; accountId: string | null }) =>
      graph.post(at(path, action), action === 'confirmConsent' ? { accountId } : {}),
    onSettled: () => queries.invalidateQueries(),
  });
  if (data?.status !== 'parked') return null;
  const { accountId, accountName, accountEmail, accountCompany } = data;
  return (
    <>
      <MessageBar intent="warning" layout="multiline" role="alert">
        <MessageBarBody>
          <MessageBarTitle>{text.parkedTitle}</MessageBarTitle>
          {text.parked}
          <Facts
            facts={[
              [text.accountName, <Value key="name">{accountName}</Value>],
              [text.accountEmail, <Value key="email">{accountEmail}</Value>],
              [text.accountCompany, <Value key="company">{accountCompany}</Value>],
            ]}
          />
        </MessageBarBody>
        <MessageBarActions>
          <PermittedButton
            operation="partners.confirmConsent"
            appearance="primary"
            disabledFocusable={decide.isPending}
            onClick={() => decide.mutate({ action: 'confirmConsent', accountId })}
          >
            {text.confirmAccount}
          </PermittedButton>
          <PermittedButton
            operation="partners.denyConsent"
            disabledFocusable={decide.isPending}
            onClick={() => decide.mutate({ action: 'denyConsent', accountId })}
          >
            {text.deny}
          </PermittedButton>
        </MessageBarActions>
      </MessageBar>
      {decide.error && <Failure error={decide.error} />}
    </>
  );
}
