import { newId } from '../../core/id.ts';
import { dateTimeOf } from '../../edm/date-time.ts';
import { activities } from '../../model/audit-activities.ts';
import type { PartnerDevice } from '../../partner/connector.ts';
import { keepableText } from '../../partner/keepable-text.ts';
import { findDevicesBySerialNumber } from '../../store/table/managed-device-import.ts';
import {
  deviceCells,
  everyDevice,
  insertManagedDevice,
  lockManagedDevice,
  newDevice,
  updateManagedDevice,
} from '../../store/table/managed-devices.ts';
import {
  forgetPartnerDevices,
  listKnowing,
  listPartnerDevices,
  type PartnerDeviceRow,
  putPartnerDevices,
} from '../../store/table/partner-devices.ts';
import { lockPartner } from '../../store/table/partners.ts';
import type { TenantTx } from '../../store/tenant.ts';
import type { Assist } from '../assist.ts';
import { audit } from '../audit/audit.ts';

/** How many devices are brought up to date in one transaction. */
const batchSize = 200;

/** What a device has from a partner, by the names of its properties. */
type Said = Readonly<Record<string, string | null>>;

type What = 'created' | 'updated' | 'unchanged';

interface Whose {
  readonly id: string;
  readonly displayName: string | null;
  /** What lists them: from a partner that has it no more nothing is taken. */
  readonly grant_id: string | null;
}

/** All that a partner lists. */
interface Listed {
  readonly ids: ReadonlySet<string>;
  /** What several of its devices have: of these nobody knows which is meant. */
  readonly sharedNumbers: ReadonlySet<string>;
  readonly sharedNames: ReadonlySet<string>;
}

/**
 * Brings the inventory up to what a partner lists. A device that another source told of is found by its serial number, where one device
 * alone has it, and stays as that source says; one that came from here follows the partner, but for the values that somebody has changed since. Devices that the
 * partner does not list any more stay, and are not known to it. It ends where the partner is disconnected meanwhile.
 */
export async function importPartnerDevices(
  assist: Assist,
  tenantId: string,
  partner: Whose,
  devices: AsyncIterable<PartnerDevice>,
): Promise<void> {
  const began = assist.clock.now();
  const kept: PartnerDevice[] = [];
  for await (const each of devices) {
    const device = keepable(each);
    if (device) kept.push(device);
  }
  const listed = listedOf(kept);
  const counts = { created: 0, updated: 0, unchanged: 0 };
  const write = (batch: readonly PartnerDevice[], isLast: boolean) =>
    assist.database.write(tenantId, async (tx): Promise<What[] | undefined> => {
      if ((await lockPartner(tx, partner.id))?.grant_id !== partner.grant_id) return undefined;
      const found = await importBatch(tx, partner.id, batch, listed);
      if (isLast) await forgetPartnerDevices(tx, partner.id, began);
      const changed = found.some((what) => what !== 'unchanged');
      if (changed) await tell(tx, partner, found);
      return found;
    });
  let from = 0;
  do {
    const batch = kept.slice(from, from + batchSize);
    from += batchSize;
    const found = await write(batch, from >= kept.length);
    if (!found) return;
    for (const what of found) counts[what] += 1;
  } while (from < kept.length);
  assist.log.debug({ tenantId, partnerId: partner.id, ...counts }, 'devices of a partner are imported');
}

/**
 * A device with what can be kept of what it says of itself, which is what it likes: one must not keep the others away. `undefined` where
 * not even the partner's id can be.
 */
function keepable({ id, ...said }: PartnerDevice): PartnerDevice | undefined {
  if (keepableText(id) !== id) return undefined;
  const kept = Object.entries(said).map(([key, value]) => [
    key,
    typeof value === 'string' ? keepableText(value) || undefined : value,
  ]);
  return { id, name: id, online: said.online, ...Object.fromEntries(kept.filter(([, value]) => value !== undefined)) };
}

function listedOf(devices: readonly PartnerDevice[]): Listed {
  return {
    ids: new Set(devices.map(({ id }) => id)),
    sharedNumbers: sharedIn(devices.flatMap(({ serialNumber }) => serialNumber ?? [])),
    sharedNames: sharedIn(devices.map(nameOf)),
  };
}

/** Its serial number and its name. */
function nameOf({ serialNumber = '', name }: PartnerDevice): string {
  return `${serialNumber}\n${name}`;
}

function sharedIn(values: readonly string[]): ReadonlySet<string> {
  const seen = new Set<string>();
  return new Set(values.filter((value) => seen.size === seen.add(value).size));
}

