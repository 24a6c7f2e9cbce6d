// biome-ignore-all lint/a11y/useSemanticElements: rows are laid out as grids, which takes its meaning from a table's own elements.
// biome-ignore-all lint/a11y/useFocusableInteractive: a heading is read; what can be operated is inside it.
import { Button, Checkbox, makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { ArrowDownRegular } from '@fluentui/react-icons/svg/arrow-down';
import { ArrowUpRegular } from '@fluentui/react-icons/svg/arrow-up';
import type { Column, Table } from '@tanstack/react-table';
import { useText } from '../../text/text.tsx';

/** In rem: what follows a quantity begins clear of it. */
export const quantityEnd = 0.75;

const useStyles = makeStyles({
  cell: { minWidth: 0, overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' },
  quantity: { textAlign: 'end', paddingInlineEnd: `${quantityEnd}rem` },
  words: { overflow: 'hidden', textOverflow: 'ellipsis' },
  sort: {
    maxWidth: '100%',
    whiteSpace: 'nowrap',
    paddingInline: 0,
    minWidth: 0,
    justifyContent: 'flex-start',
    textAlign: 'start',
    fontWeight: tokens.fontWeightSemibold,
  },
});

/** Chooses all rows that were read, or none. */
export function ChooseAll<T>({ table }: { readonly table: Table<T> }) {
  const { general } = useText();
  const all = table.getIsAllRowsSelected();
  return (
    <Checkbox
      aria-label={general.chooseAll}
      checked={all ? true : table.getIsSomeRowsSelected() ? 'mixed' : false}
      onChange={() => table.toggleAllRowsSelected(!all)}
    />
  );
}

/** The title of a column, by which the list can be sorted where the service can. */
export function Heading<T>({
  title,
  isQuantity = false,
  column,
}: {
  readonly title: string;
  readonly isQuantity: boolean | undefined;
  readonly column: Column<T> | undefined;
}) {
  const { general } = useText();
  const styles = useStyles();
  if (!column?.getCanSort()) {
    return (
      <div role="columnheader" className={mergeClasses(styles.cell, isQuantity && styles.quantity)}>
        {title}
      </div>
    );
  }
  const sorted = column.getIsSorted();
  return (
    <div
      role="columnheader"
      className={styles.cell}
      aria-sort={sorted ? (sorted === 'asc' ? 'ascending' : 'descending') : 'none'}
    >
      <Button
        appearance="transparent"
        className={styles.sort}
        iconPosition="after"
        icon={sorted ? sorted === 'asc' ? <ArrowUpRegular /> : <ArrowDownRegular /> : null}
        title={general.sortBy(title)}
        onClick={() => column.toggleSorting(sorted === 'asc')}
      >
        <span className={styles.words}>{title}</span>
      </Button>
    </div>
  );
}
