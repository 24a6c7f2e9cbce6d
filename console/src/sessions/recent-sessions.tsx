import { Badge, makeStyles, Text, tokens } from '@fluentui/react-components';
import { address } from '../../../src/client/address.ts';
import { type Page, type Session, sessionsPath } from '../../../src/client/resources.ts';
import { Failure } from '../elements/failure.tsx';
import { Instant } from '../elements/instant.tsx';
import { Loading } from '../elements/loading.tsx';
import { Name } from '../elements/name.tsx';
import { PageLink } from '../elements/page-link.tsx';
import { Panel } from '../elements/panel.tsx';
import { useFormat, useText } from '../text/text.tsx';
import { nowAndThen, useAnswer } from '../wire/queries.ts';
import { insideNow, secondsOfHelp } from './help.ts';
import { stateColours } from './session-states.ts';

const useStyles = makeStyles({
  list: {
    listStyleType: 'none',
    margin: 0,
    padding: 0,
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr)',
    gap: tokens.spacingVerticalS,
  },
  item: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: tokens.spacingHorizontalM },
  name: { flexGrow: 1, minWidth: '6rem' },
});

/** The newest sessions that fit a filter: which device, who helped, when, how long. */
export function RecentSessions({
  title,
  filter,
  all,
}: {
  readonly title: string;
  readonly filter: string;
  /** Where the rest is. */
  readonly all: string;
}) {
  const { sessions: text, general } = useText();
  const format = useFormat();
  const styles = useStyles();
  const { data, error, refetch } = useAnswer<Page<Session>>(
    address(sessionsPath, { $filter: filter, $orderby: 'requestedDateTime desc', $top: 8 }),
    { every: nowAndThen },
  );
  return (
    <Panel title={title}>
      {error && !data && <Failure error={error} retry={() => void refetch()} />}
      {!data && !error && <Loading />}
      {data?.value.length === 0 && <Text>{general.none}</Text>}
      <ul className={styles.list}>
        {data?.value.map((session) => (
          <li key={session.id} className={styles.item}>
            <Badge appearance="tint" color={stateColours[session.status]}>
              {text.status[session.status]}
            </Badge>
            <span className={styles.name}>
              <PageLink href={`/sessions?session=${encodeURIComponent(session.id)}`}>
                <Name>{session.deviceName ?? session.deviceId}</Name>
              </PageLink>
            </span>
            <Name>{insideNow(session)[0] ?? session.connections.at(-1)?.supporter ?? session.requestedBy}</Name>
            <Text size={200}>{format.duration(secondsOfHelp(session))}</Text>
            <Text size={200}>
              <Instant iso={session.requestedDateTime} />
            </Text>
          </li>
        ))}
      </ul>
      {data && data.value.length > 0 && <PageLink href={all}>{text.all}</PageLink>}
    </Panel>
  );
}