async function importBatch(
  tx: TenantTx,
  partnerId: string,
  devices: readonly PartnerDevice[],
  listed: Listed,
): Promise<What[]> {
  const ids = devices.map(({ id }) => id);
  const known = new Map((await listPartnerDevices(tx, partnerId, ids)).map((row) => [row.partner_device_id, row]));
  const serialNumbers = devices.flatMap(({ serialNumber }) => serialNumber ?? []);
  const bySerial = Map.groupBy(await findDevicesBySerialNumber(tx, serialNumbers), (each) => each.serialNumber);
  const rows: PartnerDeviceRow[] = [];
  const outcomes: What[] = [];
  for (const device of devices) {
    const { serialNumber = '' } = device;
    // Whether one of ours is another of the partner's.
    const isOther = async (deviceId: string) =>
      (await listKnowing(tx, deviceId)).some(
        (each) =>
          each.partner_id === partnerId &&
          each.partner_device_id !== device.id &&
          listed.ids.has(each.partner_device_id),
      );
    const twin = twinOf(device, bySerial.get(serialNumber) ?? [], listed);
    const last = known.get(device.id);
    // An earlier release took several for one.
    const isDoubtful = last?.said === null && last.device_id !== twin?.id && listed.sharedNumbers.has(serialNumber);
    const before = isDoubtful && (await isOther(last.device_id)) ? undefined : last;
    const ours = before && (await lockManagedDevice(tx, before.device_id, everyDevice));
    const row = { partner_id: partnerId, partner_device_id: device.id, listed_at: tx.now };
    if (before && ours) {
      const said = before.said === null ? undefined : (JSON.parse(before.said) as Said);
      const next = said && saidOf(device);
      const isChanged = said && next ? await follow(tx, ours, said, next) : false;
      rows.push({ ...row, device_id: ours.id, said: next ? JSON.stringify(next) : null });
      outcomes.push(isChanged ? 'updated' : 'unchanged');
      continue;
    }
    if (twin && !(await isOther(twin.id))) {
      rows.push({ ...row, device_id: twin.id, said: null });
      outcomes.push('unchanged');
      continue;
    }
    const said = saidOf(device);
    const id = newId();
    const enrolled = { enrolledDateTime: dateTimeOf(tx.now), lastSyncDateTime: lastSync(device) };
    await insertManagedDevice(tx, newDevice(id, { ...said, ...enrolled }));
    rows.push({ ...row, device_id: id, said: JSON.stringify(said) });
    outcomes.push('created');
  }
  await putPartnerDevices(tx, rows);
  return outcomes;
}

/** Which of ours a device is, of those with its serial number; where several have that, on either side, its name has to be the same. */
function twinOf<Ours extends { readonly deviceName: string | null }>(
  device: PartnerDevice,
  alike: readonly Ours[],
  { sharedNumbers, sharedNames }: Listed,
): Ours | undefined {
  const isShared = alike.length > 1 || sharedNumbers.has(device.serialNumber ?? '');
  const [twin, ...others] = isShared ? alike.filter(({ deviceName }) => deviceName === device.name) : alike;
  return others.length > 0 || (isShared && sharedNames.has(nameOf(device))) ? undefined : twin;
}

/** Changes what has the value that the partner said last; what somebody else has changed since is theirs. */
async function follow(tx: TenantTx, ours: { readonly id: string } & object, said: Said, next: Said): Promise<boolean> {
  const current = ours as Readonly<Record<string, unknown>>;
  const changes = Object.entries(next).filter(([name, value]) => value !== said[name] && current[name] === said[name]);
  if (changes.length === 0) return false;
  await updateManagedDevice(tx, ours.id, deviceCells(Object.fromEntries(changes)));
  return true;
}

function saidOf(device: PartnerDevice): Said {
  return {
    deviceName: device.name,
    serialNumber: device.serialNumber ?? null,
    manufacturer: device.manufacturer ?? null,
    model: device.model ?? null,
    operatingSystem: device.operatingSystem ?? null,
    osVersion: device.osVersion ?? null,
  };
}

function lastSync({ lastSeen }: PartnerDevice): string {
  return dateTimeOf(lastSeen ?? 0);
}

function tell(tx: TenantTx, partner: Whose, outcomes: readonly What[]): Promise<void> {
  const counted = (what: What) => outcomes.filter((each) => each === what).length;
  return audit(tx, 'service', {
    activity: activities.devicesImported,
    resource: partner,
    changes: [
      { name: 'Created', from: null, to: counted('created') },
      { name: 'Updated', from: null, to: counted('updated') },
    ],
  });
}
