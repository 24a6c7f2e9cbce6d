import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { suite, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { databaseFile } from '../../src/store/sqlite/migrate.ts';
import { findPartner, insertPartner, updatePartner } from '../../src/store/table/partners.ts';
import { sqliteInFolder } from '../harness/databases.ts';
import { partner, tenantA, tenantB } from './rows.ts';

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

  test('see what was committed here just before, whatever they found until then', async () => {
    await using made = await sqliteInFolder.create();
    const database = await made.open();
    await database.write(tenantA, (tx) => insertPartner(tx, partner({ id: 'p', displayName: '0' })));
    const read = () => database.read(tenantA, (db) => findPartner(db, 'p'));
    for (let round = 1; round < 20; round++) {
      const before = await read();
      const writing = database.write(tenantA, (tx) => updatePartner(tx, 'p', { displayName: `${round}` }));
      const meanwhile = await read();
      await writing;
      const after = await read();
      assert.equal(before?.displayName, `${round - 1}`);
      assert.ok([`${round - 1}`, `${round}`].includes(String(meanwhile?.displayName)));
      assert.equal(after?.displayName, `${round}`);
    }
  });

  test('tell apart what differs by its parameters alone, and who asks', async () => {
    await using made = await sqliteInFolder.create();
    const database = await made.open();
    const ids = ['', 'p', 'p"1 p', '"0 ', ',null', '1'];
    for (const id of ids.slice(1)) {
      await database.write(tenantA, (tx) => insertPartner(tx, partner({ id, displayName: `of ${id}` })));
    }
    for (const round of [1, 2]) {
      for (const id of ids) {
        const found = await database.read(tenantA, (db) => findPartner(db, id));
        assert.equal(found?.displayName, id === '' ? undefined : `of ${id}`, `${id}, round ${round}`);
        assert.equal(await database.read(tenantB, (db) => findPartner(db, id)), undefined);
      }
    }
  });

  test('give what nobody can change for others', async () => {
    await using made = await sqliteInFolder.create();
    const database = await made.open();
    await database.write(tenantA, (tx) => insertPartner(tx, partner({ id: 'p', displayName: 'as it is' })));
    const read = () => database.read(tenantA, (db) => findPartner(db, 'p'));
    const found = await read();
    assert.throws(() => Object.assign(found ?? {}, { displayName: 'another' }), TypeError);
    assert.equal((await read())?.displayName, 'as it is');
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
