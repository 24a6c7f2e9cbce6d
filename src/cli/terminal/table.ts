import stringWidth from 'string-width';
import wrapAnsi from 'wrap-ansi';

const gap = '  ';
const narrowest = 8;

/** Aligned columns below their headings; cells wrap where the lines would be longer than `width`. */
export function renderTable(
  headings: readonly string[],
  rows: readonly (readonly string[])[],
  width: number | undefined,
  style: (heading: string) => string,
): string {
  const widths = fit(
    headings.map((heading, column) => Math.max(widest(heading), ...rows.map((row) => widest(row[column] ?? '')))),
    width,
  );
  const lines = [headings.map(style), ...rows].flatMap((row) => line(row, widths));
  return lines.map((text) => `${text.trimEnd()}\n`).join('');
}

function line(row: readonly string[], widths: readonly number[]): string[] {
  const cells = widths.map((wide, column) => wrapAnsi(row[column] ?? '', wide, { hard: true, trim: true }).split('\n'));
  const height = Math.max(...cells.map((cell) => cell.length));
  return Array.from({ length: height }, (_, index) =>
    widths.map((wide, column) => padded(cells[column]?.[index] ?? '', wide)).join(gap),
  );
}

/** Takes from the widest column, one by one, until all of them fit. */
function fit(widths: readonly number[], width: number | undefined): number[] {
  const fitted = [...widths];
  if (width === undefined) return fitted;
  const room = Math.max(width - gap.length * (widths.length - 1), widths.length * narrowest);
  for (let excess = fitted.reduce((sum, wide) => sum + wide, 0) - room; excess > 0; excess--) {
    const wide = Math.max(...fitted);
    if (wide <= narrowest) break;
    fitted[fitted.lastIndexOf(wide)] = wide - 1;
  }
  return fitted;
}

function widest(cell: string): number {
  return Math.max(...cell.split('\n').map((text) => stringWidth(text)));
}

function padded(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - stringWidth(text)));
}
