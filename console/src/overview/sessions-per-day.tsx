import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { countEach } from '../../../src/client/counts.ts';
import { sessionsPath } from '../../../src/client/resources.ts';
import { part } from '../elements/browser/part.ts';
import { Failure } from '../elements/failure/failure.tsx';
import { Loading } from '../elements/page/loading.tsx';
import { PageBoundary } from '../elements/page/page-boundary.tsx';
import { Panel } from '../elements/page/panel.tsx';
import { useText } from '../text/text.tsx';
import { useGraph } from '../wire/graph.ts';
import { nowAndThen } from '../wire/queries.ts';
import { serviceNow } from '../wire/service-clock.ts';

const DayPlot = lazy(part(async () => ({ default: (await import('./day-plot.tsx')).DayPlot })));

const days = 14;
const dayMs = 86_400_000;

/** How many sessions were asked for on each of the last days, in UTC: counted by the service, not read here. */
export function SessionsPerDay() {
  const { overview: text } = useText();
  const graph = useGraph();
  const today = Math.floor(serviceNow() / dayMs) * dayMs;
  const starts = Array.from({ length: days }, (_, index) => today - (days - 1 - index) * dayMs);
  const counted = useQuery({
    queryKey: ['counts', sessionsPath, today],
    queryFn: ({ signal }) => countEach(graph, sessionsPath, starts.map(onDay), signal),
    staleTime: nowAndThen,
  });
  const { data, error } = counted;
  return (
    <Panel title={text.sessionsPerDay}>
      {error && !data && <Failure error={error} retry={() => void counted.refetch()} />}
      {!data && !error && <Loading />}
      {data && (
        <PageBoundary of={sessionsPath} again={() => {}}>
          <Suspense fallback={<Loading />}>
            <DayPlot days={starts.map((start, index) => ({ date: iso(start), count: data[index] ?? 0 }))} />
          </Suspense>
        </PageBoundary>
      )}
    </Panel>
  );
}

/** What was asked for within the day that begins at `start`, in milliseconds since 1970-01-01T00:00:00Z. */
function onDay(start: number): string {
  return `requestedDateTime ge ${iso(start)} and requestedDateTime lt ${iso(start + dayMs)}`;
}

function iso(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
}
