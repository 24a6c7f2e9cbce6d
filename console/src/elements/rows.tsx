// biome-ignore-all lint/a11y/useSemanticElements: rows are laid out as grids, which takes its meaning from a table's own elements.
// biome-ignore-all lint/a11y/useFocusableInteractive: a heading or cell is read; what can be operated is inside it.
import { Button, makeStyles, mergeClasses, ProgressBar, tokens } from '@fluentui/react-components';
import { ArrowDownRegular } from '@fluentui/react-icons/svg/arrow-down';
import { ArrowUpRegular } from '@fluentui/react-icons/svg/arrow-up';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useEffect, useRef } from 'react';
import { useText } from '../text/text.tsx';
import { fitting, tracks, useWidth, type Width } from './fitting.ts';
import { Loading } from './loading.tsx';

export interface Column<T> {
  readonly name: string;
  readonly title: string;
  readonly cell: (row: T) => ReactNode;
  readonly width: Width;
  /** The property to sort by; without one the column cannot be sorted by. */
  readonly sort?: string;
  /** Left out where there is no room for it, the last such column first. */
  readonly minor?: boolean;
}

export interface Sorting {
  /** As `$orderby` has it. */
  readonly by: string;
  readonly change: (orderby: string) => void;
}

const rowHeight = 40;
const headHeight = 40;
/** In rem. */
const gap = 0.75;

const useStyles = makeStyles({
  root: {
    flexGrow: 1,
    height: 0,
    overflow: 'auto',
    backgroundColor: tokens.colorNeutralBackground1,
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    borderRadius: tokens.borderRadiusMedium,
  },
  body: { position: 'relative' },
  row: {
    display: 'grid',
    gridTemplateColumns: 'var(--tracks)',
    columnGap: `${gap}rem`,
    alignItems: 'center',
    paddingInline: `${gap}rem`,
    borderBottom: `1px solid ${tokens.colorNeutralStroke3}`,
    boxSizing: 'border-box',
  },
  head: {
    position: 'sticky',
    top: 0,
    zIndex: 1,
    minHeight: `${headHeight}px`,
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
  cell: { minWidth: 0, overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' },
  // What is not an answer to what was asked last must not look like one.
  stale: { opacity: 0.4 },
  waiting: { position: 'sticky', top: 0, zIndex: 2 },
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
  stale = false,
  more,
}: {
  readonly label: string;
  readonly columns: readonly Column<T>[];
  readonly rows: readonly T[];
  readonly total: number | undefined;
  readonly sorting?: Sorting;
  /** Whether the rows answer an earlier question. */
  readonly stale?: boolean;
  readonly more: { readonly has: boolean; readonly loading: boolean; readonly load: () => void };
}) {
  const { general } = useText();
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
  const shownColumns = fitting(columns, { width: useWidth(scrolled), gap, padding: 2 * gap });
  const height = virtual.getTotalSize() + headHeight + 3;
  const style = {
    '--tracks': tracks(shownColumns),
    '--name-lines': '1',
    maxHeight: loading ? undefined : `${height}px`,
    minHeight: `min(20rem, ${height}px)`,
  };
  return (
    <div ref={scrolled} className={styles.root} style={style as Record<string, string>} aria-busy={stale}>
      {stale && <ProgressBar className={styles.waiting} thickness="large" aria-label={general.searching} />}
      <div role="table" aria-label={label} aria-rowcount={(total ?? rows.length) + 1}>
        <div role="rowgroup">
          <div role="row" aria-rowindex={1} className={mergeClasses(styles.row, styles.head)}>
            {shownColumns.map((column) => (
              <Heading key={column.name} column={column} sorting={sorting} />
            ))}
          </div>
        </div>
        <div
          role="rowgroup"
          className={mergeClasses(styles.body, stale && styles.stale)}
          style={{ height: virtual.getTotalSize() }}
        >
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
                  {shownColumns.map(({ name, cell }) => (
                    <div key={name} role="cell" className={styles.cell}>
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
  const { title, sort } = column;
  const [by, direction = 'asc'] = sorting?.by.split(' ') ?? [];
  const sorted = sort !== undefined && by === sort;
  const ascending = direction === 'asc';
  if (!sorting || sort === undefined) {
    return (
      <div role="columnheader" className={styles.cell}>
        {title}
      </div>
    );
  }
  return (
    <div
      role="columnheader"
      className={styles.cell}
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
