import {
  type InfiniteData,
  keepPreviousData,
  type Query,
  QueryClient,
  useInfiniteQuery,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import type { Graph } from '../../../src/client/graph.ts';
import { GraphFailure } from '../../../src/client/graph-failure.ts';
import type { Page } from '../../../src/client/resources.ts';
import { unlessSuspended } from '../../../src/client/while-suspended.ts';
import { useGraph } from './graph.ts';

/** How often something that changes by itself is asked for, in milliseconds; never while the page is hidden. */
export const soon = 1500;
export const nowAndThen = 15_000;

/** How long a service that cannot be reached is left alone, in milliseconds. */
const whileAway = 3000;

/** So many pages of a list are read anew at once, and not more. */
const few = 3;

// Asking again helps where the fault passes; what was refused is refused again, and the client waits by itself where it is asked to.
const passing = new Set(['unreachable', 'unavailable', 'broken']);

declare module '@tanstack/react-query' {
  interface Register {
    /** `told` is what everybody is told once the change is done, on whatever page they are by then; `asked` what was asked for, where that fails. */
    mutationMeta: { readonly told?: string; readonly asked?: string };
  }
}

export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 5_000,
        // What the browser believes of the network is often wrong; whether the service answers is found by asking it.
        networkMode: 'always',
        retry: (count, error) => count < 2 && error instanceof GraphFailure && passing.has(error.kind),
        retryDelay: (attempt) => 500 * 2 ** attempt,
      },
      mutations: { networkMode: 'always' },
    },
  });
}

/** For so many seconds, in milliseconds: a timer of more than 31 bits would be over at once. */
export function timerOf(seconds: number): number {
  return Math.min(seconds * 1000, 2 ** 31 - 1);
}

/** `every`, but for what failed: that is asked for again once the service may be back, and never before it wants to be asked. */
function paced(query: Pick<Query, 'state'>, every: number | false): number | false {
  const { error, status } = query.state;
  if (status !== 'error' || !(error instanceof GraphFailure)) return every;
  const { retryAfterSeconds } = error.facts;
  if (retryAfterSeconds !== undefined) return Math.max(every || 0, timerOf(retryAfterSeconds));
  if (passing.has(error.kind)) return every === false ? whileAway : Math.min(every, whileAway);
  return every;
}

/** One answer of the service, of a collection as many as `$top` asks for; `every` says how often it is asked for again, given the last answer. */
export function useAnswer<T>(
  address: string,
  {
    every,
    enabled = true,
    kept = true,
    whileSuspended = address,
  }: {
    every?: number | ((last: T | undefined) => number | false);
    enabled?: boolean;
    /** Whether it is shown again where it is asked for again later, until there is another answer. */
    kept?: boolean;
    /** What is asked instead while the organisation is suspended. */
    whileSuspended?: string;
  } = {},
) {
  const graph = useGraph();
  return useQuery<T>({
    queryKey: ['get', address],
    queryFn: ({ signal }) =>
      unlessSuspended(
        () => filled<T>(graph, address, topOf(address), signal),
        () => filled<T>(graph, whileSuspended, topOf(whileSuspended), signal),
      ),
    enabled,
    ...(!kept && { gcTime: 0 }),
    refetchInterval: (query) => paced(query, typeof every === 'function' ? every(query.state.data) : (every ?? false)),
  });
}

export function useCount(address: string, { enabled = true }: { enabled?: boolean } = {}) {
  const graph = useGraph();
  return useQuery<number>({
    queryKey: ['count', address],
    queryFn: ({ signal }) => graph.count(address, signal),
    enabled,
    placeholderData: keepPreviousData,
    refetchInterval: (query) => paced(query, nowAndThen),
  });
}

/**
 * An answer; where it is a page, with `least` items if there are so many. Among very many, what was looked at for a page may have fewer
 * of what is asked for, or none: the end is where no link is (OData 4.01 Part 1, section 11.2.6.7).
 */
async function filled<T>(graph: Graph, address: string, least: number, signal: AbortSignal): Promise<T> {
  const first = await graph.get<T & Partial<Page<unknown>>>(address, signal);
  let { value, '@odata.nextLink': next } = first;
  if (!Array.isArray(value)) return first;
  while (value.length < least && next) {
    const page: Page<unknown> = await graph.get<Page<unknown>>(next, signal);
    value = [...value, ...page.value];
    next = page['@odata.nextLink'];
  }
  return { ...first, value, '@odata.nextLink': next };
}

function topOf(address: string): number {
  return Number(/[?&]\$top=(\d+)/.exec(address)?.[1] ?? 0);
}

/** A collection, page by page as far as it was scrolled; what is shown stays while another filter is asked for, and is `isPlaceholderData`. */
export function useRows<T>(
  address: string,
  { every = false, enabled = true }: { every?: number | false; enabled?: boolean } = {},
) {
  const graph = useGraph();
  const query = useInfiniteQuery({
    queryKey: ['pages', address],
    queryFn: ({ pageParam, signal }) => filled<Page<T>>(graph, pageParam, 1, signal),
    initialPageParam: address,
    enabled,
    getNextPageParam: (page) => page['@odata.nextLink'],
    placeholderData: keepPreviousData,
    // Asking anew asks for every page that was read: the more there are, the less often, so that a long list is no greater burden.
    refetchInterval: (asked) =>
      paced(asked, every && every * Math.ceil((asked.state.data?.pages.length ?? 0) / few || 1)),
  });
  const rows = query.data?.pages.flatMap((page) => page.value);
  return { ...query, rows, total: query.data?.pages[0]?.['@odata.count'] };
}

/**
 * Has what is shown of these resources read again. A list that was scrolled far is only marked as old: reading it anew would ask for
 * every page of it.
 */
export function useInvalidate(...paths: readonly string[]) {
  const queries = useQueryClient();
  return () => {
    const concerned = ({ queryKey: [, address] }: Query) =>
      paths.some((path) => typeof address === 'string' && address.startsWith(path));
    const isLong = ({ state }: Query) => ((state.data as { pages?: unknown[] } | undefined)?.pages?.length ?? 0) > few;
    void queries.invalidateQueries({ predicate: (query) => concerned(query) && isLong(query), refetchType: 'none' });
    return queries.invalidateQueries({ predicate: (query) => concerned(query) && !isLong(query) });
  };
}

/** Takes what is gone out of the lists that were read of a resource: a long one is not read anew, and would go on showing it. */
export function useForget(path: string): (ids: ReadonlySet<string>) => void {
  const queries = useQueryClient();
  return (ids) => {
    const isList = ({ queryKey: [kind, address] }: Query) =>
      kind === 'pages' && typeof address === 'string' && address.startsWith(path);
    queries.setQueriesData<InfiniteData<Page<{ readonly id: string }>>>(
      { predicate: isList },
      (list) =>
        list && {
          ...list,
          pages: list.pages.map((page) => ({ ...page, value: page.value.filter(({ id }) => !ids.has(id)) })),
        },
    );
  };
}
