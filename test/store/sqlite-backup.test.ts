import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { BackupRefused, backupSqlite, restoreSqlite } from '../../src/store/sqlite/backup.ts';
import { main } from '../harness/main.ts';
import { type Outside, startOutside } from '../harness/outside.ts';
import { partnerClient } from '../harness/partner-client.ts';
import { serveHere } from '../harness/serve-here.ts';
import { serveProcess } from '../harness/serve-process.ts';
import { waitFor } from '../harness/wait-for.ts';

function assistd(...words: string[]): Promise<unknown> {
  return promisify(execFile)(process.execPath, [main, ...words], { encoding: 'utf8' });
}

const databaseOf = ({ settings }: Outside) => settings.database ?? '';

test('a backup made under load is whole, and restored into an empty folder its grants open and its obligations resume', async () => {
  await using outside = await startOutside();
  const { sandbox, folder } = outside;
  const token = await outside.token();
  const file = join(folder, 'backup.sqlite');
  let kept: string;
  {
    await using service = await serveProcess(outside, { throttling: 'off' });
    const client = partnerClient(service.origin, token);
    kept = await client.create('Kept');
    const owed = await client.create('Owed');
    await client.connect(kept);
    await client.connect(owed);
    sandbox.faults.add({ kind: 'down' });
    assert.equal(await client.disconnect(owed), 204);
    let writing = true;
    const load = Array.from({ length: 4 }, async (_, index) => {
      for (let each = 0; writing; each++) await client.create(`${index}.${each}`);
    });
    await assistd('backup', file, '--database', databaseOf(outside));
    writing = false;
    await Promise.all(load);
    service.kill('SIGKILL');
    await service.gone;
  }
  assert.equal(statSync(file).mode & 0o777, 0o600);

  const restored = join(folder, 'restored');
  await assistd('restore', file, '--database', restored);
  sandbox.faults.clear();
  await using service = await serveHere(outside, { database: restored });
  // What was being worked on when the backup was made is taken up when its lease has run out.
  const revoked = () => sandbox.grants.filter(({ revokedAt }) => revokedAt).length;
  await waitFor('what was owed', () => {
    outside.clock.turn(61_000);
    service.obligations.wake();
    return revoked() === 1;
  });
  const client = partnerClient(service.origin, await outside.token());
  assert.equal(await client.status(kept), 'onboarded');
  assert.equal(await client.disconnect(kept), 204);
  await waitFor('the grant that was kept to be revoked', () => revoked() === 2);
});

test('a backup from before a disconnect does not bring the connection back: the watch finds it lost', async () => {
  await using outside = await startOutside();
  const file = join(outside.folder, 'backup.sqlite');
  let id: string;
  {
    await using service = await serveHere(outside);
    const client = partnerClient(service.origin, await outside.token());
    id = await client.create('Gone');
    await client.connect(id);
    await backupSqlite(databaseOf(outside), file);
    assert.equal(await client.disconnect(id), 204);
    await waitFor('the revocation', () => outside.sandbox.grants[0]?.revokedAt !== undefined);
  }
  const restored = join(outside.folder, 'restored');
  await restoreSqlite(file, restored);
  await using service = await serveHere(outside, { database: restored });
  assert.equal(await partnerClient(service.origin, await outside.token()).status(id), 'onboarded');
  outside.clock.turn(16 * 60_000);
  const client = partnerClient(service.origin, await outside.token());
  await waitFor('the connection to be found lost', async () => (await client.status(id)) === 'notOnboarded');
});

test('what a backup that was killed has left is removed by the next, and what another is writing is not', async () => {
  await using outside = await startOutside();
  const { folder } = outside;
  await (await serveHere(outside))[Symbol.asyncDispose]();
  const backups = join(folder, 'backups');
  mkdirSync(backups);
  const twoHoursAgo = new Date(Date.now() - 2 * 3_600_000);
  const killed = spawnSync('true').pid;
  for (const name of ['sunday.sqlite', `monday.sqlite.${killed}-0123456789ab`, 'theirs']) {
    writeFileSync(join(backups, `${name}.assistd.partial`), 'half of it');
  }
  writeFileSync(join(backups, 'theirs.partial'), 'not ours');
  for (const name of ['sunday.sqlite.assistd.partial', 'theirs.partial']) {
    utimesSync(join(backups, name), twoHoursAgo, twoHoursAgo);
  }
  await backupSqlite(databaseOf(outside), join(backups, 'monday.sqlite'));
  assert.deepEqual(readdirSync(backups).sort(), ['monday.sqlite', 'theirs.assistd.partial', 'theirs.partial']);
});

test('neither a backup nor a restore overwrites anything, and what is no sound database is not restored', async () => {
  await using outside = await startOutside();
  const { folder } = outside;
  await (await serveHere(outside))[Symbol.asyncDispose]();
  const file = join(folder, 'backup.sqlite');
  await assert.rejects(backupSqlite(join(folder, 'nowhere'), file), BackupRefused);
  await backupSqlite(databaseOf(outside), file);
  const bytes = readFileSync(file);
  await assert.rejects(backupSqlite(databaseOf(outside), file), /exists, and is not overwritten/);
  await assert.rejects(restoreSqlite(file, databaseOf(outside)), /exists, and is not overwritten/);
  assert.deepEqual(readFileSync(file), bytes);

  for (const where of [join(folder, 'nowhere'), file]) {
    await assert.rejects(assistd('backup', join(where, 'copy'), '--database', databaseOf(outside)), {
      code: 1,
      stderr: `assistd: there is no folder ${where}\n`,
    });
  }

  await assert.rejects(assistd('backup', '/proc/copy', '--database', databaseOf(outside)), {
    code: 1,
    stderr: /^assistd: cannot write \/proc\/copy: ENOENT.*\n$/,
  });

  const damaged = join(folder, 'damaged.sqlite');
  writeFileSync(damaged, Buffer.from(bytes).fill(0xa5, 8192, 20_000));
  const text = join(folder, 'text.sqlite');
  writeFileSync(text, 'nothing of the kind '.repeat(100));
  const foreign = join(folder, 'foreign.sqlite');
  {
    using database = new DatabaseSync(foreign);
    database.exec('CREATE TABLE recipes (name TEXT)');
  }
  for (const [wrong, reason] of [
    [damaged, /damaged|no SQLite database|malformed/],
    [text, /no SQLite database/],
    [foreign, /no database of assistd/],
    [join(folder, 'missing'), /does not exist/],
    [folder, /is no file/],
  ] as const) {
    await assert.rejects(restoreSqlite(wrong, join(folder, 'restored')), reason);
  }
  const left = join(folder, 'left');
  mkdirSync(left);
  writeFileSync(join(left, 'assistd.sqlite-wal'), 'of another database');
  await assert.rejects(restoreSqlite(file, left), /left of another database/);
  await restoreSqlite(file, join(folder, 'restored'));
});

test('the backup command refuses PostgreSQL, naming its tools, and shows no password', async () => {
  const url = 'postgres://assistd:sesame@127.0.0.1:1/assistd';
  await assert.rejects(
    assistd('backup', 'x', '--database', url),
    ({ code, stderr }: { code: number; stderr: string }) => {
      assert.equal(code, 2);
      assert.match(stderr, /pg_dump/);
      assert.doesNotMatch(stderr, /sesame/);
      return true;
    },
  );
});
