import { Card, makeStyles, Subtitle1, Text, tokens, useRestoreFocusTarget } from '@fluentui/react-components';
import { useState } from 'react';
import type { Connector } from '../../../src/client/resources.ts';
import { PermittedButton } from '../elements/button/permitted-button.tsx';
import { useHeldFocus } from '../elements/screen/held-focus.ts';
import { ConnectorBadge } from '../elements/value/connector-badge.tsx';
import { Facts } from '../elements/value/facts.tsx';
import { Instant } from '../elements/value/instant.tsx';
import { Name } from '../elements/value/name.tsx';
import { Recorded } from '../elements/value/recorded.tsx';
import { named } from '../text/named.ts';
import { useText } from '../text/text.tsx';
import { useMissing } from '../wire/me.ts';
import { RestoreDialog } from './restore-dialog.tsx';
import { SeverDialog } from './sever-dialog.tsx';
import { SeveranceProgress } from './severance-progress.tsx';

const useStyles = makeStyles({
  root: { gap: tokens.spacingVerticalL, padding: tokens.spacingHorizontalXL },
  head: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: tokens.spacingHorizontalM },
  name: { flexGrow: 1, minWidth: '6rem', outlineStyle: 'none' },
});

/** One connector: whether its host answers, what it can do, and whether it is severed. */
export function ConnectorCard({ connector }: { readonly connector: Connector }) {
  const { connectors: text, general } = useText();
  const styles = useStyles();
  // What is asked stays what it was asked as: somebody else may sever or restore it meanwhile, and a click meant for the one must not do the other.
  const [asking, setAsking] = useState<'sever' | 'restore'>();
  const restored = useRestoreFocusTarget();
  const region = useHeldFocus();
  const maySee = useMissing('severances.get') === undefined;
  const { severanceId, capabilities } = connector;
  const severed = severanceId !== null;
  const yesOrNo = (is: boolean) => (is ? general.yes : general.no);
  const question = { connector, close: () => setAsking(undefined) };
  const told: Readonly<Record<keyof typeof capabilities, readonly [string, string]>> = {
    onboarding: [text.authorization, named(text.authorizations, capabilities.onboarding) ?? general.unknown],
    revokes: [text.revokes, yesOrNo(capabilities.revokes)],
    deviceBound: [text.deviceBound, yesOrNo(capabilities.deviceBound)],
    closesSessions: [text.closesSessions, yesOrNo(capabilities.closesSessions)],
    closingCuts: [text.closingCuts, yesOrNo(capabilities.closingCuts)],
    revokingCutsSessions: [text.revokingCuts, yesOrNo(capabilities.revokingCutsSessions)],
    access: [
      text.access,
      capabilities.access.length === 0
        ? text.partnerDecides
        : capabilities.access.map((each) => named(text.accessKinds, each) ?? each).join(' · '),
    ],
    viewOnly: [text.viewOnly, named(text.viewOnlyKinds, capabilities.viewOnly) ?? general.unknown],
    consentPrompt: [text.consentPrompt, yesOrNo(capabilities.consentPrompt)],
    inventory: [text.inventory, yesOrNo(capabilities.inventory)],
    events: [text.events, named(text.eventKinds, capabilities.events) ?? general.unknown],
  };
  return (
    <Card ref={region} role="group" aria-label={connector.displayName ?? connector.id} className={styles.root}>
      <div className={styles.head}>
        <Subtitle1 as="h2" tabIndex={-1} className={styles.name}>
          <Name>{connector.displayName ?? connector.id}</Name>
        </Subtitle1>
        <ConnectorBadge connector={connector} size="large" />
      </div>
      {severed && <Text>{text.severedMeaning}</Text>}
      {severed && maySee && <SeveranceProgress id={severanceId} />}
      <Facts
        facts={[
          [text.since, <Instant key="since" iso={connector.statusSinceDateTime} exact />],
          ...(connector.lastFailure
            ? ([[text.lastFailure, <Recorded key="failure">{connector.lastFailure}</Recorded>]] as const)
            : []),
          ...Object.values(told),
          [text.id, connector.id],
        ]}
      />
      <div>
        <PermittedButton
          {...restored}
          operation={severed ? 'connectors.restore' : 'connectors.sever'}
          onClick={() => setAsking(severed ? 'restore' : 'sever')}
        >
          {severed ? text.restore : text.sever}
        </PermittedButton>
      </div>
      {asking === 'sever' && <SeverDialog {...question} />}
      {asking === 'restore' && <RestoreDialog {...question} />}
    </Card>
  );
}
