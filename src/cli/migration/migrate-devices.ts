import type { Graph } from '../../client/graph.ts';
import { type Device, devicesPath } from '../../client/resources.ts';
import { checkRecord } from '../../inventory/check-record.ts';
import { type CheckedRow, sendToAssistd } from '../../inventory/send-inventory.ts';
import { counted } from '../counted.ts';
import { differences } from '../inventory/differences.ts';
import { rowFaultWords } from '../inventory/inventory-words.ts';
import type { Migration, Step } from './migration.ts';

/** Devices keep their ids, so that what refers to them goes on working; one with the same serial number is the same one. */
export async function migrateDevices({ from, to, apply, say }: Migration): Promise<Step[]> {
  say('reading the devices');
  const find = await present(to);
  const steps: Step[] = [];
  const rows: CheckedRow[] = [];
  for await (const device of from.list<Device>(devicesPath)) {
    const step = { what: 'device', name: device.deviceName ?? device.id } as const;
    const checked = checkRecord({ ...device });
    if ('fault' in checked) {
      steps.push({ ...step, action: 'failed', note: rowFaultWords(checked.fault) });
      continue;
    }
    const known = find(device);
    const { id, ...wanted } = checked.wanted;
    const changes = known && differences(wanted, { ...known });
    if (known && !changes) {
      steps.push({ ...step, action: 'same', note: '' });
      continue;
    }
    rows.push({ row: steps.length, wanted: { ...wanted, id: known?.id ?? id } });
    steps.push({ ...step, action: known ? 'change' : 'create', note: changes ? Object.keys(changes).join(', ') : '' });
  }
  if (!apply) return steps;
  let sent = 0;
  await sendToAssistd(to, rows, (row, outcome, reason) => {
    sent += 1;
    say(`${sent} of ${counted(rows.length, 'device')}`);
    const step = steps[row];
    if (step && outcome === 'refused') steps[row] = { ...step, action: 'failed', note: reason ?? '' };
  });
  return steps;
}

async function present(graph: Graph): Promise<(device: Device) => Device | undefined> {
  const byId = new Map<string, Device>();
  const bySerialNumber = new Map<string, Device>();
  for await (const device of graph.list<Device>(devicesPath)) {
    byId.set(device.id.toLowerCase(), device);
    if (device.serialNumber) bySerialNumber.set(device.serialNumber, device);
  }
  return ({ id, serialNumber }) => byId.get(id.toLowerCase()) ?? bySerialNumber.get(serialNumber ?? '');
}
