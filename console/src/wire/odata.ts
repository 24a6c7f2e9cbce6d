/** One page of a collection, as OData sends it. */
export interface Page<T> {
  readonly value: readonly T[];
  readonly '@odata.count'?: number;
  readonly '@odata.nextLink'?: string;
}

/** The answer of a function that gives a collection or a primitive value. */
export interface Value<T> {
  readonly value: T;
}

export interface QueryOptions {
  readonly $filter?: string | undefined;
  readonly $orderby?: string | undefined;
  readonly $search?: string | undefined;
  readonly $select?: string | undefined;
  readonly $top?: number | undefined;
  readonly $count?: boolean | undefined;
}

/** The address of a collection with query options; those that are empty are left out. */
export function address(path: string, options: QueryOptions): string {
  const query = Object.entries(options)
    .filter(([, value]) => value !== undefined && value !== '')
    .map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`)
    .join('&');
  return query === '' ? path : `${path}?${query}`;
}

/** A string literal (OData ABNF, `string`). */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** Conditions that all have to hold; what is `undefined` asks for nothing. */
export function every(...conditions: readonly (string | undefined)[]): string | undefined {
  const given = conditions.filter((condition) => condition !== undefined && condition !== '');
  return given.length === 0 ? undefined : given.join(' and ');
}

/** A search for what was typed, word by word (OData URL Conventions, section 5.1.8). */
export function search(typed: string): string | undefined {
  const words = typed.split(/\s+/).filter((word) => word !== '');
  return words.length === 0 ? undefined : words.map((word) => `"${word.replace(/["\\]/g, '\\$&')}"`).join(' ');
}

/** The part of a next link that does not depend on the origin by which the service believes it was reached. */
export function nextAddress(page: Page<unknown>): string | undefined {
  const link = page['@odata.nextLink'];
  if (link === undefined) return undefined;
  const url = new URL(link, location.origin);
  return url.pathname + url.search;
}

/** A date that was never set, as Graph sends it. */
export function isUnset(iso: string | null | undefined): boolean {
  return !iso || iso.startsWith('0001-01-01');
}

/** From the start of a day on, where the reader is. What is no day, an address typed by hand say, asks for nothing. */
export function fromDay(property: string, day: string): string | undefined {
  const start = startOf(day, 0);
  return start && `${property} ge ${start}`;
}

/** Up to the end of a day, where the reader is. */
export function untilDay(property: string, day: string): string | undefined {
  const end = startOf(day, 1);
  return end && `${property} lt ${end}`;
}

function startOf(day: string, plusDays: number): string | undefined {
  const [year, month, date] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day)?.slice(1).map(Number) ?? [];
  if (year === undefined || month === undefined || date === undefined) return undefined;
  const instant = new Date(year, month - 1, date + plusDays);
  return Number.isNaN(instant.getTime()) ? undefined : instant.toISOString();
}
