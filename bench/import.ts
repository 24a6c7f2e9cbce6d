/**
 * What it costs to take devices into one organisation, as it grows: `node bench/import.ts [--devices 300000] [--step 100000]`. The store
 * alone, in transactions of 1,000 as an import has them; microseconds of CPU of the whole process for each device.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { AuditKeys } from '../src/core/audit-keys.ts';
import { TurnableClock } from '../src/core/clock.ts';
import { silent } from '../src/core/log.ts';
import { openDatabase } from '../src/store/open-database.ts';
import { fillTenant } from './inventory.ts';
import { temporaryFolder } from './service.ts';

const { values } = parseArgs({
  options: { devices: { type: 'string', default: '300000' }, step: { type: 'string', default: '100000' } },
});

using folder = temporaryFolder();
await using open = await openDatabase({
  database: join(folder.path, 'database'),
  purpose: 'development',
  auditKeys: AuditKeys.none,
  clock: new TurnableClock(),
  log: silent,
});
console.log('| devices that are there | µs of CPU for each more | µs of time |\n| ---: | ---: | ---: |');
const step = Number(values.step);
for (let from = 0; from < Number(values.devices); from += step) {
  const cpu = process.cpuUsage();
  const began = performance.now();
  await fillTenant(open, 'c0a70501-1000-4000-8000-000000000001', from, from + step);
  const { user, system } = process.cpuUsage(cpu);
  console.log(
    `| ${from} | ${((user + system) / step).toFixed(1)} | ${(((performance.now() - began) * 1000) / step).toFixed(1)} |`,
  );
}
