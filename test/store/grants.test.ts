import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { later } from '../../src/core/clock.ts';
import { claimRefresh, replaceRenewed } from '../../src/store/table/grant-refresh.ts';
import {
  destroyGrant,
  findGrant,
  insertGrant,
  listGrantsNotUnderKey,
  updateGrant,
} from '../../src/store/table/grants.ts';
import { onEveryDatabase, sqliteInFolder } from '../harness/databases.ts';
import { grant, tenantA, tenantB } from './rows.ts';

onEveryDatabase('grants', (kind) => {
  test('a destroyed grant has nothing sealed left, and still says what it was', async () => {
    await using made = await kind.create();
    const database = await made.open();
    const one = grant();
    await database.write(tenantA, (tx) => insertGrant(tx, one));
    await database.write(tenantA, (tx) => destroyGrant(tx, one.id));
    const found = await database.read(tenantA, (db) => findGrant(db, one.id));
    assert.ok(found);
    assert.equal(found.state, 'retired');
    assert.equal(found.account, one.account);
    assert.deepEqual([found.wrapped_key, found.key_id, found.sealed_grant], [null, null, null]);
  });

  test('of two who renew the same revision one is taken', async () => {
    await using made = await kind.create();
    const database = await made.open();
    const one = grant();
    await database.write(tenantA, (tx) => insertGrant(tx, one));
    const replace = (renewed: string) =>
      database.write(tenantA, (tx) => replaceRenewed(tx, one.id, 0, { ...sealed, sealed_grant: renewed }));
    const replaced = await Promise.all([replace('first'), replace('second')]);
    assert.deepEqual(replaced.toSorted(), [false, true]);
    const found = await database.read(tenantA, (db) => findGrant(db, one.id));
    assert.equal(found?.revision, 1);
    assert.equal(found?.sealed_grant, replaced[0] ? 'first' : 'second');
  });

  test('a refresh has its minute, and one that was begun under a clock hours ahead has none', async () => {
    await using made = await kind.create();
    const database = await made.open();
    const one = grant();
    await database.write(tenantA, (tx) => insertGrant(tx, one));
    const claim = () => database.write(tenantA, (tx) => claimRefresh(tx, one.id, 0));
    assert.deepEqual(await claim(), { behindMark: false });
    assert.equal(await claim(), undefined);
    await database.write(tenantA, (tx) => updateGrant(tx, one.id, { refresh_until: later(tx.now, 5 * 3_600_000) }));
    assert.deepEqual(await claim(), { behindMark: true });
    assert.equal(await claim(), undefined);
  });

  test('after a rotation the grants under other master keys are found, those destroyed left out', async () => {
    await using made = await kind.create();
    const database = await made.open();
    const old = grant({ key_id: 'k0' });
    const destroyed = grant({ key_id: 'k0' });
    await database.write(tenantB, (tx) => insertGrant(tx, grant({ key_id: 'k0' })));
    await database.write(tenantA, async (tx) => {
      for (const one of [old, destroyed, grant()]) await insertGrant(tx, one);
      await destroyGrant(tx, destroyed.id);
    });
    const found = await database.read(tenantA, (db) => listGrantsNotUnderKey(db, 'k1', 10));
    assert.deepEqual(
      found.map(({ id }) => id),
      [old.id],
    );
  });
});

const sealed = { wrapped_key: 'w', key_id: 'k1', sealed_grant: 'g', renew_at: null };

suite('grants in files', () => {
  test('no byte of a destroyed grant is left in any file of the database', async () => {
    await using made = await sqliteInFolder.create();
    const database = await made.open();
    // Values of many sizes, so that some lie on pages of their own.
    const grants = Array.from({ length: 30 }, (_, index) => {
      const value = (field: string) => `SEALED-${field}-${randomBytes(20 + index * 200).toString('hex')}`;
      return grant({ wrapped_key: value('key'), sealed_grant: value('grant') });
    });
    for (const one of grants) await database.write(tenantA, (tx) => insertGrant(tx, one));
    // A renewal leaves the old value behind, too.
    for (const one of grants) {
      await database.write(tenantA, (tx) => updateGrant(tx, one.id, { sealed_grant: `${one.sealed_grant}-2` }));
    }
    assert.ok(occurrences(made.database) > 0, 'the files hold the sealed values while the grants are held');
    for (const one of grants) await database.write(tenantA, (tx) => destroyGrant(tx, one.id));
    await database.scrub();
    assert.equal(occurrences(made.database), 0);
  });
});

function occurrences(folder: string): number {
  const contents = readdirSync(folder).map((file) => readFileSync(join(folder, file), 'latin1'));
  return contents.reduce((count, content) => count + content.split('SEALED-').length - 1, 0);
}
