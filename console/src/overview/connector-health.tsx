import { makeStyles, Text, tokens } from '@fluentui/react-components';
import { type Connector, connectorsPath, type Page } from '../../../src/client/resources.ts';
import { Failure } from '../elements/failure/failure.tsx';
import { Empty } from '../elements/page/empty.tsx';
import { Loading } from '../elements/page/loading.tsx';
import { Panel } from '../elements/page/panel.tsx';
import { ConnectorBadge } from '../elements/value/connector-badge.tsx';
import { Instant } from '../elements/value/instant.tsx';
import { Name } from '../elements/value/name.tsx';
import { Recorded } from '../elements/value/recorded.tsx';
import { useText } from '../text/text.tsx';
import { nowAndThen, useAnswer } from '../wire/queries.ts';

const useStyles = makeStyles({
  list: { listStyleType: 'none', margin: 0, padding: 0, display: 'grid', gap: tokens.spacingVerticalM },
  item: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: tokens.spacingHorizontalM },
  name: { flexGrow: 1, minWidth: '6rem' },
  failure: { flexBasis: '100%', color: tokens.colorNeutralForeground2, overflowWrap: 'anywhere' },
});

/** Which partner products are configured, whether their hosts answer, and which are severed. */
export function ConnectorHealth() {
  const { overview: text } = useText();
  const styles = useStyles();
  const { data, error, refetch } = useAnswer<Page<Connector>>(connectorsPath, { every: nowAndThen });
  return (
    <Panel title={text.connectors}>
      {error && !data && <Failure error={error} retry={() => void refetch()} />}
      {!data && !error && <Loading />}
      {data?.value.length === 0 && <Empty title={text.noConnectors}>{text.noConnectorsNext}</Empty>}
      {data && (
        <ul className={styles.list}>
          {data.value.map((connector) => (
            <li key={connector.id} className={styles.item}>
              <Text weight="semibold" className={styles.name}>
                <Name>{connector.displayName ?? connector.id}</Name>
              </Text>
              <ConnectorBadge connector={connector} />
              <Text size={200}>
                <Instant iso={connector.statusSinceDateTime} />
              </Text>
              {connector.status === 'unreachable' && connector.lastFailure && (
                <Text size={200} className={styles.failure}>
                  <Recorded>{connector.lastFailure}</Recorded>
                </Text>
              )}
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
