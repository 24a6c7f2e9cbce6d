/**
 * What moving an organisation from one database to another costs: `node bench/move.ts [--devices 200000] [--write]`, both ways on SQLite,
 * the commands as they are, each in a process of its own with the flags of `src/main.js`. Memory is the most that was resident (`VmHWM`), so Linux alone.
 */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { parseArgs } from 'node:util';
import { startOutside } from '../test/harness/outside.ts';
import { serveProcess } from '../test/harness/serve-process.ts';
import { fillSqlite, tenantId } from './million-devices.ts';
import { writePart } from './results-file.ts';
import { temporaryFolder } from './service.ts';

const { values } = parseArgs({
  options: { devices: { type: 'string', default: '200000' }, write: { type: 'boolean', default: false } },
});
const devices = Number(values.devices);
const main = join(import.meta.dirname, '../src/main.js');
const rows: string[] = [];

await using outside = await startOutside();
await move(1000);
await move(devices);
const part = [
  '# Moving an organisation',
  `Written by \`node bench/move.ts\` on ${new Date().toISOString().slice(0, 10)}: from SQLite to SQLite, ${cpus().length} cores that other work took part of, load average ${loadavg()[0]?.toFixed(1)}.`,
  [
    '| what | devices | s | s of processor time | most memory, MiB | file, MiB |',
    '| --- | ---: | ---: | ---: | ---: | ---: |',
    ...rows,
  ].join('\n'),
].join('\n\n');
if (values.write) writePart(part);
console.log(part);

async function move(count: number): Promise<void> {
  using folder = temporaryFolder();
  const at = (name: string) => join(folder.path, name);
  const settings = { ...outside.settings, database: at('from'), tenants: [{ tenantId, displayName: 'Northwind' }] };
  await (await serveProcess(outside, settings))[Symbol.asyncDispose]();
  await fillSqlite(at('from'), count);
  {
    using database = new DatabaseSync(join(at('from'), 'assistd.sqlite'));
    database.exec(
      `UPDATE tenants SET "subscriptionState" = 'disabled', suspended_at = 1 WHERE tenant_id = '${tenantId}'`,
    );
  }
  execFileSync(process.execPath, [main, 'keys', 'new', '--file', at('key')]);
  const config = (name: string) => {
    writeFileSync(at(`${name}.json`), JSON.stringify({ ...settings, database: at(name) }), { mode: 0o600 });
    return ['--config', at(`${name}.json`), '--key-file', at('key')];
  };
  const run = async (what: string, ...words: string[]) => {
    const figures = await measured(words);
    rows.push(
      `| ${[what, count.toLocaleString('en'), ...figures, Math.round(statSync(at('file')).size / 2 ** 20)].join(' | ')} |`,
    );
    console.log(rows.at(-1));
  };
  await run('export', 'tenants', 'export', tenantId, at('file'), ...config('from'));
  await run('import', 'tenants', 'import', at('file'), ...config('to'));
}

async function measured(words: readonly string[]): Promise<readonly [string, string, number]> {
  const began = performance.now();
  const child = spawn(process.execPath, ['--min-semi-space-size=4', '--max-semi-space-size=8', main, ...words], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const gone = once(child, 'exit');
  let resident = 0;
  let ticks = 0;
  const looking = setInterval(() => {
    try {
      const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
      resident = Math.max(resident, Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0));
      const [, after = ''] = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ');
      const fields = after.split(' ');
      ticks = Number(fields[11]) + Number(fields[12]);
    } catch {
      // It is gone.
    }
  }, 50);
  const [code] = await gone;
  clearInterval(looking);
  if (code !== 0) throw new Error(`${words[1]} ended with ${code}`);
  return [((performance.now() - began) / 1000).toFixed(1), (ticks / 100).toFixed(1), Math.round(resident / 1024)];
}
