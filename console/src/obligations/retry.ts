import { useMutation } from '@tanstack/react-query';
import { at } from '../../../src/client/address.ts';
import type { Graph } from '../../../src/client/graph.ts';
import { GraphFailure } from '../../../src/client/graph-failure.ts';
import { disconnectsPath, type Obligation, obligationsPath, sessionsPath } from '../../../src/client/resources.ts';
import { useGraph } from '../wire/graph.ts';
import { useInvalidate } from '../wire/queries.ts';

/** What came of trying again: how many are over, are tried on, and are still being tried. */
export interface Outcome {
  readonly over: number;
  readonly failing: number;
  readonly running: number;
  /** Why one of those that are tried on did not work. */
  readonly lastFailure: string | undefined;
}

/** Few at a time: each waits for an answer of a partner. */
const atOnce = 4;

/** Tries obligations again at once, and says what came of it. */
export function useRetry() {
  const graph = useGraph();
  const invalidate = useInvalidate(obligationsPath, disconnectsPath, sessionsPath);
  return useMutation({
    mutationFn: async (ids: readonly string[]): Promise<Outcome> => {
      const attempts: Attempt[] = [];
      for (let from = 0; from < ids.length; from += atOnce) {
        const some = ids.slice(from, from + atOnce);
        attempts.push(...(await Promise.all(some.map((id) => retried(graph, id)))));
      }
      const count = (status: (attempt: Attempt) => boolean) => attempts.filter(status).length;
      const running = count(({ status }) => status === 'running');
      const failing = count(({ status }) => tried.has(status));
      const lastFailure = attempts.find(({ status, lastFailure: said }) => tried.has(status) && said)?.lastFailure;
      return { over: attempts.length - running - failing, failing, running, lastFailure: lastFailure ?? undefined };
    },
    onSettled: invalidate,
  });
}

type Attempt = Pick<Obligation, 'status' | 'lastFailure'>;

const tried: ReadonlySet<Obligation['status']> = new Set(['pending', 'failing', 'reported']);

async function retried(graph: Graph, id: string): Promise<Attempt> {
  try {
    return await graph.post<Attempt>(at(obligationsPath, id, 'retry'));
  } catch (error) {
    // It was done meanwhile, and nothing is left to try.
    if (error instanceof GraphFailure && error.kind === 'conflict') return { status: 'completed', lastFailure: null };
    throw error;
  }
}
