/**
 * Whether a second core for the short reads of SQLite pays: what one lookup costs the thread that answers when it does it itself, and when it asks a
 * reader thread for it, 64 at a time, and what a page of 100 and of 1,000 devices costs:
 *
 *     node bench/reader-threads.ts [--rounds 20000]
 *
 * What counts is the processor time of the thread that answers: it is what bounds the requests of a second.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { CompiledQuery } from 'kysely';
import { AuditKeys } from '../src/core/audit-keys.ts';
import { TurnableClock } from '../src/core/clock.ts';
import { silent as log } from '../src/core/log.ts';
import { openDatabase } from '../src/store/open-database.ts';
import { SqliteConnection, type TimedConnection } from '../src/store/sqlite/connection.ts';
import { openReader } from '../src/store/sqlite/reader.ts';
import { SearchThread } from '../src/store/sqlite/search-thread.ts';
import { fillTenant } from './inventory.ts';
import { tenantId } from './million-devices.ts';
import { temporaryFolder } from './service.ts';
import { workedMs } from './turns.ts';

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '20000' } } });
const inFlight = 64;

using folder = temporaryFolder();
const database = join(folder.path, 'database');
await using open = await openDatabase({
  database,
  purpose: 'development',
  auditKeys: AuditKeys.none,
  clock: new TurnableClock(),
  log,
});
const [id = ''] = await fillTenant(open, tenantId, 0, 2000);
const file = join(database, 'assistd.sqlite');

const columns = 'SELECT * FROM managed_devices WHERE tenant_id = ?';
const statements = [
  ['a row', CompiledQuery.raw(`${columns} AND id = ?`, [tenantId, id]), Number(values.rounds)],
  ['100 rows', CompiledQuery.raw(`${columns} ORDER BY id LIMIT 100`, [tenantId]), Number(values.rounds) / 20],
  ['1,000 rows', CompiledQuery.raw(`${columns} ORDER BY id LIMIT 1000`, [tenantId]), Number(values.rounds) / 200],
] as const;

async function measured(connection: TimedConnection, query: CompiledQuery, rounds: number): Promise<string> {
  const run = async (count: number) => {
    for (let done = 0; done < count; done += inFlight)
      await Promise.all(Array.from({ length: inFlight }, () => connection.executeQuery(query)));
  };
  await run(inFlight);
  const [began, worked] = [performance.now(), workedMs()];
  const count = Math.ceil(rounds / inFlight) * inFlight;
  await run(count);
  const each = (ms: number) => ((1000 * ms) / count).toFixed(1);
  return `${each(workedMs() - worked)} | ${each(performance.now() - began)}`;
}

console.log(
  '| what | by itself, µs of its processor time | µs of the clock | on a reader thread, µs of its processor time | µs of the clock |',
);
console.log('| --- | ---: | ---: | ---: | ---: |');
const reader = new SqliteConnection(openReader(file, { scans: false }));
const thread = new SearchThread(file);
for (const [what, query, rounds] of statements) {
  console.log(`| ${what} | ${await measured(reader, query, rounds)} | ${await measured(thread, query, rounds)} |`);
}
reader.database.close();
await thread.close();
