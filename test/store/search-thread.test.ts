import assert from 'node:assert/strict';
import { createServer, get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { suite, test } from 'node:test';
import { sql } from 'kysely';
import { Failure } from '../../src/core/failure.ts';
import { goneSignalOf } from '../../src/http/port/gone.ts';
import { untilGone } from '../../src/store/search-time.ts';
import { findTenant, insertTenant } from '../../src/store/table/tenants.ts';
import type { TenantDb } from '../../src/store/tenant.ts';
import { sqliteInFolder } from '../harness/databases.ts';
import { tenant, tenantA, tenantB } from './rows.ts';

/** Goes on until it is ended. */
const endless = (db: TenantDb) =>
  sql`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE in_time())
    SELECT count(*) AS tenant_id FROM n WHERE ${db.tenantId} = ${db.tenantId}`.execute(db.sql);

const count = (db: TenantDb) =>
  sql<{
    tenant_id: number;
  }>`SELECT count(*) AS tenant_id FROM tenants WHERE tenant_id = ${db.tenantId} AND in_time()`.execute(db.sql);

/** The text for the log. */
const refusal = (error: unknown) => (error instanceof Failure ? (error.internal ?? '') : String(error));

suite('a search on SQLite', () => {
  test('holds up nobody who reads or writes, and is given up, running or waiting, when its client goes', async () => {
    await using made = await sqliteInFolder.create();
    const database = await made.open();
    await database.write(tenantA, (tx) => insertTenant(tx, tenant));
    const client = new AbortController();
    let running = true;
    const search = (tenantId: string) =>
      assert.rejects(
        untilGone(client.signal, () => database.search(tenantId, endless)),
        (error) => /nobody waits/.test(refusal(error)),
      );
    const searches = Promise.all([search(tenantA), search(tenantB)]).finally(() => {
      running = false;
    });
    await database.write(tenantB, (tx) => insertTenant(tx, tenant));
    for (let time = 0; time < 20; time++) {
      assert.ok(await database.read(tenantA, findTenant));
      assert.ok(await database.search(tenantB, findTenant), 'a search that reads one row waits for no other');
    }
    client.abort();
    await searches;
    assert.equal(running, false);
    // The thread goes on, and sees what was written since it was started.
    const { rows } = await database.search(tenantB, count);
    assert.deepEqual(rows, [{ tenant_id: 1 }]);
  });

  test('that is wrong fails as it would elsewhere, and the next one does not', async () => {
    await using made = await sqliteInFolder.create();
    const database = await made.open();
    await database.write(tenantA, (tx) => insertTenant(tx, tenant));
    const wrong = (db: TenantDb) =>
      sql`SELECT none FROM tenants WHERE tenant_id = ${db.tenantId} AND in_time()`.execute(db.sql);
    await assert.rejects(
      database.search(tenantA, wrong),
      (error) => !(error instanceof Failure) && /no such column: none/.test(String(error)),
    );
    assert.deepEqual((await database.search(tenantA, count)).rows, [{ tenant_id: 1 }]);
  });
});

test('a client that hangs up is seen to have gone, and one that was answered is not waited for', async () => {
  const gone = Promise.withResolvers<void>();
  await using server = createServer((_, response) => {
    goneSignalOf(response)().addEventListener('abort', () => gone.resolve());
    response.flushHeaders();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const request = get({ port: (server.address() as AddressInfo).port, host: '127.0.0.1' }, () => request.destroy());
  request.on('error', () => {});
  await gone.promise;
});
