import { address } from '../../../src/client/address.ts';
import { every, literal } from '../../../src/client/expression.ts';
import {
  type AuditEvent,
  auditEventsPath,
  type Connector,
  connectorsPath,
  type Page,
  type Partner,
} from '../../../src/client/resources.ts';
import { PageLink } from '../elements/page/page-link.tsx';
import { Facts } from '../elements/value/facts.tsx';
import { Instant } from '../elements/value/instant.tsx';
import { Value } from '../elements/value/name.tsx';
import type { Text } from '../text/en.ts';
import { named } from '../text/named.ts';
import { useText } from '../text/text.tsx';
import { nowAndThen, useAnswer } from '../wire/queries.ts';
import { connectorOf } from './connector-of.ts';

/** Since when and by whom it is connected, from the audit trail; when it last answered, and whether its host does now. */
export function PartnerFacts({ partner }: { readonly partner: Partner }) {
  const { partners: text, overview, connectors: words, general } = useText();
  const connected = partner.onboardingStatus === 'onboarded';
  const events = useAnswer<Page<AuditEvent>>(
    address(auditEventsPath, {
      $filter: every(
        "activityType eq 'CompleteOnboarding RemoteAssistancePartner'",
        `resources/any(r:r/resourceId eq ${literal(partner.id)})`,
      ),
      $orderby: 'activityDateTime desc',
      $top: 1,
    }),
    { enabled: connected },
  );
  const connectors = useAnswer<Page<Connector>>(connectorsPath, { every: nowAndThen });
  const [event] = events.data?.value ?? [];
  const connector = connectorOf(partner, connectors.data?.value);
  const unknown = events.isLoading ? general.loading : general.unknown;
  return (
    <Facts
      facts={[
        ...(connected
          ? ([
              [text.since, event ? <Instant key="since" iso={event.activityDateTime} exact /> : unknown],
              [text.by, event ? <Consent key="by" event={event} /> : unknown],
              [text.account, event ? <Value key="account">{newValue(event, 'PartnerAccount')}</Value> : unknown],
            ] as const)
          : []),
        [text.lastContact, <Instant key="last" iso={partner.lastConnectionDateTime} />],
        [text.health, connector ? overview.connectorStatus[connector.status] : unknown],
        ...(connector ? promises(connector, words, general) : []),
      ]}
    />
  );
}

/** Who asked for the connection: the consent itself comes back with a browser, which proves nobody. */
function Consent({ event }: { readonly event: AuditEvent }) {
  return (
    <PageLink href={`/audit?event=${encodeURIComponent(event.id)}`}>
      <Value>{newValue(event, 'RequestedBy')}</Value>
    </PageLink>
  );
}

function newValue({ resources }: AuditEvent, name: string): string | null | undefined {
  const changes = resources.flatMap(({ modifiedProperties }) => modifiedProperties);
  return changes.find(({ displayName }) => displayName === name)?.newValue;
}

/** How it is connected, and what can be proven once it is ended: the same lines for each, so that two stand side by side. */
function promises(
  { capabilities: can }: Connector,
  text: Text['connectors'],
  { yes, no }: Text['general'],
): readonly (readonly [string, string])[] {
  return [
    [text.authorization, named(text.authorizations, can.onboarding) ?? can.onboarding],
    [text.revokes, can.revokes ? yes : no],
    [text.closesSessions, can.closesSessions ? yes : no],
    [text.closingCuts, can.closingCuts ? yes : no],
    [text.revokingCuts, can.revokingCutsSessions ? yes : no],
  ];
}
