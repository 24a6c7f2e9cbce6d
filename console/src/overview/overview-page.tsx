import { makeStyles, tokens } from '@fluentui/react-components';
import { address } from '../../../src/client/address.ts';
import {
  auditEventsPath,
  devicesPath,
  type Obligation,
  obligationsPath,
  type Page,
  sessionsPath,
} from '../../../src/client/resources.ts';
import { PageHeader } from '../elements/page-header.tsx';
import { owed } from '../obligations/owed.ts';
import { useFormat, useText } from '../text/text.tsx';
import { nowAndThen, soon, useAnswer, useCount } from '../wire/queries.ts';
import { ConnectorHealth } from './connector-health.tsx';
import { Figure } from './figure.tsx';
import { OpenObligations } from './open-obligations.tsx';
import { SessionsPerDay } from './sessions-per-day.tsx';

const useStyles = makeStyles({
  figures: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fit, minmax(min(13rem, 100%), 1fr))',
    gap: tokens.spacingHorizontalL,
    marginBottom: tokens.spacingVerticalL,
  },
  plots: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fit, minmax(min(26rem, 100%), 1fr))',
    gap: tokens.spacingHorizontalL,
    alignItems: 'start',
  },
  lists: { display: 'grid', gap: tokens.spacingHorizontalL },
});

/** What an operator looks at in the morning. */
export function OverviewPage() {
  const { overview: text } = useText();
  const format = useFormat();
  const styles = useStyles();
  const sessions = useCount(address(`${sessionsPath}/$count`, { $filter: "status eq 'open'" }));
  const devices = useCount(`${devicesPath}/$count`);
  const oldest = useAnswer<Page<Obligation>>(
    address(obligationsPath, { $filter: owed, $orderby: 'createdDateTime', $top: 5, $count: true }),
    { every: (last) => (last?.value.length ? soon * 2 : nowAndThen) },
  );
  const failures = useCount(
    address(`${auditEventsPath}/$count`, {
      $filter: `activityResult eq 'Failure' and activityDateTime ge ${weekAgo()}`,
    }),
  );
  const [first] = oldest.data?.value ?? [];
  return (
    <>
      <PageHeader title={text.title} description={text.description} />
      <div className={styles.figures}>
        <Figure title={text.openSessions} answer={sessions} href="/sessions?status=open" />
        <Figure
          title={text.owed}
          href="/obligations"
          urgency={urgencyOf(oldest.data?.value)}
          answer={{ ...oldest, data: oldest.data?.['@odata.count'] ?? oldest.data?.value.length }}
          note={first ? text.oldest(format.relative(first.createdDateTime)) : oldest.data ? text.nothingOwed : ''}
        />
        <Figure title={text.failures} answer={failures} note={text.lastDays(7)} href="/audit?result=Failure" />
        <Figure title={text.devices} answer={devices} href="/devices" />
      </div>
      <div className={styles.plots}>
        <SessionsPerDay />
        <div className={styles.lists}>
          <ConnectorHealth />
          <OpenObligations answer={oldest} />
        </div>
      </div>
    </>
  );
}

/** Work that is owed is amber; work that is owed for too long is red. */
function urgencyOf(owing: readonly Obligation[] = []): 'none' | 'warning' | 'danger' {
  if (owing.some(({ status }) => status === 'reported')) return 'danger';
  return owing.length > 0 ? 'warning' : 'none';
}

/** Midnight a week ago, so that the address, and with it the answer, stays the same all day. */
function weekAgo(): string {
  const day = new Date();
  day.setUTCDate(day.getUTCDate() - 7);
  return `${day.toISOString().slice(0, 10)}T00:00:00Z`;
}
