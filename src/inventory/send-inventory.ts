import type { Graph, Json } from '../client/graph.ts';
import { type DeviceImport, deviceImportPath } from '../client/resources.ts';
import { several } from './several.ts';

/** A row that was checked. */
export interface CheckedRow {
  readonly row: number;
  readonly wanted: Json;
}

export type Outcome = 'created' | 'updated' | 'unchanged' | 'refused';

/** Is told what became of each row. */
export type Told = (row: number, outcome: Outcome, reason: string | null) => void;

const recordsAtOnce = 1000;
const bytesAtOnce = 1_500_000;
const requestsAtOnce = 2;

/**
 * Sends rows to an assistd, a thousand in a request: reading and writing overlap, and one request is one transaction there. After `stop`
 * no more are sent; it is told what became of those that are under way. Rows that are sent again under the same `clientRequestId`, because no
 * answer came, are told what became of them the first time.
 */
export async function sendToAssistd(
  graph: Graph,
  rows: Iterable<CheckedRow>,
  told: Told,
  { stop, clientRequestId }: { readonly stop?: AbortSignal; readonly clientRequestId?: string } = {},
): Promise<void> {
  const send = async (part: readonly CheckedRow[]) => {
    const devices = part.map(({ wanted }) => wanted);
    const answer = await graph.post<DeviceImport>(
      deviceImportPath,
      { devices },
      { ...(clientRequestId && { clientRequestId }) },
    );
    for (const [index, { row }] of part.entries()) {
      const result = answer.results[index];
      told(row, result?.outcome ?? 'refused', result ? result.reason : 'the server gave no result for it');
    }
  };
  await several(until(stop, parts(rows)), requestsAtOnce, send);
}

function* until<T>(stop: AbortSignal | undefined, items: Iterable<T>): Generator<T> {
  for (const item of items) {
    if (stop?.aborted) return;
    yield item;
  }
}

function* parts(rows: Iterable<CheckedRow>): Generator<CheckedRow[]> {
  let part: CheckedRow[] = [];
  let bytes = 0;
  for (const row of rows) {
    const size = JSON.stringify(row.wanted).length;
    if (part.length >= recordsAtOnce || (part.length > 0 && bytes + size > bytesAtOnce)) {
      yield part;
      part = [];
      bytes = 0;
    }
    part.push(row);
    bytes += size;
  }
  if (part.length > 0) yield part;
}
