import { useQueries } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { address } from '../../../src/client/address.ts';
import { sessionsPath } from '../../../src/client/resources.ts';
import { Failure } from '../elements/failure.tsx';
import { Loading } from '../elements/loading.tsx';
import { useText } from '../text/text.tsx';
import { useGraph } from '../wire/graph.ts';
import { Panel } from './panel.tsx';

const DayPlot = lazy(async () => ({ default: (await import('./day-plot.tsx')).DayPlot }));

const days = 14;
const dayMs = 86_400_000;

/** How many sessions were asked for on each of the last days, in UTC: counted by the service, not read here. */
export function SessionsPerDay() {
  const { overview: text } = useText();
  const graph = useGraph();
  const today = Math.floor(Date.now() / dayMs) * dayMs;
  const starts = Array.from({ length: days }, (_, index) => today - (days - 1 - index) * dayMs);
  const counted = useQueries({
    queries: starts.map((start) => {
      const $filter = `requestedDateTime ge ${iso(start)} and requestedDateTime lt ${iso(start + dayMs)}`;
      const counting = address(`${sessionsPath}/$count`, { $filter });
      return {
        queryKey: ['count', counting],
        queryFn: ({ signal }: { signal: AbortSignal }) => graph.count(counting, signal),
        // Past days do not change any more.
        staleTime: start === today ? 15_000 : Number.POSITIVE_INFINITY,
      };
    }),
  });
  const error = counted.find((query) => query.error)?.error;
  const counts = counted.map((query) => query.data);
  const ready = counts.every((count) => count !== undefined);
  return (
    <Panel title={text.sessionsPerDay}>
      {error ? (
        <Failure error={error} retry={() => counted.forEach((query) => void query.refetch())} />
      ) : ready ? (
        <Suspense fallback={<Loading />}>
          <DayPlot days={starts.map((start, index) => ({ date: iso(start), count: counts[index] ?? 0 }))} />
        </Suspense>
      ) : (
        <Loading />
      )}
    </Panel>
  );
}

function iso(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
}
