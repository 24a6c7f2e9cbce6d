import stringWidth from 'string-width';
import wrapAnsi from 'wrap-ansi';

/** A column as far as its place on the screen goes. */
export interface TableColumn {
  readonly title: string;
  /** Its cells are never broken over lines: what is copied from a terminal, as ids are. */
  readonly whole?: boolean;
  /** Left out where there is no room for it. */
  readonly minor?: boolean;
}

export interface RenderedTable {
  readonly text: string;
  /** The titles of the columns for which there was no room. */
  readonly leftOut: readonly string[];
}

const gap = '  ';
const narrowest = 8;

interface Placed extends TableColumn {
  readonly cells: readonly string[];
  width: number;
}

/** Aligned columns below their headings; cells wrap where the lines would be longer than `width`. */
export function renderTable(
  columns: readonly TableColumn[],
  rows: readonly (readonly string[])[],
  width: number | undefined,
  style: (heading: string) => string,
): RenderedTable {
  const all = columns.map((column, index): Placed => {
    const cells = rows.map((row) => row[index] ?? '');
    return { ...column, cells, width: Math.max(...[column.title, ...cells].map((cell) => stringWidth(cell))) };
  });
  const placed = width === undefined ? all : chosen(all, width);
  if (width !== undefined) shrink(placed, width);
  const heads = line(placed.map((column) => ({ ...column, cell: style(column.title) })));
  const lines = rows.flatMap((_, row) => line(placed.map((column) => ({ ...column, cell: column.cells[row] ?? '' }))));
  return {
    text: [...heads, ...lines].map((text) => `${text.trimEnd()}\n`).join(''),
    leftOut: all.filter((column) => !placed.includes(column)).map(({ title }) => title),
  };
}

/** One thing: what each value is called, and the value beside it, which breaks between words only. */
export function renderRecord(lines: readonly (readonly [string, string])[], width: number | undefined): string {
  const wide = Math.max(0, ...lines.map(([title]) => stringWidth(title)));
  const room = width === undefined ? Number.MAX_SAFE_INTEGER : Math.max(narrowest, width - wide - gap.length);
  return lines
    .flatMap(([title, value]) =>
      wrapAnsi(value, room, { hard: false })
        .split('\n')
        .map((part, index) => padded(index === 0 ? title : '', wide) + gap + part),
    )
    .map((text) => `${text.trimEnd()}\n`)
    .join('');
}

/** Leaves out minor columns, the last first, until the others fit at their narrowest. */
function chosen(columns: readonly Placed[], width: number): Placed[] {
  const least = (kept: readonly Placed[]) =>
    sum(kept.map((each) => (each.whole ? each.width : Math.min(each.width, narrowest))));
  const kept = [...columns];
  while (least(kept) + gap.length * (kept.length - 1) > width) {
    const last = kept.findLastIndex(({ minor }) => minor);
    if (last < 0) break;
    kept.splice(last, 1);
  }
  return kept;
}

/** Takes from the widest column, one by one, until all of them fit. */
function shrink(columns: readonly Placed[], width: number): void {
  const yielding = columns.filter(({ whole }) => !whole);
  let excess = sum(columns.map((column) => column.width)) + gap.length * (columns.length - 1) - width;
  for (; excess > 0; excess--) {
    const widest = yielding.reduce<Placed | undefined>(
      (one, other) => (one && one.width > other.width ? one : other),
      undefined,
    );
    if (!widest || widest.width <= narrowest) break;
    widest.width -= 1;
  }
}

function line(cells: readonly (Placed & { readonly cell: string })[]): string[] {
  const wrapped = cells.map(({ cell, width }) =>
    wrapAnsi(cell, Math.max(width, 1), { hard: true, trim: true }).split('\n'),
  );
  const height = Math.max(0, ...wrapped.map((lines) => lines.length));
  return Array.from({ length: height }, (_, index) =>
    cells.map(({ width }, column) => padded(wrapped[column]?.[index] ?? '', width)).join(gap),
  );
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}

function padded(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - stringWidth(text)));
}
