import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { suite, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { databaseFile } from '../../src/store/sqlite/migrate.ts';
import { findPartner, insertPartner, updatePartner } from '../../src/store/table/partners.ts';
import { sqliteInFolder } from '../harness/databases.ts';
import { partner, tenantA } from './rows.ts';

suite('reads on SQLite that come in one turn of the event loop', () => {
  test('see what another process has committed, from the next turn on', async () => {
    await using made = await sqliteInFolder.create();
    const database = await made.open();
    await database.write(tenantA, (tx) => insertPartner(tx, partner({ id: 'p', displayName: 'before' })));
    const read = () => database.read(tenantA, (db) => findPartner(db, 'p'));
    const together = await Promise.all([read(), read(), read()]);
    assert.deepEqual(new Set(together.map((found) => found?.displayName)), new Set(['before']));

    const other = new DatabaseSync(databaseFile(made.database));
    other.exec(`update remote_assistance_partners set "displayName" = 'after'`);
    other.close();
    await setImmediate();
    assert.equal((await read())?.displayName, 'after');
  });

  test('keep no part of the log in use: it is begun anew, however many turns have reads and writes', async () => {
    await using made = await sqliteInFolder.create();
    const database = await made.open();
    await database.write(tenantA, (tx) => insertPartner(tx, partner({ id: 'p' })));
    const read = () => database.read(tenantA, (db) => findPartner(db, 'p'));
    for (let round = 0; round < 300; round++) {
      // Asked for first, it is read in the turn of the commit, before it.
      const found = setImmediate().then(read);
      await database.write(tenantA, (tx) => updatePartner(tx, 'p', { displayName: `${round} `.repeat(25_000) }));
      await found;
    }
    // 30 MB were written. SQLite begins the log anew once a thousand pages of 4 KiB are in it.
    const bytes = statSync(`${databaseFile(made.database)}-wal`).size;
    assert.ok(bytes < 8 * 1024 * 1024, `${bytes} bytes of log`);
  });
});
