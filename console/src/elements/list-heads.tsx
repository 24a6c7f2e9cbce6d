// biome-ignore-all lint/a11y/useSemanticElements: rows are laid out as grids, which takes its meaning from a table's own elements.
// biome-ignore-all lint/a11y/useFocusableInteractive: a heading is read; what can be operated is inside it.
import { Button, Checkbox, makeStyles, tokens } from '@fluentui/react-components';
import { ArrowDownRegular } from '@fluentui/react-icons/svg/arrow-down';
import { ArrowUpRegular } from '@fluentui/react-icons/svg/arrow-up';
import type { Column, Table } from '@tanstack/react-table';
import { useText } from '../text/text.tsx';

const useStyles = makeStyles({
  cell: { minWidth: 0, overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' },
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
export function Heading<T>({ title, column }: { readonly title: string; readonly column: Column<T> | undefined }) {
  const { general } = useText();
  const styles = useStyles();
  if (!column?.getCanSort()) {
    return (
      <div role="columnheader" className={styles.cell}>
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
