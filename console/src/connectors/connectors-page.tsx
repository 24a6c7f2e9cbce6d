import { makeStyles, tokens } from '@fluentui/react-components';
import { type Connector, connectorsPath, type Page } from '../../../src/client/resources.ts';
import { Failure } from '../elements/failure/failure.tsx';
import { Empty } from '../elements/page/empty.tsx';
import { Loading } from '../elements/page/loading.tsx';
import { PageHeader } from '../elements/page/page-header.tsx';
import { useText } from '../text/text.tsx';
import { useMe, useMissing } from '../wire/me.ts';
import { nowAndThen, useAnswer } from '../wire/queries.ts';
import { ConnectorCard } from './connector-card.tsx';
import { Severances } from './severances.tsx';

const useStyles = makeStyles({
  cards: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fill, minmax(min(30rem, 100%), 1fr))',
    gap: tokens.spacingHorizontalL,
    alignItems: 'start',
    marginBottom: tokens.spacingVerticalL,
  },
});

/** The partner products that this service speaks to: what each can do, and for its operator the way to end one for everybody. */
export function ConnectorsPage() {
  const { connectors: text, overview } = useText();
  const styles = useStyles();
  const known = useMe().isSuccess;
  const isOperator = useMissing('severances.list') === undefined && known;
  const { data, error, refetch } = useAnswer<Page<Connector>>(connectorsPath, { every: nowAndThen });
  return (
    <>
      <PageHeader title={text.title} description={text.description} />
      {error && <Failure error={error} retry={() => void refetch()} />}
      {!data && !error && <Loading />}
      {data?.value.length === 0 && <Empty title={overview.noConnectors}>{overview.noConnectorsNext}</Empty>}
      <div className={styles.cards}>
        {data?.value.map((connector) => (
          <ConnectorCard key={connector.id} connector={connector} />
        ))}
      </div>
      {isOperator && <Severances />}
    </>
  );
}
