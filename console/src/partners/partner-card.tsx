import { Badge, Card, makeStyles, Subtitle1, tokens, useRestoreFocusTarget } from '@fluentui/react-components';
import { PlugDisconnectedRegular } from '@fluentui/react-icons/svg/plug-disconnected';
import { useEffect, useRef, useState } from 'react';
import type { Partner } from '../../../src/client/resources.ts';
import { PermittedButton } from '../elements/button/permitted-button.tsx';
import { useHeldFocus } from '../elements/screen/held-focus.ts';
import { Name } from '../elements/value/name.tsx';
import { useText } from '../text/text.tsx';
import { ConnectButton } from './connect-button.tsx';
import { DisconnectDialog } from './disconnect-dialog.tsx';
import { Onboarding } from './onboarding.tsx';
import { PartnerFacts } from './partner-facts.tsx';
import { stateColours } from './partner-states.ts';

const useStyles = makeStyles({
  root: { gap: tokens.spacingVerticalL, padding: tokens.spacingHorizontalXL },
  head: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: tokens.spacingHorizontalM },
  name: { flexGrow: 1, minWidth: '6rem', outlineStyle: 'none' },
  actions: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalS },
});

/** One partner, and what can be done with it in its state. */
export function PartnerCard({ partner }: { readonly partner: Partner }) {
  const { partners: text } = useText();
  const styles = useStyles();
  const [disconnecting, setDisconnecting] = useState(false);
  const restored = useRestoreFocusTarget();
  const region = useHeldFocus();
  const status = partner.onboardingStatus;
  const disconnected = !disconnecting && status !== 'onboarded';
  const asked = useRef(false);
  useEffect(() => {
    // The button that the dialog was opened by is gone with the connection.
    if (asked.current && disconnected) document.getElementById(`name-${partner.id}`)?.focus();
    asked.current = disconnecting;
  }, [disconnecting, disconnected, partner.id]);
  return (
    <Card ref={region} role="group" aria-labelledby={`name-${partner.id}`} className={styles.root}>
      <div className={styles.head}>
        <Subtitle1 as="h2" id={`name-${partner.id}`} tabIndex={-1} className={styles.name}>
          <Name>{partner.displayName}</Name>
        </Subtitle1>
        <Badge appearance="tint" size="large" color={stateColours[status]}>
          {text.status[status]}
        </Badge>
      </div>
      {status === 'onboarding' && <Onboarding partner={partner} />}
      <PartnerFacts partner={partner} />
      <div className={styles.actions}>
        {status !== 'onboarded' && <ConnectButton partner={partner} />}
        {status === 'onboarded' && (
          <PermittedButton
            {...restored}
            operation={['remoteAssistancePartners.disconnect', 'partners.disconnect']}
            icon={<PlugDisconnectedRegular />}
            onClick={() => setDisconnecting(true)}
          >
            {text.disconnect}
          </PermittedButton>
        )}
      </div>
      {disconnecting && <DisconnectDialog partner={partner} close={() => setDisconnecting(false)} />}
    </Card>
  );
}
