import { type GriffelStyle, makeStyles, mergeClasses, Text, tokens } from '@fluentui/react-components';
import type { ReactNode } from 'react';
import type { Page } from '../../../../src/client/resources.ts';
import { useText } from '../../text/text.tsx';
import { nowAndThen, useAnswer } from '../../wire/queries.ts';
import { Failure } from '../failure/failure.tsx';
import { Loading } from '../page/loading.tsx';
import { PageLink } from '../page/page-link.tsx';
import { Panel } from '../page/panel.tsx';
import { Instant } from '../value/instant.tsx';
import { Name, Value } from '../value/name.tsx';

const narrowly = (style: GriffelStyle): GriffelStyle => ({ '@media (max-width: 40rem)': style });

const useStyles = makeStyles({
  list: {
    listStyleType: 'none',
    margin: 0,
    padding: 0,
    display: 'grid',
    gap: tokens.spacingVerticalS,
    '@media (max-width: 40rem)': { gridTemplateColumns: 'minmax(0, 1fr)' },
  },
  // What is said of each stands below what is said of the one before; on a telephone in two lines.
  item: {
    display: 'grid',
    gridColumn: '1 / -1',
    gridTemplateColumns: 'subgrid',
    alignItems: 'center',
    gap: tokens.spacingHorizontalM,
    '@media (max-width: 40rem)': { gridTemplateColumns: 'auto minmax(0, 1fr) auto', rowGap: 0 },
  },
  badge: narrowly({ gridArea: '1 / 1' }),
  name: { minWidth: 0, ...narrowly({ gridArea: '1 / 2' }) },
  first: narrowly({ gridColumn: '1 / 3' }),
  who: { minWidth: 0, ...narrowly({ gridArea: '2 / 1 / auto / 3' }) },
  detail: narrowly({ gridArea: '2 / 3' }),
  when: narrowly({ gridArea: '1 / 3' }),
  // Who it is has room, however long the name of the device is.
  badged: { gridTemplateColumns: 'auto fit-content(30%) minmax(0, 1fr) auto auto' },
  plain: { gridTemplateColumns: 'fit-content(60%) minmax(0, 1fr) auto' },
  brief: { whiteSpace: 'nowrap', textAlign: 'end' },
});

/** Names are as short as a line can be. */
const oneLine = { '--name-lines': '1' } as Record<string, string>;

/** What is said of one of them, on one line. */
export interface RecentLine {
  /** How far it is; with it goes `detail`. */
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
  const lines = data?.value.map((each) => ({ id: each.id, ...line(each) }));
  const columns = lines?.some(({ badge }) => badge) ? styles.badged : styles.plain;
  return (
    <Panel title={title}>
      {error && !data && <Failure error={error} retry={() => void refetch()} />}
      {!data && !error && <Loading />}
      {data?.value.length === 0 && <Text>{none ?? general.none}</Text>}
      <ul className={mergeClasses(columns, styles.list)} style={oneLine}>
        {lines?.map(({ id, badge, href, name, who, detail, iso }) => (
          <li key={id} className={styles.item}>
            {badge && <span className={styles.badge}>{badge}</span>}
            <span className={mergeClasses(styles.name, !badge && styles.first)}>
              <PageLink href={href}>
                <Name>{name}</Name>
              </PageLink>
            </span>
            <span className={styles.who}>
              <Value>{who}</Value>
            </span>
            {badge && (
              <Text size={200} className={mergeClasses(styles.brief, styles.detail)}>
                {detail}
              </Text>
            )}
            <Text size={200} className={mergeClasses(styles.brief, styles.when)}>
              <Instant iso={iso} />
            </Text>
          </li>
        ))}
      </ul>
      {data && data.value.length > 0 && <PageLink href={all.href}>{all.text}</PageLink>}
    </Panel>
  );
}
