import { makeStyles, tokens } from '@fluentui/react-components';
import { address } from '../../../src/client/address.ts';
import { type Obligation, obligationsPath, type Page } from '../../../src/client/resources.ts';
import { PageHeader } from '../elements/page/page-header.tsx';
import { owed } from '../obligations/owed.ts';
import { somebodyInside } from '../sessions/help.ts';
import { RecentSessions } from '../sessions/recent-sessions.tsx';
import { useText } from '../text/text.tsx';
import { nowAndThen, soon, useAnswer } from '../wire/queries.ts';
import { ConnectorHealth } from './connector-health.tsx';
import { Figures } from './figures.tsx';
import { FirstRun } from './first-run.tsx';
import { OpenObligations } from './open-obligations.tsx';
import { SessionsPerDay } from './sessions-per-day.tsx';

const useStyles = makeStyles({
  parts: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fit, minmax(min(26rem, 100%), 1fr))',
    gap: tokens.spacingHorizontalL,
    alignItems: 'start',
  },
  lists: { display: 'grid', gridTemplateColumns: 'minmax(0, 1fr)', gap: tokens.spacingHorizontalL },
});

/** What an operator looks at in the morning. */
export function OverviewPage() {
  const { overview: text } = useText();
  const styles = useStyles();
  const owing = useAnswer<Page<Obligation>>(
    address(obligationsPath, { $filter: owed, $orderby: 'createdDateTime', $top: 5, $count: true }),
    { every: (last) => (last?.value.length ? soon * 2 : nowAndThen) },
  );
  return (
    <>
      <PageHeader title={text.title} description={text.description} />
      <FirstRun />
      <Figures owing={owing} />
      <div className={styles.parts}>
        <div className={styles.lists}>
          <RecentSessions
            title={text.whoIsInside}
            filter={somebodyInside}
            all="/sessions?view=inside"
            none={text.nobodyInside}
          />
          <SessionsPerDay />
        </div>
        <div className={styles.lists}>
          <OpenObligations answer={owing} />
          <ConnectorHealth />
        </div>
      </div>
    </>
  );
}
