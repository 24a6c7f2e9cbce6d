import { hash } from 'node:crypto';
import { primitives } from '../edm/primitive.ts';
import { fail } from '../model/failures.ts';
import type { OrderBy, Position, Query } from './expression.ts';

/** What a skip token belongs to: a position means something only in the order, and among the rows, that it was taken from. */
type Walk = Pick<Query, 'filter' | 'orderBy' | 'search'>;

/**
 * The opaque `$skiptoken` of a next link (OData 4.01 Part 1, section 11.2.6.7): where the page ended, how long pages are, and what
 * the walk is. base64url, because clients send `+`, `/` and `=` again without encoding them.
 */
export function skipToken(query: Query, next: Position): string {
  const content = [fingerprint(query), query.pageSize, next.id, ...next.values];
  return Buffer.from(JSON.stringify(content), 'utf8').toString('base64url');
}

/**
 * Reads a token that `skipToken` made for the same walk.
 *
 * @throws `optionInvalid` for anything else
 */
export function readSkipToken(token: string, walk: Walk): { readonly after: Position; readonly pageSize: number } {
  const [print, pageSize, id, ...values] = contentOf(token);
  if (!isPageSize(pageSize) || !isText(id)) throw invalid('it is none that this service made');
  if (print !== fingerprint(walk)) throw invalid('it belongs to a query with another $filter, $orderby or $search');
  const checked = walk.orderBy.map((key, index) => {
    const value = values[index] as unknown;
    if (value !== null && !(holdsNumbers(key) ? Number.isFinite(value) : isText(value))) {
      throw invalid('it is none that this service made');
    }
    return value as string | number | null;
  });
  return { after: { values: checked, id }, pageSize };
}

/** The URL of the next page: the client's own query as it wrote it, but for where the page starts. */
export function nextLink(requestUrl: string, token: string): string {
  const mark = requestUrl.indexOf('?');
  const path = mark < 0 ? requestUrl : requestUrl.slice(0, mark);
  const kept =
    mark < 0
      ? []
      : requestUrl
          .slice(mark + 1)
          .split('&')
          .filter((pair) => pair && !/^(\$|%24)?skip(token)?(=|$)/i.test(pair));
  return `${path}?${[...kept, `$skiptoken=${token}`].join('&')}`;
}

/** Whether positions hold numbers for a key: Booleans as 0 and 1, enumeration members by their value. */
export function holdsNumbers({ path: { property } }: OrderBy): boolean {
  if (!property) return false;
  const { type } = property;
  return type.kind !== 'primitive' || primitives[type.name].column !== 'TEXT';
}

function contentOf(token: string): unknown[] {
  try {
    const content: unknown = JSON.parse(Buffer.from(token, 'base64url').toString('utf8'));
    if (Array.isArray(content)) return content;
  } catch (cause) {
    throw invalid('it is none that this service made', cause);
  }
  throw invalid('it is none that this service made');
}

function isPageSize(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) > 0;
}

function isText(value: unknown): value is string {
  // PostgreSQL takes no text with this character, so no row is ordered by one.
  return typeof value === 'string' && !value.includes('\u0000');
}

function fingerprint({ filter, orderBy, search }: Walk): string {
  // What a property is declared as says no more than its path does, and is long.
  const text = JSON.stringify([filter, orderBy, search], (key, value: unknown) =>
    key === 'property' ? undefined : value,
  );
  return hash('sha256', text, 'base64url').slice(0, 16);
}

function invalid(problem: string, cause?: unknown): Error {
  return fail('optionInvalid', { option: '$skiptoken', problem }, { cause });
}
