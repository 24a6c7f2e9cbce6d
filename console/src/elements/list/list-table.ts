import {
  functionalUpdate,
  getCoreRowModel,
  type RowSelectionState,
  type Table,
  useReactTable,
} from '@tanstack/react-table';
import { type ReactNode, useMemo } from 'react';
import type { Width } from '../screen/fitting.ts';

export interface Column<T> {
  readonly name: string;
  readonly title: string;
  readonly cell: (row: T) => ReactNode;
  readonly width: Width;
  /** The property to sort by; without one the column cannot be sorted by. */
  readonly sort?: string;
  /** Whether it is read as a quantity: such stand at the end of their column, so that they can be compared. */
  readonly isQuantity?: boolean;
  /** Left out where there is no room for it, the last such column first; those that are `last` after all others. */
  readonly minor?: boolean | 'last';
}

export interface Sorting {
  /** As `$orderby` has it. */
  readonly by: string;
  readonly change: (orderby: string) => void;
}

/** Rows that can be chosen, by their ids. */
export interface Selection<T> {
  readonly chosen: RowSelectionState;
  readonly change: (chosen: RowSelectionState) => void;
  /** What a row is called, for those who do not see it. */
  readonly nameOf: (row: T) => string;
}

/** What TanStack Table keeps of a list: the service sorts and filters, so it only knows what was chosen. */
export function useTable<T extends { readonly id: string }>({
  columns,
  rows,
  sorting,
  selection,
  hidden,
}: {
  readonly columns: readonly Column<T>[];
  readonly rows: readonly T[];
  readonly sorting: Sorting | undefined;
  readonly selection: Selection<T> | undefined;
  readonly hidden: readonly string[];
}): Table<T> {
  const definitions = useMemo(
    () =>
      columns.map(({ name, sort }) => ({
        id: name,
        accessorFn: ({ id }: T) => id,
        enableSorting: sort !== undefined,
      })),
    [columns],
  );
  const [by, direction] = sorting?.by.split(' ') ?? [];
  const sorted = columns.find(({ sort }) => sort !== undefined && sort === by);
  const state = {
    sorting: sorted ? [{ id: sorted.name, desc: direction === 'desc' }] : [],
    columnVisibility: Object.fromEntries(hidden.map((name) => [name, false])),
    rowSelection: selection?.chosen ?? {},
  };
  return useReactTable<T>({
    data: useMemo(() => [...rows], [rows]),
    columns: definitions,
    getRowId: ({ id }) => id,
    getCoreRowModel: getCoreRowModel(),
    manualSorting: true,
    enableSorting: sorting !== undefined,
    enableSortingRemoval: false,
    sortDescFirst: false,
    state,
    onSortingChange: (updater) => {
      const [next] = functionalUpdate(updater, state.sorting);
      const property = columns.find(({ name }) => name === next?.id)?.sort;
      if (property) sorting?.change(next?.desc ? `${property} desc` : property);
    },
    onRowSelectionChange: (updater) => selection?.change(functionalUpdate(updater, state.rowSelection)),
  });
}
