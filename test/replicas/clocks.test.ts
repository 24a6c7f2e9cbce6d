import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { postgres } from '../harness/databases.ts';
import { main } from '../harness/main.ts';
import { startOutside } from '../harness/outside.ts';
import { serveProcess } from '../harness/serve-process.ts';
import { steppedClock } from '../harness/stepped-clock.ts';
import { waitFor } from '../harness/wait-for.ts';
import { launch } from '../obligations/owing.ts';
import { oweTo, tenantA } from '../obligations/runners.ts';

const tenMinutes = 600_000;
/** Half of the slots: as many as one organisation has. */
const share: readonly string[] = ['g1', 'g2', 'g3', 'g4'];

for (const [who, aheadMs] of [
  ['behind', [-tenMinutes, 0]],
  ['ahead', [tenMinutes, 0]],
] as const) {
  test(`a replica whose clock is ten minutes ${who} does nothing that another is doing`, async () => {
    await using made = await postgres.create();
    const database = await made.open();
    for (const subject of share) await oweTo(database, tenantA, { kind: 'grant.retire', subject });
    const [first, second] = aheadMs;
    await using right = launch(made, 'hang in a duty', (folder) => steppedClock(folder, second).environment);
    const begun = ({ world }: typeof right) =>
      [...readFileSync(world, { encoding: 'utf8', flag: 'a+' }).matchAll(/g\d/g)].map(([subject]) => subject);
    await waitFor('all that it may take', () => begun(right).length === share.length);
    await using wrong = launch(made, 'hang in a duty', (folder) => steppedClock(folder, first).environment);
    await oweTo(database, tenantA, { kind: 'grant.retire', subject: 'g5' });
    await waitFor('the other one to take the rest', () => begun(wrong).includes('g5'));
    assert.deepEqual([begun(right).sort(), begun(wrong)], [share, ['g5']]);
  });
}

test('a clock that is not the database’s is said: at the start, by doctor, and as a metric', async () => {
  await using outside = await startOutside();
  await using made = await postgres.create();
  const { environment } = steppedClock(outside.folder, -20_000);
  const { migrationUrl = '' } = made.options.postgres ?? {};
  const settings = { database: made.database, databaseMigrationUrl: migrationUrl, metrics: true };
  await using service = await serveProcess(outside, settings, environment);
  await waitFor('the log', () => /"aheadMs":(19|20)\d{3}\b.*the clock of PostgreSQL differs/.test(service.stderr()));
  const metrics = await (await fetch(`${service.origin}/metrics`)).text();
  assert.match(metrics, /assistd_database_clock_difference_seconds (19|20)\b/);

  const config = join(outside.folder, 'assistd.config.json');
  const doctor = [main, 'doctor', '--config', config, '-o', 'json'];
  const env = { ...process.env, ...environment };
  const stdout = await new Promise<string>((resolve) => {
    execFile(process.execPath, doctor, { env }, (_, printed) => resolve(printed));
  });
  const found = JSON.parse(stdout).find(({ check }: { check: string }) => check === 'clock, by database');
  assert.deepEqual([found?.state, found?.found], ['warning', 'this machine’s clock is 20 s behind']);
});
