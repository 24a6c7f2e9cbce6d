import { makeStyles, Text, tokens } from '@fluentui/react-components';
import { address } from '../../../src/client/address.ts';
import { type AuditEvent, auditEventsPath, type Page } from '../../../src/client/resources.ts';
import { Failure } from '../elements/failure.tsx';
import { Instant } from '../elements/instant.tsx';
import { Loading } from '../elements/loading.tsx';
import { Name } from '../elements/name.tsx';
import { PageLink } from '../elements/page-link.tsx';
import { Panel } from '../elements/panel.tsx';
import { useText } from '../text/text.tsx';
import { nowAndThen, useAnswer } from '../wire/queries.ts';
import { activityName } from './activity-name.ts';
import { actorOf } from './actor.ts';

const useStyles = makeStyles({
  list: {
    listStyleType: 'none',
    margin: 0,
    padding: 0,
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr)',
    gap: tokens.spacingVerticalS,
  },
  item: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalM },
  name: { flexGrow: 1, minWidth: '6rem' },
});

/** The newest events that fit a filter. */
export function RecentEvents({
  title,
  filter,
  all,
}: {
  readonly title: string;
  readonly filter: string;
  /** Where the rest is. */
  readonly all: string;
}) {
  const { audit: text, general } = useText();
  const styles = useStyles();
  const { data, error, refetch } = useAnswer<Page<AuditEvent>>(
    address(auditEventsPath, { $filter: filter, $orderby: 'activityDateTime desc', $top: 8 }),
    { every: nowAndThen },
  );
  return (
    <Panel title={title}>
      {error && !data && <Failure error={error} retry={() => void refetch()} />}
      {!data && !error && <Loading />}
      {data?.value.length === 0 && <Text>{general.none}</Text>}
      <ul className={styles.list}>
        {data?.value.map((event) => (
          <li key={event.id} className={styles.item}>
            <span className={styles.name}>
              <PageLink href={`/audit?event=${encodeURIComponent(event.id)}`}>
                <Name>{activityName(text, event.activityType, event.displayName)}</Name>
              </PageLink>
            </span>
            <Name>{actorOf(event) ?? text.service}</Name>
            <Text size={200}>
              <Instant iso={event.activityDateTime} />
            </Text>
          </li>
        ))}
      </ul>
      {data && data.value.length > 0 && <PageLink href={all}>{text.all}</PageLink>}
    </Panel>
  );
}
