import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { AuditKeys } from '../src/core/audit-keys.ts';
import { TurnableClock } from '../src/core/clock.ts';
import { newId } from '../src/core/id.ts';
import { silent } from '../src/core/log.ts';
import { type Assistd, start } from '../src/dev/start.ts';
import { openDatabase } from '../src/store/open-database.ts';
import { fillTenant } from './inventory.ts';
import { median } from './median.ts';
import { temporaryFolder } from './service.ts';

/*
 * How long reads of the inventory take in a tenant with few devices, in one with many, and in one with few among many tenants, side by
 * side in one run: `node bench/devices.ts [--small 1000] [--large 1000000] [--tenants 10000] [--rounds 200]`.
 */
const { values } = parseArgs({
  options: {
    small: { type: 'string', default: '1000' },
    large: { type: 'string', default: '1000000' },
    tenants: { type: 'string', default: '10000' },
    rounds: { type: 'string', default: '200' },
  },
});

const devicesOfOthers = 20;

interface Inventory {
  readonly service: Assistd;
  readonly token: string;
  readonly ids: readonly string[];
}

async function fill(database: string, count: number, otherTenants: number): Promise<string[]> {
  await using open = await openDatabase({
    database,
    purpose: 'development',
    auditKeys: AuditKeys.none,
    clock: new TurnableClock(),
    log: silent,
  });
  const ids = await fillTenant(open, contoso, 0, count);
  for (let tenant = 0; tenant < otherTenants; tenant++) await fillTenant(open, newId(), 0, devicesOfOthers);
  return ids;
}

const contoso = 'c0a70501-1000-4000-8000-000000000001';

async function inventory(stack: AsyncDisposableStack, count: number, otherTenants = 0): Promise<Inventory> {
  const folder = stack.use(temporaryFolder());
  const database = join(folder.path, 'database');
  const began = performance.now();
  const ids = await fill(database, count, otherTenants);
  console.log(
    `${count + otherTenants * devicesOfOthers} devices written in ${((performance.now() - began) / 1000).toFixed(1)} s`,
  );
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
  ...Object.fromEntries(
    [
      "contains(deviceName,'no such')",
      "contains(deviceName,'0099')",
      "contains(deviceName,'PC-')",
      "endswith(serialNumber,'-777')",
      "tolower(userPrincipalName) eq 'user77@contoso.example'",
      "startswith(tolower(deviceName),'pc-00001')",
      "deviceName gt 'PC-0000500'",
      "operatingSystem ne 'Windows'",
      "model eq 'no such'",
    ].map((filter) => [filter, () => `${path}?$top=100&$filter=${encodeURIComponent(filter)}`]),
  ),
  '$search=SN-777': () => `${path}?$top=100&$search=SN-777`,
  '$search=nothing': () => `${path}?$top=100&$search=nothing`,
  'ordered by lastSyncDateTime desc': () => `${path}?$top=100&$orderby=lastSyncDateTime desc`,
  'ordered by model': () => `${path}?$top=100&$orderby=model`,
  'get with $select': ({ ids }) => `${path}/${any(ids)}?$select=id,deviceName,remoteAssistanceSessionUrl`,
};

/** Stands for a condition or an order that no index serves among so many. */
const refused = Number.NaN;

async function timed({ service, token }: Inventory, target: string): Promise<number> {
  const began = performance.now();
  const response = await fetch(service.origin + target, { headers: { authorization: `Bearer ${token}` } });
  await response.text();
  if (response.status === 400) return refused;
  if (response.status !== 200) throw new Error(`${target} answered ${response.status}`);
  return performance.now() - began;
}

await using stack = new AsyncDisposableStack();
const few = await inventory(stack, Number(values.small));
const others = [
  await inventory(stack, Number(values.large)),
  await inventory(stack, Number(values.small), Number(values.tenants)),
];
console.log(
  `| read | ${values.small} devices (ms) | ${values.large} (ms) | ratio | among ${values.tenants} tenants (ms) | ratio |`,
);
console.log('| --- | --- | --- | --- | --- | --- |');
for (const [name, targetIn] of Object.entries(reads)) {
  const inventories = [few, ...others];
  const times = inventories.map((): number[] => []);
  for (let round = 0; round < Number(values.rounds) + 20; round++) {
    // In turns, so that whatever else the machine does is the same for all.
    for (const [index, each] of inventories.entries()) {
      const time = await timed(each, targetIn(each));
      if (round >= 20) times[index]?.push(time);
    }
  }
  const [base = 0, ...rest] = times.map(median);
  const shown = (value: number) => (Number.isNaN(value) ? 'refused' : value.toFixed(2));
  const cells = rest.flatMap((time) => [shown(time), shown(time / base)]);
  console.log(`| ${[name, base.toFixed(2), ...cells].join(' | ')} |`);
}
