import { type RefObject, useLayoutEffect, useState } from 'react';

/** How wide a column is, in rem at least, and which share it takes of the room that is left. */
export type Width = readonly [rem: number, share: number];

/** The width of an element inside its padding and borders, in rem: text that is enlarged needs more. */
export function useWidth(ref: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(Number.POSITIVE_INFINITY);
  useLayoutEffect(() => {
    const element = ref.current;
    if (!element) return undefined;
    const measure = () => {
      const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
      setWidth(element.clientWidth / rem);
    };
    measure();
    const watching = new ResizeObserver(measure);
    watching.observe(element);
    return () => watching.disconnect();
  }, [ref]);
  return width;
}

/** The columns that there is room for: of those that may be left out, the last goes first, one by one. */
export function fitting<C extends { readonly width: Width; readonly minor?: boolean | 'last' }>(
  columns: readonly C[],
  { width, gap, padding }: { readonly width: number; readonly gap: number; readonly padding: number },
): readonly C[] {
  const needed = (some: readonly C[]) =>
    some.reduce((sum, { width: [rem] }) => sum + rem, padding + gap * (some.length - 1));
  let shown = columns;
  while (needed(shown) > width) {
    const last = shown.findLast(({ minor }) => minor === true) ?? shown.findLast(({ minor }) => minor);
    if (!last) break;
    shown = shown.filter((column) => column !== last);
  }
  return shown;
}

/** The tracks of a grid with these columns: where there is not room enough for all of them, as wide as each other. `taken` is what is no column's, in rem. */
export function tracks(columns: readonly { readonly width: Width }[], taken: number): string {
  const equal = `(100% - ${taken}rem) / ${columns.length}`;
  return columns.map(({ width: [rem, share] }) => `minmax(min(${rem}rem, ${equal}), ${share}fr)`).join(' ');
}
