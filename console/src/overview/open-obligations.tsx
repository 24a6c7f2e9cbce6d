import { Badge, makeStyles, Text, tokens } from '@fluentui/react-components';
import { PermittedButton } from '../elements/button/permitted-button.tsx';
import { Failure } from '../elements/failure/failure.tsx';
import { Loading } from '../elements/page/loading.tsx';
import { PageLink } from '../elements/page/page-link.tsx';
import { Panel } from '../elements/page/panel.tsx';
import { Instant } from '../elements/value/instant.tsx';
import { Recorded } from '../elements/value/recorded.tsx';
import { useRetry } from '../obligations/retry.ts';
import { RetryOutcome } from '../obligations/retry-outcome.tsx';
import { useText } from '../text/text.tsx';
import type { Owing } from './owing.ts';

const useStyles = makeStyles({
  list: { listStyleType: 'none', margin: 0, padding: 0, display: 'grid', gap: tokens.spacingVerticalM },
  item: { display: 'grid', gap: tokens.spacingVerticalXXS },
  line: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: tokens.spacingHorizontalM },
  kind: { flexGrow: 1 },
  failure: { color: tokens.colorNeutralForeground2, overflowWrap: 'anywhere' },
});

/** What is owed to partners and not done yet, the oldest first. */
export function OpenObligations({ answer }: { readonly answer: Owing }) {
  const { overview: text, obligations, general } = useText();
  const styles = useStyles();
  const retry = useRetry();
  const { data, error, refetch } = answer;
  return (
    <Panel title={text.owed}>
      {error && !data && <Failure error={error} retry={() => void refetch()} />}
      {!data && !error && <Loading />}
      {data?.value.length === 0 && <Text>{text.nothingOwed}</Text>}
      <RetryOutcome retry={retry} />
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
                onClick={() => retry.mutate([obligation.id])}
              >
                {general.retryNow}
              </PermittedButton>
            </div>
            {obligation.lastFailure && (
              <Text size={200} className={styles.failure}>
                <Recorded>{obligation.lastFailure}</Recorded>
              </Text>
            )}
          </li>
        ))}
      </ul>
      {data && data.value.length > 0 && <PageLink href="/obligations">{obligations.all}</PageLink>}
    </Panel>
  );
}
