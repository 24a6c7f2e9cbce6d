import { newId, newOrderedId } from '../src/core/id.ts';
import type { Database } from '../src/store/database.ts';
import { putManagedDevices } from '../src/store/table/managed-device-import.ts';
import { addToCount, newDevice } from '../src/store/table/managed-devices.ts';
import { findTenant, insertTenant } from '../src/store/table/tenants.ts';

/** As many as one import takes. */
const batch = 1000;

/** Takes devices into an organisation, which is made if it is not there: those from number `from` to before `to`. Gives some of their ids. */
export async function fillTenant(open: Database, tenantId: string, from: number, to: number): Promise<string[]> {
  const ids: string[] = [];
  await open.write(tenantId, async (tx) => {
    if (await findTenant(tx)) return;
    await insertTenant(tx, { displayName: 'Bench', subscriptionState: 'active', intuneAccountId: tenantId });
  });
  for (let first = from; first < to; first += batch) {
    const rows = Array.from({ length: Math.min(batch, to - first) }, (_, offset) => deviceOf(first + offset));
    await open.write(tenantId, async (tx) => {
      await putManagedDevices(tx, rows);
      await addToCount(tx, rows.length);
    });
    ids.push(...rows.slice(0, 2).map(({ id }) => id));
  }
  return ids;
}

/** Each value is had by as many devices as in a real inventory: names by one, people by two, models by one in forty. */
function deviceOf(index: number) {
  return newDevice(newOrderedId(Date.now(), index), {
    deviceName: `PC-${String(index).padStart(7, '0')}`,
    serialNumber: `SN-${index}`,
    userPrincipalName: `user${Math.floor(index / 2)}@contoso.example`,
    userDisplayName: `User ${Math.floor(index / 2)}`,
    userId: newId(),
    operatingSystem: index % 5 === 0 ? 'iOS' : 'Windows',
    osVersion: '10.0.26100',
    complianceState: index % 2 === 0 ? 'compliant' : 'noncompliant',
    lastSyncDateTime: `2026-11-${String((index % 28) + 1).padStart(2, '0')}T10:00:00.0000000Z`,
    manufacturer: 'Contoso',
    model: `Model ${index % 40}`,
    totalStorageSpaceInBytes: 512_110_190_592,
  });
}
