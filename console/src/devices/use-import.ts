import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { devicesPath } from '../../../src/client/resources.ts';
import type { DateOrder } from '../../../src/inventory/local-date.ts';
import { type Outcome, sendToAssistd, type Told } from '../../../src/inventory/send-inventory.ts';
import { useStopping } from '../elements/dialog/stopping.ts';
import { useGraph } from '../wire/graph.ts';
import { useInvalidate } from '../wire/queries.ts';
import { readImport } from './read-import.ts';

interface Result {
  readonly outcome: Outcome;
  readonly reason: string | null;
}

/** One import: the file that was chosen, what is in it, and what became of each of its rows. */
export function useImport(given: File | undefined) {
  const graph = useGraph();
  const invalidate = useInvalidate(devicesPath);
  const [chosen, setChosen] = useState({ file: given, time: 0, clientRequestId: crypto.randomUUID() });
  const [dates, setDates] = useState<DateOrder>();
  const [{ results }, setResults] = useState({ results: new Map<number, Result>() });
  const { file } = chosen;
  const read = useQuery({
    queryKey: ['file', file?.name, chosen.time, dates],
    queryFn: ({ signal }) => {
      if (!file) throw new Error('a file is read once it is chosen');
      return readImport(file, dates, signal);
    },
    enabled: file !== undefined,
    // Another order of the dates changes what is seen of the same file; it does not take it away under who chooses.
    placeholderData: (before, asked) => (asked?.queryKey[2] === chosen.time ? before : undefined),
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    refetchOnReconnect: false,
  });
  const send = useMutation({
    mutationFn: async (stop: AbortController) => {
      const rows = read.data?.ready.filter(({ row }) => !results.has(row)) ?? [];
      const told: Told = (row, outcome, reason) => {
        results.set(row, { outcome, reason });
        // One map for all rows: a copy for each would take a long file for ever.
        setResults({ results });
      };
      await sendToAssistd(graph, rows, told, { stop: stop.signal, clientRequestId: chosen.clientRequestId });
    },
    // What is done is done: nobody waits with it for the lists behind it to be read again.
    onSettled: () => void invalidate(),
  });
  const { isPending, variables: running } = send;
  const { stop, stopping } = useStopping(isPending ? running : undefined);
  const begin = () => send.mutate(new AbortController());
  const choose = (next: File) => {
    send.reset();
    setResults({ results: new Map() });
    setDates(undefined);
    setChosen(({ time }) => ({ file: next, time: time + 1, clientRequestId: crypto.randomUUID() }));
  };
  return { file, choose, dates, setDates, read, send, begin, stop, stopping, results };
}
