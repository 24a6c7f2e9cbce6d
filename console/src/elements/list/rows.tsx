// biome-ignore-all lint/a11y/useSemanticElements: rows are laid out as grids, which takes its meaning from a table's own elements.
// biome-ignore-all lint/a11y/useFocusableInteractive: a heading or cell is read; what can be operated is inside it.
import { Checkbox, makeStyles, mergeClasses, ProgressBar, tokens } from '@fluentui/react-components';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useId, useRef } from 'react';
import { useLocation } from 'wouter';
import { useText } from '../../text/text.tsx';
import { keepPlace, keptPlace } from '../browser/place.ts';
import { Loading } from '../page/loading.tsx';
import { Crowded } from '../screen/crowded.ts';
import { fitting, tracks, useWidth } from '../screen/fitting.ts';
import { ChooseAll, Heading, quantityEnd } from './list-heads.tsx';
import { type Column, type Selection, type Sorting, useTable } from './list-table.ts';
import { useListView } from './list-view.ts';
import { ViewMenu } from './view-menu.tsx';

const rowHeights = { comfortable: 40, compact: 32 };
const headHeight = 32;
/** In rem. */
const gap = 0.75;
/** In rem: of the box that a row is chosen with, and of the button in the head's last corner. */
const boxWidth = 2;
const menuWidth = 2;

const useStyles = makeStyles({
  root: {
    flexGrow: 1,
    height: 0,
    overflow: 'auto',
    // What the keyboard goes back to does not come to stand under the head.
    scrollPaddingTop: `${headHeight}px`,
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
    paddingInline: `${gap}rem ${gap + menuWidth}rem`,
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
    // The colour of links can be read on it in the dark as well.
    ':hover': { backgroundColor: tokens.colorNeutralBackground3 },
  },
  // One line, whatever stands in it: rows have one height.
  cell: {
    minWidth: 0,
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    whiteSpace: 'nowrap',
    '> .fui-Text': { display: 'block', whiteSpace: 'nowrap' },
  },
  quantity: { textAlign: 'end', fontVariantNumeric: 'tabular-nums', paddingInlineEnd: `${quantityEnd}rem` },
  // What is not an answer to what was asked last must not look like one.
  stale: { opacity: 0.4 },
  waiting: { position: 'sticky', top: 0, zIndex: 2 },
  chosen: { boxShadow: `inset 3px 0 0 ${tokens.colorCompoundBrandStroke}` },
  box: { marginInlineStart: `-${gap / 2}rem` },
  // Seen while it has the keyboard alone.
  skip: {
    position: 'sticky',
    top: 0,
    zIndex: 3,
    height: 0,
    '> a': { position: 'absolute', width: '1px', height: '1px', overflow: 'hidden' },
    '> a:focus': {
      width: 'auto',
      height: 'auto',
      padding: `${tokens.spacingVerticalS} ${tokens.spacingHorizontalM}`,
      color: tokens.colorBrandForeground1,
      backgroundColor: tokens.colorNeutralBackground1,
    },
  },
  after: { outlineStyle: 'none' },
  menu: {
    position: 'sticky',
    top: 0,
    zIndex: 2,
    height: 0,
    display: 'flex',
    justifyContent: 'flex-end',
    '> *': { marginInlineEnd: '4px', height: `${headHeight}px`, flexShrink: 0 },
  },
});

/**
 * A table of which only the rows in sight exist; it asks for more when its end comes near. Which columns it has and how dense it is, each
 * person chooses for each list.
 */
