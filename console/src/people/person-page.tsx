import { makeStyles, Text, tokens } from '@fluentui/react-components';
import { address } from '../../../src/client/address.ts';
import { literal } from '../../../src/client/expression.ts';
import {
  type AuditEvent,
  auditEventsPath,
  type Device,
  devicesPath,
  type Page,
} from '../../../src/client/resources.ts';
import { RecentEvents } from '../audit/recent-events.tsx';
import { Failure } from '../elements/failure/failure.tsx';
import { useParameters } from '../elements/list/parameters.ts';
import { Loading } from '../elements/page/loading.tsx';
import { PageHeader } from '../elements/page/page-header.tsx';
import { PageLink } from '../elements/page/page-link.tsx';
import { Panel } from '../elements/page/panel.tsx';
import { Instant } from '../elements/value/instant.tsx';
import { Name } from '../elements/value/name.tsx';
import { RecentSessions } from '../sessions/recent-sessions.tsx';
import { NotFoundPage } from '../shell/not-found-page.tsx';
import { useText } from '../text/text.tsx';
import { useAnswer } from '../wire/queries.ts';
import { RevokeCaller } from './revoke-caller.tsx';

const useStyles = makeStyles({
  root: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fit, minmax(min(26rem, 100%), 1fr))',
    gap: tokens.spacingHorizontalXL,
    alignItems: 'start',
  },
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

/** All of one person: their devices, the help that they were given and gave, and what they did. */
export function PersonPage() {
  const { people: text } = useText();
  const styles = useStyles();
  const [{ name }] = useParameters(['name']);
  const by = `actor/userPrincipalName eq ${literal(name)}`;
  // Tokens name a person by an id, which the trail has of whoever did something here.
  const last = useAnswer<Page<AuditEvent>>(
    address(auditEventsPath, { $filter: by, $orderby: 'activityDateTime desc', $top: 1 }),
  );
  const id = last.data?.value[0]?.actor?.userId;
  const encoded = encodeURIComponent(name);
  if (name.trim() === '') return <NotFoundPage />;
  return (
    <>
      <PageHeader title={name}>{id && <RevokeCaller key={id} id={id} name={name} />}</PageHeader>
      <div className={styles.root}>
        <PersonDevices name={name} />
        <RecentSessions
          title={text.received}
          filter={`userPrincipalName eq ${literal(name)}`}
          all={`/sessions?user=${encoded}`}
        />
        <RecentSessions
          title={text.asked}
          filter={`requestedBy eq ${literal(name)}`}
          all={`/sessions?supporter=${encoded}`}
        />
        <RecentEvents title={text.did} filter={by} all={`/audit?person=${encoded}`} allText={text.everything} />
      </div>
    </>
  );
}

function PersonDevices({ name }: { readonly name: string }) {
  const { people: text, sessions } = useText();
  const styles = useStyles();
  const { data, error, refetch } = useAnswer<Page<Device>>(
    address(devicesPath, {
      $filter: `userPrincipalName eq ${literal(name)}`,
      $select: 'id,deviceName,operatingSystem,lastSyncDateTime',
      $top: 50,
    }),
  );
  return (
    <Panel title={text.devices}>
      {error && !data && <Failure error={error} retry={() => void refetch()} />}
      {!data && !error && <Loading />}
      {data?.value.length === 0 && <Text>{text.noDevices}</Text>}
      <ul className={styles.list}>
        {data?.value.map(({ id, deviceName, operatingSystem, lastSyncDateTime }) => (
          <li key={id} className={styles.item}>
            <span className={styles.name}>
              <PageLink href={`/devices/${encodeURIComponent(id)}`}>
                <Name>{deviceName}</Name>
              </PageLink>
            </span>
            {operatingSystem && <Text size={200}>{operatingSystem}</Text>}
            <Text size={200}>
              <Instant iso={lastSyncDateTime} />
            </Text>
          </li>
        ))}
      </ul>
      {data?.['@odata.nextLink'] && <PageLink href={`/devices?q=${encodeURIComponent(name)}`}>{sessions.all}</PageLink>}
    </Panel>
  );
}
