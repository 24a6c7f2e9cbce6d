import { Badge, makeStyles, Text, tokens } from '@fluentui/react-components';
import { useMutation } from '@tanstack/react-query';
import { at } from '../../../src/client/address.ts';
import { GraphFailure } from '../../../src/client/graph-failure.ts';
import { type Obligation, obligationsPath, type Page } from '../../../src/client/resources.ts';
import { Failure } from '../elements/failure.tsx';
import { Instant } from '../elements/instant.tsx';
import { Loading } from '../elements/loading.tsx';
import { PermittedButton } from '../elements/permitted-button.tsx';
import { useText } from '../text/text.tsx';
import { useGraph } from '../wire/graph.ts';
import { useInvalidate } from '../wire/queries.ts';
import { Panel } from './panel.tsx';

const useStyles = makeStyles({
  list: { listStyleType: 'none', margin: 0, padding: 0, display: 'grid', gap: tokens.spacingVerticalM },
  item: { display: 'grid', gap: tokens.spacingVerticalXXS },
  line: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: tokens.spacingHorizontalM },
  kind: { flexGrow: 1 },
  failure: { color: tokens.colorNeutralForeground2, overflowWrap: 'anywhere' },
});

/** What is owed to partners and not done yet, the oldest first. */
export function OpenObligations({
  answer,
}: {
  readonly answer: {
    readonly data: Page<Obligation> | undefined;
    readonly error: Error | null;
    readonly refetch: () => unknown;
  };
}) {
  const { overview: text, general } = useText();
  const styles = useStyles();
  const graph = useGraph();
  const invalidate = useInvalidate(obligationsPath);
  const retry = useMutation({
    mutationFn: async (id: string) => {
      try {
        await graph.post(at(obligationsPath, id, 'retry'));
      } catch (error) {
        // It was done meanwhile, and nothing is left to try.
        if (!(error instanceof GraphFailure) || error.kind !== 'conflict') throw error;
      }
    },
    onSettled: invalidate,
  });
  const { data, error, refetch } = answer;
  return (
    <Panel title={text.owed}>
      {error && !data && <Failure error={error} retry={() => void refetch()} />}
      {!data && !error && <Loading />}
      {data?.value.length === 0 && <Text>{text.nothingOwed}</Text>}
      {retry.error && <Failure error={retry.error} />}
      <ul className={styles.list}>
        {data?.value.map((obligation) => (
          <li key={obligation.id} className={styles.item}>
            <div className={styles.line}>
              <Text weight="semibold" className={styles.kind}>
                {text.kinds[obligation.kind] ?? obligation.kind}
              </Text>
              {obligation.status === 'reported' && (
                <Badge appearance="tint" color="danger">
                  {text.overdue}
                </Badge>
              )}
              <Text size={200}>
                <Instant iso={obligation.createdDateTime} />
              </Text>
              <PermittedButton
                operation="obligations.retry"
                size="small"
                disabledFocusable={retry.isPending}
                onClick={() => retry.mutate(obligation.id)}
              >
                {general.retryNow}
              </PermittedButton>
            </div>
            {obligation.lastFailure && (
              <Text size={200} className={styles.failure}>
                {obligation.lastFailure}
              </Text>
            )}
          </li>
        ))}
      </ul>
    </Panel>
  );
}
