import { Badge, makeStyles, tokens } from '@fluentui/react-components';
import type { Followed } from '../disconnects/brief.ts';
import { stateColours } from '../disconnects/disconnect-states.ts';
import { Retirement } from '../disconnects/retirement.tsx';
import { Facts } from '../elements/value/facts.tsx';
import { Instant } from '../elements/value/instant.tsx';
import { Value } from '../elements/value/name.tsx';
import { useText } from '../text/text.tsx';

const useStyles = makeStyles({ root: { display: 'grid', gap: tokens.spacingVerticalM } });

/** What has become of a disconnect so far, at each partner. */
export function DisconnectOutcome({ disconnect }: { readonly disconnect: Followed }) {
  const { ending: text } = useText();
  const styles = useStyles();
  return (
    <div className={styles.root}>
      <Facts
        facts={[
          [text.what, text.kinds[disconnect.kind]],
          [
            text.state,
            <Badge key="state" appearance="tint" color={stateColours[disconnect.status]}>
              {text.states[disconnect.status]}
            </Badge>,
          ],
          [text.by, <Value key="by">{disconnect.requestedBy}</Value>],
          [text.when, <Instant key="when" iso={disconnect.requestedDateTime} exact />],
        ]}
      />
      {disconnect.retirements.map((retirement) => (
        <Retirement key={retirement.grantId} retirement={retirement} />
      ))}
    </div>
  );
}
