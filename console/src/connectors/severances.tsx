import { makeStyles, Subtitle2, tokens } from '@fluentui/react-components';
import { address } from '../../../src/client/address.ts';
import { type Page, type Severance, severancesPath } from '../../../src/client/resources.ts';
import { Failure } from '../elements/failure/failure.tsx';
import { Facts } from '../elements/value/facts.tsx';
import { Instant } from '../elements/value/instant.tsx';
import { Name, Value } from '../elements/value/name.tsx';
import { useText } from '../text/text.tsx';
import { nowAndThen, useAnswer } from '../wire/queries.ts';
import { SeveranceProgress } from './severance-progress.tsx';

const useStyles = makeStyles({
  list: { listStyleType: 'none', margin: 0, padding: 0, display: 'grid', gap: tokens.spacingVerticalL },
  item: {
    display: 'grid',
    gap: tokens.spacingVerticalS,
    paddingBlock: tokens.spacingVerticalM,
    borderTop: `1px solid ${tokens.colorNeutralStroke2}`,
  },
});

/** The severances that there were, the newest first. */
export function Severances() {
  const { connectors: text, ending, general } = useText();
  const styles = useStyles();
  const { data, error, refetch } = useAnswer<Page<Severance>>(address(severancesPath, { $top: 20 }), {
    every: nowAndThen,
  });
  return (
    <section>
      <Subtitle2 as="h2">{text.severances}</Subtitle2>
      {error && !data && <Failure error={error} retry={() => void refetch()} />}
      {data?.value.length === 0 && <p>{text.noSeverances}</p>}
      <ul className={styles.list}>
        {data?.value.map((each) => (
          <li key={each.id} className={styles.item}>
            <Facts
              facts={[
                [text.connector, <Name key="connector">{each.connector}</Name>],
                [ending.when, <Instant key="when" iso={each.createdDateTime} exact />],
                [ending.by, <Value key="by">{each.requestedBy}</Value>],
                [
                  ending.reason,
                  each.reason ? (
                    <Name key="reason" whole>
                      {each.reason}
                    </Name>
                  ) : (
                    general.none
                  ),
                ],
                [ending.ticket, each.ticket ? <Name key="ticket">{each.ticket}</Name> : general.none],
                [
                  text.restoredAt,
                  each.restoredDateTime ? <Instant key="restored" iso={each.restoredDateTime} exact /> : general.no,
                ],
              ]}
            />
            <SeveranceProgress id={each.id} />
          </li>
        ))}
      </ul>
    </section>
  );
}
