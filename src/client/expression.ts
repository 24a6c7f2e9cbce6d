/** A string literal (OData ABNF, `string`). */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** Conditions that all have to hold; what is `undefined` or empty asks for nothing. */
export function every(...conditions: readonly (string | null | false | undefined)[]): string | undefined {
  const given = conditions.filter(
    (condition): condition is string => typeof condition === 'string' && condition !== '',
  );
  if (given.length < 2) return given[0];
  // `and` binds closer than `or`.
  return given.map((condition) => (/\bor\b/i.test(condition) ? `(${condition})` : condition)).join(' and ');
}

/** A `$search` for what was typed, word by word (OData URL Conventions, section 5.1.8). */
export function search(typed: string): string | undefined {
  const words = typed.split(/\s+/).filter((word) => word !== '');
  return words.length === 0 ? undefined : words.map((word) => `"${word.replace(/["\\]/g, '\\$&')}"`).join(' ');
}

/** A date that was set: Graph writes one that was not as the year 1. */
export function whenSet(date: string | null | undefined): string | undefined {
  return date && !date.startsWith('0001-01-01') ? date : undefined;
}
