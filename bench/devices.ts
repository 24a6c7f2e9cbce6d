import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { TurnableClock } from '../src/core/clock.ts';
import { newId } from '../src/core/id.ts';
import { type Assistd, start } from '../src/start.ts';
import { putManagedDevices } from '../src/store/managed-device-import.ts';
import { addToCount, newDevice } from '../src/store/managed-devices.ts';
import { openDatabase } from '../src/store/open-database.ts';
import { insertTenant } from '../src/store/tenants.ts';
import { median } from './median.ts';
import { temporaryFolder } from './service.ts';

/*
 * How long reads of the inventory take in a tenant with few devices and in one with many, side by side in one run:
 * `node bench/devices.ts [--small 1000] [--large 1000000] [--rounds 200]`.
 */
const { values } = parseArgs({
  options: {
    small: { type: 'string', default: '1000' },
    large: { type: 'string', default: '1000000' },
    rounds: { type: 'string', default: '200' },
  },
});

const batch = 10_000;
const silent = { debug() {}, info() {}, warn() {}, error() {} };

interface Inventory {
  readonly service: Assistd;
  readonly token: string;
  readonly ids: readonly string[];
}

async function fill(database: string, tenantId: string, count: number): Promise<string[]> {
  await using open = await openDatabase({ database, clock: new TurnableClock(), log: silent });
  const ids: string[] = [];
  await open.write(tenantId, (tx) =>
    insertTenant(tx, { displayName: 'Bench', subscriptionState: 'active', intuneAccountId: tenantId }).then(() => {}),
  );
  for (let from = 0; from < count; from += batch) {
    const rows = Array.from({ length: Math.min(batch, count - from) }, (_, offset) => deviceOf(from + offset, count));
    await open.write(tenantId, async (tx) => {
      await putManagedDevices(tx, rows);
      await addToCount(tx, rows.length);
    });
    ids.push(...rows.slice(0, 10).map(({ id }) => id));
  }
  return ids;
}

/** However many devices there are, ten in each hundred thousandth part of them have the same model of state. */
function deviceOf(index: number, count: number) {
  return newDevice(newId(), {
    deviceName: `PC-${String(index).padStart(7, '0')}`,
    serialNumber: `SN-${index}`,
    userPrincipalName: `user${index % Math.max(1, count / 2)}@contoso.example`,
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

const contoso = 'c0a70501-1000-4000-8000-000000000001';

async function inventory(stack: AsyncDisposableStack, count: number): Promise<Inventory> {
  const folder = stack.use(temporaryFolder());
  const database = join(folder.path, 'database');
  const began = performance.now();
  const ids = await fill(database, contoso, count);
  console.log(`${count} devices written in ${((performance.now() - began) / 1000).toFixed(1)} s`);
  const service = stack.use(await start({ database }));
  return { service, ids, token: await service.token() };
}

const path = '/v1.0/deviceManagement/managedDevices';
const any = (ids: readonly string[]) => ids[Math.floor(Math.random() * ids.length)] ?? '';

/** What is measured: the path of one request, another one each time. */
const reads: Readonly<Record<string, (inventory: Inventory) => string>> = {
  'list of 100': () => `${path}?$top=100`,
  'list of 100, filtered': () => `${path}?$top=100&$filter=${encodeURIComponent("complianceState eq 'noncompliant'")}`,
  'list of 100, by name': () => `${path}?$top=100&$orderby=deviceName`,
  'one by serial number': () =>
    `${path}?$filter=${encodeURIComponent(`serialNumber eq 'SN-${Math.floor(Math.random() * 1000)}'`)}`,
  'those whose name begins': () =>
    `${path}?$top=100&$filter=${encodeURIComponent("startswith(deviceName,'PC-00001')")}`,
  'get with $select': ({ ids }) => `${path}/${any(ids)}?$select=id,deviceName,remoteAssistanceSessionUrl`,
};

async function timed({ service, token }: Inventory, target: string): Promise<number> {
  const began = performance.now();
  const response = await fetch(service.origin + target, { headers: { authorization: `Bearer ${token}` } });
  await response.text();
  if (response.status !== 200) throw new Error(`${target} answered ${response.status}`);
  return performance.now() - began;
}

await using stack = new AsyncDisposableStack();
const small = await inventory(stack, Number(values.small));
const large = await inventory(stack, Number(values.large));
console.log('| read | median, few (ms) | median, many (ms) | ratio |\n| --- | --- | --- | --- |');
for (const [name, targetIn] of Object.entries(reads)) {
  const times: [number[], number[]] = [[], []];
  for (let round = 0; round < Number(values.rounds) + 20; round++) {
    // In turns, so that whatever else the machine does is the same for both.
    const few = await timed(small, targetIn(small));
    const many = await timed(large, targetIn(large));
    if (round < 20) continue;
    times[0].push(few);
    times[1].push(many);
  }
  const [few, many] = times.map(median) as [number, number];
  console.log(`| ${name} | ${few.toFixed(2)} | ${many.toFixed(2)} | ${(many / few).toFixed(2)} |`);
}
