// biome-ignore-all lint/a11y/useSemanticElements: rows are laid out as grids, which takes its meaning from a table's own elements.
// biome-ignore-all lint/a11y/useFocusableInteractive: a heading or cell is read; what can be operated is inside it.
import { Button, makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { ArrowDownRegular } from '@fluentui/react-icons/svg/arrow-down';
import { ArrowUpRegular } from '@fluentui/react-icons/svg/arrow-up';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useEffect, useRef } from 'react';
import { useText } from '../text/text.tsx';
import { Loading } from './loading.tsx';

export interface Column<T> {
  readonly name: string;
  readonly title: string;
  readonly cell: (row: T) => ReactNode;
  /** A CSS grid track. */
  readonly width: string;
  /** The property to sort by; without one the column cannot be sorted by. */
  readonly sort?: string;
  /** Left out where there is no room for it. */
  readonly minor?: boolean;
}

export interface Sorting {
  /** As `$orderby` has it. */
  readonly by: string;
  readonly change: (orderby: string) => void;
}

const rowHeight = 48;

const useStyles = makeStyles({
  root: {
    flexGrow: 1,
    minHeight: '20rem',
    height: '20rem',
    overflow: 'auto',
    backgroundColor: tokens.colorNeutralBackground1,
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    borderRadius: tokens.borderRadiusMedium,
  },
  body: { position: 'relative' },
  row: {
    display: 'grid',
    gridTemplateColumns: 'var(--wide)',
    columnGap: tokens.spacingHorizontalM,
    alignItems: 'center',
    paddingInline: tokens.spacingHorizontalM,
    borderBottom: `1px solid ${tokens.colorNeutralStroke3}`,
    boxSizing: 'border-box',
    '@media (max-width: 64rem)': { gridTemplateColumns: 'var(--narrow)' },
  },
  head: {
    position: 'sticky',
    top: 0,
    zIndex: 1,
    minHeight: '40px',
    backgroundColor: tokens.colorNeutralBackground1,
    fontWeight: tokens.fontWeightSemibold,
    borderBottom: `1px solid ${tokens.colorNeutralStroke1}`,
  },
  placed: {
    position: 'absolute',
    insetInline: 0,
    height: `${rowHeight}px`,
    ':hover': { backgroundColor: tokens.colorNeutralBackground1Hover },
  },
  cell: { minWidth: 0, overflow: 'hidden', textOverflow: 'ellipsis' },
  minor: { '@media (max-width: 64rem)': { display: 'none' } },
  sort: {
    paddingInline: 0,
    minWidth: 0,
    justifyContent: 'flex-start',
    textAlign: 'start',
    fontWeight: tokens.fontWeightSemibold,
  },
});

/** A table of which only the rows in sight exist; it asks for more when its end comes near. */
export function Rows<T extends { readonly id: string }>({
  label,
  columns,
  rows,
  total,
  sorting,
  more,
}: {
  readonly label: string;
  readonly columns: readonly Column<T>[];
  readonly rows: readonly T[];
  readonly total: number | undefined;
  readonly sorting?: Sorting;
  readonly more: { readonly has: boolean; readonly loading: boolean; readonly load: () => void };
}) {
  const styles = useStyles();
  const scrolled = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scrolled.current,
    estimateSize: () => rowHeight,
    overscan: 8,
  });
  const shown = virtual.getVirtualItems();
  const last = shown.at(-1)?.index ?? 0;
  const near = last >= rows.length - 20;
  const { has, loading, load } = more;
  useEffect(() => {
    if (near && has && !loading) load();
  }, [near, has, loading, load]);
  const tracks = (all: readonly Column<T>[]) => all.map(({ width }) => width).join(' ');
  const grid = { '--wide': tracks(columns), '--narrow': tracks(columns.filter(({ minor }) => !minor)) };
  return (
    <div ref={scrolled} className={styles.root} style={grid as Record<string, string>}>
      <div role="table" aria-label={label} aria-rowcount={(total ?? rows.length) + 1}>
        <div role="rowgroup">
          <div role="row" aria-rowindex={1} className={mergeClasses(styles.row, styles.head)}>
            {columns.map((column) => (
              <Heading key={column.name} column={column} sorting={sorting} />
            ))}
          </div>
        </div>
        <div role="rowgroup" className={styles.body} style={{ height: virtual.getTotalSize() }}>
          {shown.map(({ index, start }) => {
            const row = rows[index];
            return (
              row && (
                <div
                  key={row.id}
                  role="row"
                  aria-rowindex={index + 2}
                  className={mergeClasses(styles.row, styles.placed)}
                  style={{ transform: `translateY(${start}px)` }}
                >
                  {columns.map(({ name, cell, minor }) => (
                    <div key={name} role="cell" className={mergeClasses(styles.cell, minor && styles.minor)}>
                      {cell(row)}
                    </div>
                  ))}
                </div>
              )
            );
          })}
        </div>
      </div>
      {loading && <Loading />}
    </div>
  );
}

function Heading<T>({ column, sorting }: { readonly column: Column<T>; readonly sorting: Sorting | undefined }) {
  const { general } = useText();
  const styles = useStyles();
  const { title, sort, minor } = column;
  const [by, direction = 'asc'] = sorting?.by.split(' ') ?? [];
  const sorted = sort !== undefined && by === sort;
  const ascending = direction === 'asc';
  const className = mergeClasses(styles.cell, minor && styles.minor);
  if (!sorting || sort === undefined) {
    return (
      <div role="columnheader" className={className}>
        {title}
      </div>
    );
  }
  return (
    <div
      role="columnheader"
      className={className}
      aria-sort={sorted ? (ascending ? 'ascending' : 'descending') : 'none'}
    >
      <Button
        appearance="transparent"
        className={styles.sort}
        iconPosition="after"
        icon={sorted ? ascending ? <ArrowUpRegular /> : <ArrowDownRegular /> : null}
        title={general.sortBy(title)}
        onClick={() => sorting.change(sorted && ascending ? `${sort} desc` : sort)}
      >
        {title}
      </Button>
    </div>
  );
}
