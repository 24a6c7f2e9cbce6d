import { type Device, devicesPath } from '../../client/resources.ts';
import { checkRecord } from '../../inventory/check-record.ts';
import { type CheckedRow, sendToAssistd } from '../../inventory/send-inventory.ts';
import { counted } from '../counted.ts';
import { differences } from '../inventory/differences.ts';
import { rowFaultWords } from '../inventory/inventory-words.ts';
import { collect } from '../listing.ts';
import type { Migration, Step } from './migration.ts';

/** Devices keep their ids, so that what refers to them goes on working; one with the same serial number is the same one, where no other has it. */
export async function migrateDevices({ from, to, apply, say }: Migration): Promise<Step[]> {
  say('reading the devices');
  const theirs = await collect(from.list<Device>(devicesPath));
  const find = finder(theirs, await collect(to.list<Device>(devicesPath)));
  const steps: Step[] = [];
  const rows: CheckedRow[] = [];
  for (const device of theirs) {
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

/** Finds what there is already of a device. */
function finder(theirs: readonly Device[], ours: readonly Device[]): (device: Device) => Device | undefined {
  const byId = new Map(ours.map((device) => [keyOf(device), device]));
  const theirIds = new Set(theirs.map(keyOf));
  const unique = bySerialNumber(theirs);
  const left = bySerialNumber(ours.filter((device) => !theirIds.has(keyOf(device))));
  return (device) => {
    const number = device.serialNumber ?? '';
    return byId.get(keyOf(device)) ?? (unique.get(number) === device ? left.get(number) : undefined);
  };
}

function keyOf({ id }: Device): string {
  return id.toLowerCase();
}

/** The devices whose serial number no other has. */
function bySerialNumber(devices: readonly Device[]): ReadonlyMap<string, Device> {
  const groups = Map.groupBy(devices, ({ serialNumber }) => serialNumber ?? '');
  groups.delete('');
  const alone = [...groups.values()].filter((group) => group.length === 1).flat();
  return new Map(alone.map((device) => [device.serialNumber ?? '', device]));
}
