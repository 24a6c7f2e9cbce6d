import assert from 'node:assert/strict';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { DatabaseSync } from 'node:sqlite';
import { suite, test } from 'node:test';
import { Failure } from '../../src/core/failure.ts';
import { databaseFile } from '../../src/store/sqlite/migrate.ts';
import { findTenant, insertTenant } from '../../src/store/table/tenants.ts';
import { sqliteInFolder } from '../harness/databases.ts';
import { waitFor } from '../harness/wait-for.ts';
import { tenant, tenantA, tenantB } from './rows.ts';

const unavailable = (error: unknown) => error instanceof Failure && error.kind === 'unavailable';

type Done = (error: NodeJS.ErrnoException | null) => void;

/** A disk whose every write through `fdatasync` waits to be let through, or to fail. */
function heldDisk() {
  const held: Done[] = [];
  const real = fs.fdatasync;
  const replace = (by: typeof real) => {
    fs.fdatasync = by;
    syncBuiltinESMExports();
  };
  replace(((_descriptor: number, done: Done) => void held.push(done)) as typeof real);
  return {
    held,
    letThrough: () => held.shift()?.(null),
    fail: () => held.shift()?.(Object.assign(new Error('EIO: i/o error, fdatasync'), { code: 'EIO' })),
    [Symbol.dispose]() {
      replace(real);
      for (const done of held.splice(0)) done(null);
    },
  };
}

/** Whether a promise has settled, once everything has run that can. */
async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  let settled = false;
  const settle = () => {
    settled = true;
  };
  promise.then(settle, settle);
  for (let turn = 0; turn < 5; turn++) await new Promise((next) => setImmediate(next));
  return settled;
}

suite('the log of SQLite and the disk', () => {
  test('nobody, who wrote or who read, is answered what is not on the disk, and writing goes on meanwhile', async () => {
    await using made = await sqliteInFolder.create();
    const database = await made.open();
    using disk = heldDisk();
    using file = new DatabaseSync(databaseFile(made.database), { readOnly: true });
    const isCommitted = () => file.prepare('SELECT 1 FROM tenants WHERE tenant_id = ?').get(tenantB) !== undefined;
    const first = database.write(tenantA, (tx) => insertTenant(tx, tenant));
    await waitFor('a flush', () => disk.held.length === 1);
    let hasWritten = false;
    const second = database.write(tenantB, async (tx) => {
      await insertTenant(tx, tenant);
      hasWritten = true;
    });
    await waitFor('the second to be written', () => hasWritten);
    const early = database.read(tenantA, (db) => findTenant(db));
    assert.deepEqual([await isSettled(first), await isSettled(second), await isSettled(early)], [false, false, false]);
    disk.letThrough();
    await first;
    assert.ok(await early);
    // What was written after the flush began waits for the next.
    await waitFor('the second commit', isCommitted);
    await waitFor('a flush', () => disk.held.length === 1);
    const seen = database.read(tenantB, (db) => findTenant(db));
    assert.deepEqual([await isSettled(second), await isSettled(seen)], [false, false]);
    disk.letThrough();
    await second;
    assert.ok(await seen);
  });

  test('once the disk has failed, neither what it failed for nor anything after it is confirmed or shown', async () => {
    await using made = await sqliteInFolder.create();
    const database = await made.open();
    {
      using disk = heldDisk();
      const write = database.write(tenantA, (tx) => insertTenant(tx, tenant));
      await waitFor('a flush', () => disk.held.length === 1);
      disk.fail();
      await assert.rejects(write, unavailable);
    }
    await assert.rejects(
      database.read(tenantA, (db) => findTenant(db)),
      unavailable,
    );
    await assert.rejects(
      database.write(tenantB, (tx) => insertTenant(tx, tenant)),
      unavailable,
    );
    await assert.rejects(database.ping(), unavailable);
  });
});
