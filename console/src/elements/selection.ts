import { useMemo, useState } from 'react';

/** Which rows of a list are selected. They stay so while the list is filtered anew, until somebody lets them go. */
export interface Selection<T> {
  readonly rows: readonly T[];
  has(row: T): boolean;
  /** Selects those, or lets them go. */
  set(rows: readonly T[], selected: boolean): void;
  clear(): void;
}

export function useSelection<T extends { readonly id: string }>(): Selection<T> {
  const [selected, setSelected] = useState<ReadonlyMap<string, T>>(new Map());
  return useMemo(
    () => ({
      rows: [...selected.values()],
      has: ({ id }) => selected.has(id),
      set: (rows, select) =>
        setSelected((before) => {
          const after = new Map(before);
          for (const row of rows) select ? after.set(row.id, row) : after.delete(row.id);
          return after;
        }),
      clear: () => setSelected(new Map()),
    }),
    [selected],
  );
}
