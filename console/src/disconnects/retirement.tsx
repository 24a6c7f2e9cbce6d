import { Card, makeStyles, Subtitle2, Text, tokens } from '@fluentui/react-components';
import type { Disconnect } from '../../../src/client/resources.ts';
import { Announced } from '../elements/page/announced.tsx';
import { Instant } from '../elements/value/instant.tsx';
import { Recorded } from '../elements/value/recorded.tsx';
import { named } from '../text/named.ts';
import { useRecorded, useText } from '../text/text.tsx';

const useStyles = makeStyles({
  root: { gap: tokens.spacingVerticalM },
  steps: { margin: 0, paddingInlineStart: tokens.spacingHorizontalXL, display: 'grid', gap: tokens.spacingVerticalXS },
  answer: { display: 'block', color: tokens.colorNeutralForeground2, overflowWrap: 'anywhere' },
});

/** What is taken away at one partner: each step with its time and the partner's answer, and what nobody could be shown. */
export function Retirement({ retirement }: { readonly retirement: Disconnect['retirements'][number] }) {
  const { ending: text } = useText();
  const styles = useStyles();
  const recorded = useRecorded();
  const proven = retirement.status !== 'unconfirmed';
  const { connector, attempts, steps, lastFailure, notEstablished, completedDateTime } = retirement;
  return (
    <Card role="group" appearance="outline" aria-label={connector} className={styles.root}>
      <Subtitle2 as="h2">{text.atPartner(connector)}</Subtitle2>
      <Text>{text.attempts(attempts)}</Text>
      {steps.length > 0 && (
        <ol className={styles.steps}>
          {steps.map((step) => (
            <li key={`${step.name} ${step.resourceId} ${step.completedDateTime}`}>
              {named(text.steps, proven || step.name !== 'refusedWhenAskedAgain' ? step.name : 'refusedWithoutProof')} ·{' '}
              <Instant iso={step.completedDateTime} exact />
              {(step.detail || step.answer) && (
                <Text size={200} className={styles.answer}>
                  {step.detail && <Recorded>{step.detail}</Recorded>}
                  {step.detail && step.answer && ' · '}
                  {step.answer && <Recorded>{step.answer}</Recorded>}
                </Text>
              )}
            </li>
          ))}
        </ol>
      )}
      <Announced>
        {lastFailure && completedDateTime === null && <Text>{text.tried(recorded(lastFailure))}</Text>}
      </Announced>
      {notEstablished.length > 0 && (
        <section>
          <Text weight="semibold">{text.notEstablished}</Text>
          <ul className={styles.steps}>
            {notEstablished.map((each) => (
              <li key={each}>
                <Recorded>{each}</Recorded>
              </li>
            ))}
          </ul>
        </section>
      )}
    </Card>
  );
}
