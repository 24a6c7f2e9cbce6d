import { keepPreviousData, QueryClient, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { GraphFailure } from '../../../src/client/graph-failure.ts';
import type { Page } from '../../../src/client/resources.ts';
import { unlessSuspended } from '../../../src/client/while-suspended.ts';
import { useGraph } from './graph.ts';

/** How often something that changes by itself is asked for, in milliseconds; never while the page is hidden. */
export const soon = 1500;
export const nowAndThen = 15_000;

// Asking again helps where the fault passes; what was refused is refused again, and the client waits by itself where it is asked to.
const passing = new Set(['unreachable', 'unavailable', 'broken']);

export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 5_000,
        retry: (count, error) => count < 2 && error instanceof GraphFailure && passing.has(error.kind),
        retryDelay: (attempt) => 500 * 2 ** attempt,
      },
    },
  });
}

/** One answer of the service; `every` says how often it is asked for again, given the last answer. */
export function useAnswer<T>(
  address: string,
  {
    every,
    enabled = true,
    whileSuspended = address,
  }: {
    every?: number | ((last: T | undefined) => number | false);
    enabled?: boolean;
    /** What is asked instead while the organisation is suspended. */
    whileSuspended?: string;
  } = {},
) {
  const graph = useGraph();
  return useQuery<T>({
    queryKey: ['get', address],
    queryFn: ({ signal }) =>
      unlessSuspended(
        () => graph.get<T>(address, signal),
        () => graph.get<T>(whileSuspended, signal),
      ),
    enabled,
    refetchInterval: typeof every === 'function' ? (query) => every(query.state.data) : (every ?? false),
  });
}

export function useCount(address: string, { enabled = true }: { enabled?: boolean } = {}) {
  const graph = useGraph();
  return useQuery<number>({
    queryKey: ['count', address],
    queryFn: ({ signal }) => graph.count(address, signal),
    enabled,
    placeholderData: keepPreviousData,
    refetchInterval: nowAndThen,
  });
}

/** A collection, page by page as far as it was scrolled; what is shown stays while another filter is asked for. */
export function useRows<T>(address: string, { every }: { every?: number } = {}) {
  const graph = useGraph();
  const query = useInfiniteQuery({
    queryKey: ['pages', address],
    queryFn: ({ pageParam, signal }) => graph.get<Page<T>>(pageParam, signal),
    initialPageParam: address,
    getNextPageParam: (page) => page['@odata.nextLink'],
    placeholderData: keepPreviousData,
    // Asking anew asks for every page that was read; past the first few that would be a burden.
    refetchInterval: every ? ({ state }) => ((state.data?.pages.length ?? 0) > 3 ? false : every) : false,
  });
  const rows = query.data?.pages.flatMap((page) => page.value);
  return { ...query, rows, total: query.data?.pages[0]?.['@odata.count'] };
}
