import assert from 'node:assert/strict';
import { test } from 'node:test';
import { later } from '../../src/core/clock.ts';
import { newId } from '../../src/core/id.ts';
import { dateTimeOf } from '../../src/edm/date-time.ts';
import { claimWalk, insertSeverance, updateSeverance } from '../../src/store/table/severances.ts';
import type { TenantTx } from '../../src/store/tenant.ts';
import { onEveryDatabase, postgres, sqliteInFolder, sqliteInMemory } from '../harness/databases.ts';
import { addDevice, requestAssistance } from '../harness/devices.ts';
import { startOutside } from '../harness/outside.ts';
import { partnerClient } from '../harness/partner-client.ts';
import { serveProcess } from '../harness/serve-process.ts';
import { steppedClock } from '../harness/stepped-clock.ts';
import { waitFor } from '../harness/wait-for.ts';
import { startWorld } from '../harness/world.ts';
import { find, oweTo, start, tenantA } from '../obligations/runners.ts';

const hour = 3_600_000;

onEveryDatabase(
  'a clock that is set back by an hour',
  (kind) => {
    test('puts off no retry: a disconnect that failed before is carried out within seconds, and the step is said', async () => {
      await using outside = await startOutside();
      await using made = await kind.create();
      const clock = steppedClock(outside.folder);
      const { database, options } = made;
      const { migrationUrl: databaseMigrationUrl } = options.postgres ?? {};
      await using service = await serveProcess(
        outside,
        { database, ...(databaseMigrationUrl && { databaseMigrationUrl }) },
        clock.environment,
      );
      const client = partnerClient(service.origin, await outside.token());
      const id = await client.create('Stepped');
      await client.connect(id);
      const [grant] = outside.sandbox.grants;
      outside.sandbox.faults.add({ kind: 'down' });
      assert.equal(await client.disconnect(id), 204);
      await waitFor('an attempt that fails', () => /"kind":"grant.retire".*"outcome":"failed/.test(service.stderr()));
      clock.set(-hour);
      outside.sandbox.faults.clear();
      await waitFor('the revocation', () => grant && outside.sandbox.grants[0]?.revokedBy === 'client');
      await waitFor('the step to be said', () =>
        /"steppedMs":-3[56]\d{5},"msg":"[^"]* was set back"/.test(service.stderr()),
      );
      clock.set(0);
      await waitFor('the step to be said', () =>
        /"steppedMs":3[56]\d{5},"msg":"[^"]* was set forward/.test(service.stderr()),
      );
    });
  },
  [sqliteInFolder, postgres],
);

onEveryDatabase('what was planned under a clock that was hours ahead', (kind) => {
  test('is due when the clock is right: a retry and the lease of a runner that died alike', async () => {
    await using made = await kind.create();
    const database = await made.open();
    made.clock.offset = 5 * hour;
    await oweTo(database, tenantA, { kind: 'grant.retire', subject: 'retried' });
    await oweTo(database, tenantA, { kind: 'session.close', subject: 'leased' });
    const began = Promise.withResolvers<void>();
    const dying = start(database, {
      stopMs: 0,
      duties: {
        'grant.retire': () => Promise.reject(new Error('the partner is down')),
        'session.close': async () => {
          began.resolve();
          return new Promise(() => {});
        },
      },
    });
    await began.promise;
    await waitFor('a failure', async () => (await find(database, 'grant.retire', 'retried'))?.failures);
    // As a killed runner leaves it: the lease stays.
    const leased = await find(database, 'session.close', 'leased');
    await dying.halt();
    assert.ok(leased?.lease_owner);
    await database.write(tenantA, (tx) =>
      tx.sql
        .updateTable('obligations')
        .set({ lease_owner: leased.lease_owner, due_at: leased.due_at, planned_at: leased.planned_at })
        .where('tenant_id', '=', tenantA)
        .where('id', '=', leased.id)
        .execute(),
    );

    made.clock.offset = 0;
    const met: string[] = [];
    const meet = async ({ subject }: { readonly subject: string }) => {
      met.push(subject);
      return { kind: 'done' } as const;
    };
    await using runner = start(database, { duties: { 'grant.retire': meet, 'session.close': meet } });
    await runner.idle();
    assert.deepEqual(met.sort(), ['leased', 'retried']);
  });
});

onEveryDatabase(
  'leases that were taken under a clock that was hours ahead',
  (kind) => {
    test('hold up nothing: a session that is being opened no disconnect, and a walk no severance', async () => {
      await using made = await kind.create('development');
      await using world = await startWorld({ database: made.database });
      const { database, obligations } = world.service;
      const id = await world.partnerId();
      await world.connect(id);
      const device = await addDevice(world);
      assert.equal((await requestAssistance(world, device.id)).status, 204);
      await obligations.idle();
      const far = (tx: TenantTx) => later(tx.now, 5 * hour);
      await database.write(world.contoso, (tx) =>
        tx.sql
          .updateTable('sessions')
          .set({ opening_until: far(tx) })
          .where('tenant_id', '=', tx.tenantId)
          .execute(),
      );
      const path = `/beta/deviceManagement/remoteAssistancePartners/${id}/disconnect`;
      assert.equal((await world.send('POST', path)).status, 204);
      await waitFor('the revocation', () => world.sandbox.grants[0]?.revokedBy === 'client');

      const walk = { id: newId(), connector: 'TeamViewer', reason: null, ticket: null } as const;
      const asked = { requestedBy: 'adele', createdDateTime: dateTimeOf(world.clock.now()), actor: '{}' } as const;
      const claimed = await database.write(world.contoso, async (tx) => {
        await insertSeverance(tx, { ...walk, ...asked });
        await updateSeverance(tx, walk.id, { leased_until: far(tx) });
        return [(await claimWalk(tx))?.id, (await claimWalk(tx))?.id];
      });
      assert.deepEqual(claimed, [walk.id, undefined]);
    });
  },
  [sqliteInMemory, postgres],
);
