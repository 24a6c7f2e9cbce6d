import { at } from '../../client/address.ts';
import type { Graph, Json } from '../../client/graph.ts';
import { GraphFailure } from '../../client/graph-failure.ts';
import { type Device, type DeviceImport, deviceImportPath, devicesPath } from '../../client/resources.ts';
import { reasonOf } from '../failure-words.ts';
import { differences } from './differences.ts';

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

/** Sends rows to an assistd, a thousand in a request: reading and writing overlap, and one request is one transaction there. */
export async function sendToAssistd(graph: Graph, rows: Iterable<CheckedRow>, told: Told): Promise<void> {
  const send = async (part: readonly CheckedRow[]) => {
    const answer = await graph.post<DeviceImport>(deviceImportPath, {
      devices: part.map(({ wanted }) => wanted),
    });
    for (const [index, { row }] of part.entries()) {
      const result = answer.results[index];
      told(row, result?.outcome ?? 'refused', result ? result.reason : 'the server gave no result for it');
    }
  };
  await several(parts(rows), requestsAtOnce, send);
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

const singlesAtOnce = 8;

/** Sends rows to any Graph: reads its list of devices, then creates and changes one by one. */
export async function sendToGraph(graph: Graph, rows: Iterable<CheckedRow>, told: Told): Promise<void> {
  const byId = new Map<string, Device>();
  const bySerialNumber = new Map<string, Device | 'several'>();
  for await (const device of graph.list<Device>(devicesPath)) {
    byId.set(device.id, device);
    const { serialNumber } = device;
    if (serialNumber) bySerialNumber.set(serialNumber, bySerialNumber.has(serialNumber) ? 'several' : device);
  }
  await several(rows, singlesAtOnce, async ({ row, wanted }) => {
    const { id, ...body } = wanted;
    const known = id === undefined ? bySerialNumber.get(String(body.serialNumber)) : byId.get(String(id));
    if (known === 'several') return told(row, 'refused', `several devices have the serial number ${body.serialNumber}`);
    try {
      if (!known) {
        await graph.post(devicesPath, wanted);
        return told(row, 'created', null);
      }
      const changes = differences(body, { ...known });
      if (changes === undefined) return told(row, 'unchanged', null);
      await graph.patch(at(devicesPath, known.id), changes);
      return told(row, 'updated', null);
    } catch (error) {
      if (!(error instanceof GraphFailure) || error.kind === 'signedOut' || error.kind === 'forbidden') throw error;
      return told(row, 'refused', reasonOf(error));
    }
  });
}

/** Works on up to `count` items at once, and takes the next when there is room for it. */
async function several<T>(items: Iterable<T>, count: number, work: (item: T) => Promise<void>): Promise<void> {
  const iterator = items[Symbol.iterator]();
  const worker = async () => {
    for (let next = iterator.next(); !next.done; next = iterator.next()) await work(next.value);
  };
  await Promise.all(Array.from({ length: count }, worker));
}
