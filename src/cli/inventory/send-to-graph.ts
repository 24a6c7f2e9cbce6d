import { at } from '../../client/address.ts';
import type { Graph } from '../../client/graph.ts';
import { GraphFailure } from '../../client/graph-failure.ts';
import { type Device, devicesPath } from '../../client/resources.ts';
import type { CheckedRow, Told } from '../../inventory/send-inventory.ts';
import { several } from '../../inventory/several.ts';
import { reasonOf } from '../failure-words.ts';
import { differences } from './differences.ts';

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
