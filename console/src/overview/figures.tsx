import { makeStyles, tokens } from '@fluentui/react-components';
import { address } from '../../../src/client/address.ts';
import { every } from '../../../src/client/expression.ts';
import { GraphFailure } from '../../../src/client/graph-failure.ts';
import {
  auditEventsPath,
  type Obligation,
  obligationsPath,
  type Page,
  sessionsPath,
} from '../../../src/client/resources.ts';
import { useSeen } from '../elements/browser/seen.ts';
import { Failure } from '../elements/failure/failure.tsx';
import { PageLink } from '../elements/page/page-link.tsx';
import { unconfirmed } from '../obligations/owed.ts';
import { endUnreported, somebodyInside } from '../sessions/help.ts';
import { useFormat, useText } from '../text/text.tsx';
import { dayOf, fromDay } from '../wire/days.ts';
import { nowAndThen, useAnswer, useCount } from '../wire/queries.ts';
import { serviceNow } from '../wire/service-clock.ts';
import { Figure } from './figure.tsx';
import type { Owing } from './owing.ts';

const useStyles = makeStyles({
  root: {
    display: 'grid',
    // Six, and never one of them alone in its line.
    gridTemplateColumns: 'repeat(6, minmax(0, 1fr))',
    '@media (max-width: 76rem)': { gridTemplateColumns: 'repeat(3, minmax(0, 1fr))' },
    '@media (max-width: 40rem)': { gridTemplateColumns: 'repeat(2, minmax(0, 1fr))' },
    gap: tokens.spacingHorizontalL,
    marginBottom: tokens.spacingVerticalL,
  },
});

/** The questions of a morning: who is inside, what is owed, and what failed, was lost or not confirmed. Only an exception has a colour. */
export function Figures({ owing }: { readonly owing: Owing }) {
  const { overview: text } = useText();
  const format = useFormat();
  const styles = useStyles();
  const seen = useSeen();
  const yesterday = dayOf(new Date(serviceNow()), -1);
  const since = fromDay('activityDateTime', yesterday);
  const events = (what: string) => address(`${auditEventsPath}/$count`, { $filter: `${what} and ${since}` });
  const inside = useCount(address(`${sessionsPath}/$count`, { $filter: somebodyInside }));
  const unreported = useCount(
    address(`${sessionsPath}/$count`, { $filter: every(endUnreported, fromDay('requestedDateTime', yesterday)) }),
  );
  const open = useCount(address(`${sessionsPath}/$count`, { $filter: "status eq 'open'" }));
  const failed = useCount(events("activityResult eq 'Failure'"));
  const lost = useCount(events(`activityType eq '${loss}'`));
  const unknown = useAnswer<Page<Obligation>>(address(obligationsPath, { $filter: unconfirmed, $top: 100 }), {
    every: nowAndThen,
  });
  const unseen = unknown.data?.value.filter(({ id }) => !seen.has(id)).length;
  const { data } = owing;
  const [first] = data?.value ?? [];
  const overdue = data?.value.some(({ status }) => status === 'reported');
  const answers = [inside, unreported, open, owing, failed, lost, unknown];
  return (
    <>
      <Failures answers={answers} />
      <div className={styles.root}>
        <Figure
          title={text.inside}
          answer={inside}
          href="/sessions?view=inside"
          urgency={unreported.data ? 'warning' : 'none'}
          note={
            unreported.data ? (
              <PageLink href={`/sessions?view=unreported&from=${yesterday}`}>
                {text.endUnreported(unreported.data)}
              </PageLink>
            ) : undefined
          }
        />
        <Figure title={text.openSessions} answer={open} href="/sessions?status=open" />
        <Figure
          title={text.owed}
          href="/obligations"
          urgency={overdue ? 'danger' : first ? 'warning' : 'none'}
          answer={{ ...owing, data: data?.['@odata.count'] ?? data?.value.length }}
          note={first ? text.oldest(format.relative(first.createdDateTime)) : data ? text.nothingOwed : ''}
        />
        <Figure
          title={text.failures}
          answer={failed}
          note={text.sinceYesterday}
          urgency={failed.data ? 'warning' : 'none'}
          href={`/audit?result=Failure&from=${yesterday}`}
        />
        <Figure
          title={text.lost}
          answer={lost}
          note={text.sinceYesterday}
          urgency={lost.data ? 'danger' : 'none'}
          href={`/audit?kind=${loss.replaceAll(' ', '+')}&from=${yesterday}`}
        />
        <Figure
          title={text.unconfirmed}
          answer={{ ...unknown, data: unseen }}
          note={unknown.data && unknown.data.value.length > 0 ? text.unconfirmedOf(unknown.data.value.length) : ''}
          urgency={unseen ? 'danger' : 'none'}
          href="/obligations?show=unconfirmed"
        />
      </div>
    </>
  );
}

interface Answer {
  readonly data: unknown;
  readonly error: Error | null;
  readonly refetch: () => unknown;
}

/** Why figures are not known: each reason once, however many it takes away. */
function Failures({ answers }: { readonly answers: readonly Answer[] }) {
  const without = answers.filter(({ data, error }) => error && data === undefined);
  const reasons = Map.groupBy(without, ({ error }) =>
    error instanceof GraphFailure ? `${error.kind} ${error.facts.permissions}` : 'broken',
  );
  return [...reasons].map(([reason, some]) => (
    <Failure key={reason} error={some[0]?.error} retry={() => some.forEach(({ refetch }) => void refetch())} />
  ));
}

const loss = 'LoseConnection RemoteAssistancePartner';
