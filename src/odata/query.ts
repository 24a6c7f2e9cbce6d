import type { Resource } from '../edm/operation.ts';
import type { VersionName } from '../edm/type.ts';
import { fail } from '../model/failures.ts';
import type { Query } from './expression.ts';
import { parseFilter } from './filter/filter.ts';
import { orderOfRange } from './indexed.ts';
import { parseOrderBy } from './order-by.ts';
import { type Option, type QueryKind, readOptions } from './query-options.ts';
import { parseSearch } from './search.ts';
import { parseSelect, refuseExpand } from './select.ts';
import { readSkipToken } from './skip-token.ts';

export interface QueryContext {
  readonly resource: Resource;
  readonly version: VersionName;
  readonly kind: QueryKind;
  /** `Prefer: odata.maxpagesize`. */
  readonly maxPageSize?: number;
}

const defaultPageSize = 1000;

/**
 * Reads the query of a request (OData 4.01 Part 2, section 5): system query options, with or without their `$`, in any case.
 * Any other is a custom option and is ignored, unless it looks like one of these that was mangled on its way.
 *
 * @param search what follows the `?`, still percent-encoded; `''` when there is none
 * @throws `optionInvalid`, `optionNotAllowed`, and what the single options throw
 */
export function parseQuery(search: string, context: QueryContext): Query {
  return search === '' && context.maxPageSize === undefined ? emptyQuery(context) : readQuery(search, context);
}

const emptyQueries = new WeakMap<Resource, Map<string, Query>>();

/** What no option was given for is the same each time. */
function emptyQuery(context: QueryContext): Query {
  const { resource, version, kind } = context;
  const known = emptyQueries.get(resource) ?? new Map<string, Query>();
  emptyQueries.set(resource, known);
  const name = `${version} ${kind}`;
  const found = known.get(name) ?? readQuery('', context);
  known.set(name, found);
  return found;
}

function readQuery(search: string, context: QueryContext): Query {
  const { resource, version, kind } = context;
  const { type } = resource;
  const given = readOptions(search, kind);
  if (given.expand?.trim()) refuseExpand(given.expand, type, version);
  if (given.format !== undefined) assertFormat(given.format);
  if (given.search !== undefined && !resource.searched) throw fail('optionNotAllowed', { option: '$search' });

  if (resource.listedById) refuseConditions(given);
  const orderBy = given.orderby ?? resource.order;
  const filter = given.filter === undefined ? undefined : parseFilter(given.filter, type, version);
  const walk = {
    filter,
    orderBy:
      orderBy === undefined ? orderOfRange(filter, resource.indexed ?? {}) : parseOrderBy(orderBy, type, version),
    search: given.search === undefined ? undefined : parseSearch(given.search, resource.searched ?? []),
  };
  const token = given.skiptoken === undefined ? undefined : readSkipToken(given.skiptoken, walk);
  const skip = given.skip === undefined ? 0 : wholeNumber('$skip', given.skip);
  return {
    ...walk,
    select: given.select === undefined ? undefined : parseSelect(given.select, type, version),
    skip: token ? 0 : skip,
    // A page is as long as whoever asks for the shortest wants it. What `Prefer` said once, the token goes on saying.
    pageSize:
      kind === 'count'
        ? 0
        : Math.min(
            resource.pageSize ?? defaultPageSize,
            given.top === undefined ? Number.POSITIVE_INFINITY : wholeNumber('$top', given.top),
            context.maxPageSize || token?.pageSize || Number.POSITIVE_INFINITY,
          ),
    count: given.count === undefined ? isCounted(kind, resource, walk) : isTrue('$count', given.count),
    ...(given.format !== undefined && { format: given.format }),
    after: token?.after,
  };
}

/**
 * `/$count` is a list that gives its number alone. What all of a collection comes to is told unasked where the contract says so;
 * what a condition finds has to be counted row by row, and only for who asks.
 */
function isCounted(kind: QueryKind, { alwaysCounts }: Resource, { filter, search }: Pick<Query, 'filter' | 'search'>) {
  return kind === 'count' || (kind === 'list' && alwaysCounts === true && !filter && !search);
}

function refuseConditions(given: Partial<Record<Option, string>>): void {
  for (const option of ['filter', 'orderby'] as const) {
    if (given[option] !== undefined) throw fail('optionNotAllowed', { option: `$${option}` });
  }
}

function wholeNumber(option: string, text: string): number {
  const value = /^\d+$/.test(text.trim()) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(value)) throw invalid(option, `a whole number of 0 or more is expected, not '${text}'`);
  return value;
}

function isTrue(option: string, text: string): boolean {
  const lower = text.trim().toLowerCase();
  if (lower !== 'true' && lower !== 'false') throw invalid(option, `true or false is expected, not '${text}'`);
  return lower === 'true';
}

/** @throws `optionInvalid` for a `$format` that is not JSON */
export function assertFormat(text: string): void {
  const [mediaType, ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  if (mediaType !== 'json' && mediaType !== 'application/json') {
    throw invalid('$format', `only json is supported, not '${text}'`);
  }
  const level = parameters.find((parameter) => /^(odata\.)?metadata\s*=/.test(parameter));
  if (level && !/=\s*"?(none|minimal|full)"?$/.test(level)) {
    throw invalid('$format', `odata.metadata is none, minimal or full, not '${text}'`);
  }
}

function invalid(option: string, problem: string): Error {
  return fail('optionInvalid', { option, problem });
}
