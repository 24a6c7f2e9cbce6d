import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findPartner, insertPartner, lockPartner, updatePartner } from '../../src/store/table/partners.ts';
import { findTenant, insertTenant } from '../../src/store/table/tenants.ts';
import { afterCommit, type TenantTx } from '../../src/store/tenant.ts';
import { onEveryDatabase } from '../harness/databases.ts';
import { partner, tenant, tenantA, tenantB } from './rows.ts';

onEveryDatabase('transactions', (kind) => {
  test('what a transaction wrote is there after it, and nothing of one that failed', async () => {
    await using made = await kind.create();
    const database = await made.open();
    const kept = partner();
    const lost = partner();
    await database.write(tenantA, (tx) => insertPartner(tx, kept));
    const failing = database.write(tenantA, async (tx) => {
      await insertPartner(tx, lost);
      throw new Error('no');
    });
    await assert.rejects(failing, { message: 'no' });
    const found = await database.read(tenantA, async (db) => [
      await findPartner(db, kept.id),
      await findPartner(db, lost.id),
    ]);
    assert.deepEqual(found, [{ ...kept, tenant_id: tenantA, created_at: found[0]?.created_at }, undefined]);
  });

  test('of transactions that run together one that fails takes no other with it', async () => {
    await using made = await kind.create();
    const database = await made.open();
    const partners = Array.from({ length: 40 }, () => partner());
    const outcomes = await Promise.allSettled(
      partners.map((one, index) =>
        database.write(tenantA, async (tx) => {
          await insertPartner(tx, one);
          if (index % 4 === 3) throw new Error('no');
        }),
      ),
    );
    const found = await database.read(tenantA, (db) => Promise.all(partners.map(({ id }) => findPartner(db, id))));
    for (const [index, outcome] of outcomes.entries()) {
      assert.equal(outcome.status, index % 4 === 3 ? 'rejected' : 'fulfilled');
      assert.equal(found[index]?.id, index % 4 === 3 ? undefined : partners[index]?.id);
    }
  });

  test('a read never sees what is not committed', async () => {
    await using made = await kind.create();
    const database = await made.open();
    const one = partner();
    const wrote = Promise.withResolvers<void>();
    const release = Promise.withResolvers<void>();
    const writing = database.write(tenantA, async (tx) => {
      await insertPartner(tx, one);
      wrote.resolve();
      await release.promise;
      throw new Error('no');
    });
    await wrote.promise;
    const reading = database.read(tenantA, (db) => findPartner(db, one.id));
    release.resolve();
    await assert.rejects(writing, { message: 'no' });
    assert.equal(await reading, undefined);
  });

  test('changes that look first and then write do not get lost when they run together', async () => {
    await using made = await kind.create();
    const database = await made.open();
    const one = partner({ displayName: '0' });
    await database.write(tenantA, (tx) => insertPartner(tx, one));
    const count = () =>
      database.write(tenantA, async (tx) => {
        const found = await lockPartner(tx, one.id);
        await updatePartner(tx, one.id, { displayName: String(Number(found?.displayName) + 1) });
      });
    await Promise.all(Array.from({ length: 20 }, count));
    const counted = await database.read(tenantA, (db) => findPartner(db, one.id));
    assert.equal(counted?.displayName, '20');
  });

  test('a transaction does not begin inside another', async () => {
    await using made = await kind.create();
    const database = await made.open();
    const nested = database.write(tenantA, () => database.read(tenantA, findTenant));
    await assert.rejects(nested, /inside another/);
    await database.write(tenantA, (tx) => insertTenant(tx, tenant));
  });

  test('a transaction that has ended is of no use to whoever kept it', async () => {
    await using made = await kind.create();
    const database = await made.open();
    let kept: TenantTx | undefined;
    await database.write(tenantA, async (tx) => {
      kept = tx;
    });
    await assert.rejects(async () => kept && findTenant(kept), /has ended/);
  });

  test('what is to follow a commit follows it once, and follows no failure', async () => {
    await using made = await kind.create();
    const database = await made.open();
    const calls: string[] = [];
    const hook = () => calls.push('committed');
    await database.write(tenantA, async (tx) => {
      afterCommit(tx, hook);
      afterCommit(tx, hook);
      assert.deepEqual(calls, []);
    });
    const failing = database.write(tenantA, async (tx) => {
      afterCommit(tx, () => calls.push('failed'));
      throw new Error('no');
    });
    await assert.rejects(failing);
    assert.deepEqual(calls, ['committed']);
  });

  test('a tenant sees its own rows, and two tenants may use the same ids', async () => {
    await using made = await kind.create();
    const database = await made.open();
    const one = partner({ id: 'same' });
    await database.write(tenantA, (tx) => insertPartner(tx, { ...one, displayName: 'A' }));
    assert.equal(await database.read(tenantB, (db) => findPartner(db, 'same')), undefined);
    assert.equal(await database.write(tenantB, (tx) => updatePartner(tx, 'same', { displayName: 'B' })), false);
    assert.equal(await database.write(tenantB, (tx) => insertPartner(tx, { ...one, displayName: 'B' })), true);
    assert.equal((await database.read(tenantA, (db) => findPartner(db, 'same')))?.displayName, 'A');
  });

  test('a statement that does not name its tenant is refused, and so is one that names another', async () => {
    await using made = await kind.create();
    const database = await made.open();
    const everybody = database.read(tenantA, (db) => db.sql.selectFrom('grants').selectAll().execute());
    await assert.rejects(everybody, /does not name its tenant: select \* from "grants"/);
    const another = database.write(tenantA, (tx) =>
      tx.sql.deleteFrom('grants').where('tenant_id', '=', tenantB).execute(),
    );
    await assert.rejects(another, /does not name its tenant/);
  });

  test('adding what is there already changes nothing, also when two do it at once', async () => {
    await using made = await kind.create();
    const database = await made.open();
    const add = () => database.write(tenantA, (tx) => insertTenant(tx, tenant));
    const added = await Promise.all([add(), add(), add()]);
    assert.equal(added.filter(Boolean).length, 1);
    const again = { ...tenant, displayName: 'Fabrikam' };
    assert.equal(await database.write(tenantA, (tx) => insertTenant(tx, again)), false);
    assert.equal((await database.read(tenantA, findTenant))?.displayName, 'Contoso');
  });

  test('all tenants are found, in pages', async () => {
    await using made = await kind.create();
    const database = await made.open();
    for (const id of [tenantB, tenantA, 'c']) await database.write(id, (tx) => insertTenant(tx, tenant));
    assert.deepEqual(await database.tenants({ after: '', limit: 2 }), [tenantA, tenantB]);
    assert.deepEqual(await database.tenants({ after: tenantB, limit: 2 }), ['c']);
  });

  test('it answers a ping while it is open', async () => {
    await using made = await kind.create();
    const database = await made.open();
    await database.ping();
    await database[Symbol.asyncDispose]();
    await assert.rejects(database.ping());
    await assert.rejects(database.write(tenantA, (tx) => insertTenant(tx, tenant)));
  });
});
