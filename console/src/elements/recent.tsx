import { makeStyles, Text, tokens } from '@fluentui/react-components';
import type { ReactNode } from 'react';
import type { Page } from '../../../src/client/resources.ts';
import { useText } from '../text/text.tsx';
import { nowAndThen, useAnswer } from '../wire/queries.ts';
import { Failure } from './failure.tsx';
import { Instant } from './instant.tsx';
import { Loading } from './loading.tsx';
import { Name, Value } from './name.tsx';
import { PageLink } from './page-link.tsx';
import { Panel } from './panel.tsx';

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

/** What is said of one of them, on one line. */
export interface RecentLine {
  readonly badge?: ReactNode;
  readonly href: string;
  readonly name: string | null | undefined;
  readonly who: string | null | undefined;
  readonly detail?: string;
  readonly iso: string;
}

/** The newest of a collection, a line each, and where the rest is. */
export function Recent<T extends { readonly id: string }>({
  title,
  address,
  line,
  all,
  none,
}: {
  readonly title: string;
  /** Where they are, the newest first, as many as are shown. */
  readonly address: string;
  readonly line: (each: T) => RecentLine;
  readonly all: { readonly href: string; readonly text: string };
  /** What is said where there is none. */
  readonly none?: string | undefined;
}) {
  const { general } = useText();
  const styles = useStyles();
  const { data, error, refetch } = useAnswer<Page<T>>(address, { every: nowAndThen });
  return (
    <Panel title={title}>
      {error && !data && <Failure error={error} retry={() => void refetch()} />}
      {!data && !error && <Loading />}
      {data?.value.length === 0 && <Text>{none ?? general.none}</Text>}
      <ul className={styles.list}>
        {data?.value.map((each) => {
          const { badge, href, name, who, detail, iso } = line(each);
          return (
            <li key={each.id} className={styles.item}>
              {badge}
              <span className={styles.name}>
                <PageLink href={href}>
                  <Name>{name}</Name>
                </PageLink>
              </span>
              <Value>{who}</Value>
              {detail && <Text size={200}>{detail}</Text>}
              <Text size={200}>
                <Instant iso={iso} />
              </Text>
            </li>
          );
        })}
      </ul>
      {data && data.value.length > 0 && <PageLink href={all.href}>{all.text}</PageLink>}
    </Panel>
  );
}
