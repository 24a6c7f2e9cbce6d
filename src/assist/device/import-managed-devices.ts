import { Failure } from '../../core/failure.ts';
import { giveWay, type InTurn } from '../../core/give-way.ts';
import { newOrderedId } from '../../core/id.ts';
import type { Wire } from '../../edm/type.ts';
import { activities } from '../../model/audit-activities.ts';
import type { deviceImportResult } from '../../model/device/device-import.ts';
import { mostRecords } from '../../model/device/managed-devices.ts';
import { messageOf } from '../../model/failures.ts';
import type { Decoded } from '../../odata/body/decode-value.ts';
import {
  findDevicesById,
  findDevicesBySerialNumber,
  hasOtherTexts,
  putManagedDevices,
} from '../../store/table/managed-device-import.ts';
import { addToCount, deviceCells, type ManagedDevice, newDevice } from '../../store/table/managed-devices.ts';
import type { TenantTx } from '../../store/tenant.ts';
import { audit } from '../audit/audit.ts';
import type { Call, Handler } from '../call.ts';
import { once } from '../once.ts';

type Result = Wire<typeof deviceImportResult>;

/** So many are looked for at once. PostgreSQL is asked over the network for each of these parts. */
const recordsAtOnce = { sqlite: 50, postgres: 250 };

/** Comparing so many with what is there takes 3 ms, with looking for them on SQLite. */
const comparedAtOnce = 50;

/** So many are written in a part. On SQLite writing gives way by itself. */
const devicesAtOnce = { sqlite: mostRecords, postgres: 100 };

/** A record, or why none could be read. */
type Given = Decoded | Failure;

/**
 * Adds many devices to the inventory and brings those that are there up to date: one transaction and one audit event for a call,
 * one result for each record. One that cannot be read is refused, and the others are taken. A record that changes nothing is not
 * written, so that an import can be repeated.
 */
export const importManagedDevices: Handler<'managedDevices.import'> = ({ database }, call) => {
  const records = (call.parameters.devices ?? []) as readonly Given[];
  return database.writeInParts(call.caller.tenantId, (tx, inTurn) =>
    once(tx, call, 'managedDevices.import', '', {
      made: async (kept) => JSON.parse(kept) as Imported,
      make: () => importDevices(tx, inTurn, call, records),
      keep: JSON.stringify,
    }),
  );
};

type Imported = Awaited<ReturnType<typeof importDevices>>;

async function importDevices(tx: TenantTx, inTurn: InTurn, call: Call, records: readonly Given[]) {
  // Imports of one organisation take turns from here, so that two do not both add the device of one serial number.
  await addToCount(tx, 0);
  const inventory = new Inventory(tx);
  const results: Result[] = [];
  const atOnce = recordsAtOnce[tx.dialect];
  for (let from = 0; from < records.length; from += atOnce) {
    const some = records.slice(from, from + atOnce);
    await inTurn(() => inventory.look(some.filter((record): record is Decoded => !(record instanceof Failure))));
    for (const record of some) {
      results.push(record instanceof Failure ? refused(messageOf(record)) : inventory.take(record));
      if (results.length % comparedAtOnce === 0) await giveWay();
    }
  }
  const { changed } = inventory;
  const put = devicesAtOnce[tx.dialect];
  for (let from = 0; from < changed.length; from += put) {
    const some = changed.slice(from, from + put);
    await inTurn(() => putManagedDevices(tx, some, some.filter(inventory.isRewritten)));
  }

  const counted = (outcome: Result['outcome']) => results.filter((result) => result.outcome === outcome).length;
  const created = counted('created');
  const updated = counted('updated');
  if (created > 0) await addToCount(tx, created);
  if (created + updated > 0) {
    await audit(tx, call, {
      activity: activities.devicesImported,
      resource: { id: call.client.requestId, displayName: null },
      changes: [
        { name: 'Created', from: null, to: created },
        { name: 'Updated', from: null, to: updated },
      ],
    });
  }
  return { created, updated, unchanged: counted('unchanged'), refused: counted('refused'), results };
}

/** The devices that the records of one call may mean, as they are after the records that were taken so far. */
class Inventory {
  readonly #tx: TenantTx;
  readonly #byId = new Map<string, ManagedDevice>();
  readonly #bySerialNumber = new Map<string, Set<string>>();
  readonly #changed = new Set<string>();
  /** New ones, and those with other texts: mostly when they synchronised last is all that has changed. */
  readonly #rewritten = new Set<string>();
  #made = 0;

  constructor(tx: TenantTx) {
    this.#tx = tx;
  }

  /** Reads what these records may mean; what an earlier record has changed stays as that made it. */
  async look(records: readonly Decoded[]): Promise<void> {
    const ids = new Set(records.flatMap(({ id }) => (typeof id === 'string' ? [id] : [])));
    const serialNumbers = new Set(records.flatMap((record) => (record.id ? [] : (serialNumberOf(record) ?? []))));
    const found = [
      ...(await findDevicesById(this.#tx, [...ids])),
      ...(await findDevicesBySerialNumber(this.#tx, [...serialNumbers])),
    ];
    for (const device of found) {
      if (this.#byId.has(device.id)) continue;
      this.#byId.set(device.id, device);
      this.#index(device);
    }
  }

  get changed(): ManagedDevice[] {
    return [...this.#changed].flatMap((id) => this.#byId.get(id) ?? []);
  }

  readonly isRewritten = ({ id }: ManagedDevice): boolean => this.#rewritten.has(id);

  take(record: Decoded): Result {
    const { id, ...body } = record as { id?: string | null };
    const known = id ?? this.#idBySerialNumber(record);
    if (typeof known === 'object') return known;
    const device = known === undefined ? undefined : this.#byId.get(known);
    if (!device) {
      // In order, so that the devices of an import stand together in every index.
      const created = newDevice(known ?? newOrderedId(this.#tx.now, this.#made++), body);
      this.#keep(created, undefined);
      return { outcome: 'created', id: created.id, reason: null };
    }
    const cells = deviceCells(body, device);
    const before = device as unknown as Readonly<Record<string, unknown>>;
    if (Object.entries(cells).every(([column, value]) => before[column] === value)) {
      return { outcome: 'unchanged', id: device.id, reason: null };
    }
    this.#keep({ ...device, ...cells }, device);
    return { outcome: 'updated', id: device.id, reason: null };
  }

  #idBySerialNumber(record: Decoded): string | undefined | Result {
    const serialNumber = serialNumberOf(record);
    if (serialNumber === undefined) return refused('It has neither an id nor a serialNumber, so no device is meant.');
    const [first, another] = this.#bySerialNumber.get(serialNumber) ?? [];
    if (another === undefined) return first;
    return refused(`Several devices have the serialNumber '${serialNumber}'; name the one that is meant by its id.`);
  }

  #keep(device: ManagedDevice, before: ManagedDevice | undefined): void {
    if (!before || hasOtherTexts(device, before)) this.#rewritten.add(device.id);
    this.#byId.set(device.id, device);
    this.#changed.add(device.id);
    this.#index(device);
  }

  #index({ id, serialNumber }: ManagedDevice): void {
    if (!serialNumber) return;
    const ids = this.#bySerialNumber.get(serialNumber) ?? new Set();
    this.#bySerialNumber.set(serialNumber, ids.add(id));
  }
}

function serialNumberOf({ serialNumber }: Decoded): string | undefined {
  return typeof serialNumber === 'string' && serialNumber !== '' ? serialNumber : undefined;
}

function refused(reason: string): Result {
  return { outcome: 'refused', id: null, reason };
}