export function Rows<T extends { readonly id: string }>({
  label,
  columns,
  rows,
  total,
  sorting,
  selection,
  stale = false,
  more,
}: {
  readonly label: string;
  readonly columns: readonly Column<T>[];
  readonly rows: readonly T[];
  readonly total: number | undefined;
  readonly sorting?: Sorting;
  readonly selection?: Selection<T>;
  /** Whether the rows answer an earlier question. */
  readonly stale?: boolean;
  readonly more: { readonly has: boolean; readonly loading: boolean; readonly load: () => void };
}) {
  const { general } = useText();
  const styles = useStyles();
  const scrolled = useRef<HTMLDivElement>(null);
  const after = useRef<HTMLSpanElement>(null);
  const afterId = useId();
  const [path] = useLocation();
  const [view, setView] = useListView(path);
  const table = useTable({ columns, rows, sorting, selection, hidden: view.hidden });
  const items = table.getRowModel().rows;
  const rowHeight = rowHeights[view.density];
  const virtual = useVirtualizer({
    count: items.length,
    getScrollElement: () => scrolled.current,
    estimateSize: () => rowHeight,
    overscan: 8,
    initialOffset: () => keptPlace('list'),
  });
  useEffect(() => keepPlace('list', virtual.scrollOffset ?? 0));
  // biome-ignore lint/correctness/useExhaustiveDependencies: another height is measured anew.
  useEffect(() => virtual.measure(), [virtual, rowHeight]);
  const shown = virtual.getVirtualItems();
  const last = shown.at(-1)?.index ?? 0;
  const near = last >= items.length - 20;
  const { has, loading, load } = more;
  useEffect(() => {
    if (near && has && !loading) load();
  }, [near, has, loading, load]);
  const boxes = selection ? boxWidth + gap : 0;
  const chosenColumns = columns.filter(({ name }) => table.getColumn(name)?.getIsVisible());
  const padding = 2 * gap + menuWidth + boxes;
  const shownColumns = fitting(chosenColumns, { width: useWidth(scrolled), gap, padding });
  const height = virtual.getTotalSize() + headHeight + 3;
  const style = {
    '--tracks': `${selection ? `${boxWidth}rem ` : ''}${tracks(shownColumns, boxes + gap * (shownColumns.length - 1))}`,
    '--name-lines': '1',
    maxHeight: loading ? undefined : `${height}px`,
    minHeight: `min(20rem, ${height}px)`,
  };
  const list = (
    <div ref={scrolled} className={styles.root} style={style as Record<string, string>} aria-busy={stale}>
      {stale && <ProgressBar className={styles.waiting} thickness="large" aria-label={general.searching} />}
      <div className={styles.skip}>
        {/* A list is as long as it is read, and what is done with it stands below: without this, no keyboard gets there. */}
        <a
          href={`#${afterId}`}
          onClick={(event) => {
            event.preventDefault();
            after.current?.focus();
          }}
        >
          {general.skipList}
        </a>
      </div>
      <div className={styles.menu}>
        <ViewMenu columns={columns} view={view} change={setView} />
      </div>
      <div role="table" aria-label={label} aria-rowcount={(total ?? items.length) + 1}>
        <div role="rowgroup">
          <div role="row" aria-rowindex={1} className={mergeClasses(styles.row, styles.head)}>
            {selection && (
              <div role="columnheader" className={styles.box}>
                <ChooseAll table={table} />
              </div>
            )}
            {shownColumns.map(({ name, title, isQuantity }) => (
              <Heading key={name} title={title} isQuantity={isQuantity} column={table.getColumn(name)} />
            ))}
          </div>
        </div>
        <div
          role="rowgroup"
          className={mergeClasses(styles.body, stale && styles.stale)}
          style={{ height: virtual.getTotalSize() }}
        >
          {shown.map(({ index, start }) => {
            const row = items[index];
            return (
              row && (
                <div
                  key={row.id}
                  role="row"
                  aria-rowindex={index + 2}
                  className={mergeClasses(styles.row, styles.placed, row.getIsSelected() && styles.chosen)}
                  style={{ transform: `translateY(${start}px)`, height: `${rowHeight}px` }}
                >
                  {selection && (
                    <div role="cell" className={styles.box}>
                      <Checkbox
                        aria-label={general.choose(selection.nameOf(row.original))}
                        checked={row.getIsSelected()}
                        onChange={(_, { checked }) => row.toggleSelected(checked === true)}
                      />
                    </div>
                  )}
                  <Crowded value={true}>
                    {shownColumns.map(({ name, isQuantity, cell }) => (
                      <div key={name} role="cell" className={mergeClasses(styles.cell, isQuantity && styles.quantity)}>
                        {cell(row.original)}
                      </div>
                    ))}
                  </Crowded>
                </div>
              )
            );
          })}
        </div>
      </div>
      {loading && <Loading />}
    </div>
  );
  return (
    <>
      {list}
      <span ref={after} id={afterId} tabIndex={-1} className={styles.after} />
    </>
  );
}
