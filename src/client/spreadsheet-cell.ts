// What spreadsheets take for the beginning of a formula (OWASP, "CSV Injection"); apostrophes before it count as ours.
const formula = /^'*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/;

/** Text as a CSV cell that no spreadsheet calculates: what would begin a formula stands behind an apostrophe. */
function inertCell(text: string): string {
  return formula.test(text) ? `'${text}` : text;
}

/** The text that {@link inertCell} was given. */
export function cellText(cell: string): string {
  return cell.startsWith("'") && formula.test(cell) ? cell.slice(1) : cell;
}

/** A line of CSV (RFC 4180). Numbers and words of JSON cannot be formulas; what is no plain value stands as JSON. */
export function csvLine(values: readonly unknown[]): string {
  return `${values.map(cellOf).join(',')}\r\n`;
}

/** The mark by which Excel knows that a file is UTF-8. */
export const byteOrderMark = '\u{feff}';

function cellOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  const text =
    typeof value === 'string' ? inertCell(value) : typeof value === 'object' ? JSON.stringify(value) : String(value);
  return /[",;\r\n\t]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
