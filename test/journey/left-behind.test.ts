import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newestDisconnect } from '../harness/disconnected.ts';
import { onEveryWorld } from '../harness/every-world.ts';
import { waitFor } from '../harness/wait-for.ts';
import { grantsOf } from './behind.ts';

const partners = '/beta/deviceManagement/remoteAssistancePartners';

onEveryWorld('what an earlier end has left at a partner', (world) => {
  const refusing = { kind: 'throttled', retryAfter: 900, method: 'POST', path: '*/revoke' } as const;
  /** Leaves a grant that cannot be revoked for now, of the provided partner or of one that is removed. */
  const left = async (how: 'disconnected' | 'removed') => {
    const { sandbox, send, service } = world();
    const id =
      how === 'removed'
        ? (await send('POST', partners, { body: { displayName: 'TeamViewer' } })).json.id
        : await world().partnerId();
    await world().connect(id);
    sandbox.faults.add(refusing);
    const ended = how === 'removed' ? ['DELETE', ''] : ['POST', '/disconnect'];
    assert.equal((await send(ended[0] ?? '', `${partners}/${id}${ended[1]}`)).status, 204);
    await service.obligations.idle();
    return id as string;
  };
  const settled = () =>
    waitFor('everything to be revoked', async () => {
      world().sandbox.faults.clear();
      world().clock.turn(16 * 60_000);
      await world().service.obligations.idle();
      return (await grantsOf(world())).every(({ state }) => state === 'retired');
    });

  for (const how of ['disconnected', 'removed'] as const) {
    test(`of a partner that was ${how} is what the disconnect of its organisation waits for`, async () => {
      const { send, contoso } = world();
      const id = await left(how);
      assert.equal(
        (await send('POST', `/assist/tenants/${contoso}/disconnect`, { body: { ticket: 'CHG-7' } })).status,
        204,
      );
      const before = await newestDisconnect(world());
      assert.deepEqual([before.kind, before.status, before.completedDateTime], ['tenant', 'failing', null]);
      assert.ok(before.retirements.some(({ partnerId }: { partnerId: string }) => partnerId === id));
      const trail = await send('GET', "/beta/deviceManagement/auditEvents?$filter=category eq 'Device'");
      const told = trail.json.value.find(
        ({ activityType, resources }: { activityType: string; resources: { resourceId: string }[] }) =>
          activityType === 'Disconnect RemoteAssistancePartner' && resources[0]?.resourceId === id,
      );
      assert.ok(told, 'who asked is in the trail, of this partner too');
      assert.ok(before.events.some(({ id: event }: { id: string }) => event === told.id));
      await settled();
      assert.equal((await send('GET', `/assist/disconnects/${before.id}`)).json.status, 'proven');
    });
  }

  test('is nothing where there was none, and the trail says who disconnected the organisation all the same', async () => {
    const { send, fabrikam, token } = world();
    const alex = await token({ tenant: fabrikam });
    const { json } = await send('GET', partners, { token: alex });
    for (const { id } of json.value) {
      assert.equal((await send('DELETE', `${partners}/${id}`, { token: alex })).status, 204);
    }
    const body = { ticket: 'CHG-8' };
    assert.equal((await send('POST', `/assist/tenants/${fabrikam}/disconnect`, { body })).status, 204);
    const trail = await send('GET', '/beta/deviceManagement/auditEvents', { token: alex });
    const [{ activityType, resources }] = trail.json.value;
    assert.deepEqual([activityType, resources[0].resourceId], ['Disconnect Tenant', fabrikam]);
    assert.match(JSON.stringify(resources), /CHG-8/);
    const listed = await send('GET', '/assist/disconnects', { token: alex });
    const shown = await send('GET', `/assist/disconnects/${listed.json.value[0].id}`, { token: alex });
    assert.deepEqual(
      shown.json.events.map((event: { activityType: string }) => event.activityType),
      ['Disconnect Tenant'],
    );
  });

  test('is counted by a severance, which meets each organisation once', async () => {
    const { send, clock, service } = world();
    const expected = [await left('disconnected'), await left('removed')];
    await world().connect(await world().partnerId());
    const severance = async () => {
      const { json } = await send('POST', '/assist/connectors/TeamViewer/sever', { body: { ticket: 'INC-9' } });
      const shown = async () => (await send('GET', `/assist/severances/${json.value}`)).json;
      await waitFor('the walk to be over', async () => {
        clock.turn(1000);
        return (await shown()).walkedDateTime !== null;
      });
      return shown;
    };
    const shown = await severance();
    await service.obligations.idle();
    const { total, failing, isDone } = await shown();
    assert.deepEqual([total, failing, isDone], [3, 3, false]);
    const { value } = (await send('GET', `/assist/disconnects?$filter=ticket eq 'INC-9'`)).json;
    assert.equal(value.length, 1);
    for (const id of expected) {
      assert.ok(value[0].retirements.some(({ partnerId }: { partnerId: string }) => partnerId === id));
    }
    await settled();
    assert.deepEqual([(await shown()).proven, (await shown()).isDone], [3, true]);

    assert.equal((await send('POST', '/assist/connectors/TeamViewer/restore')).status, 204);
    const again = await severance();
    assert.deepEqual([(await again()).total, (await again()).isDone], [0, true]);
    await send('POST', '/assist/connectors/TeamViewer/restore');
  });

  test('is of each severance that meets it, and none of them is done before it is proven', async () => {
    const { send, clock, service } = world();
    const sever = async () => {
      const { json } = await send('POST', '/assist/connectors/TeamViewer/sever', { body: {} });
      const shown = async () => (await send('GET', `/assist/severances/${json.value}`)).json;
      await waitFor('the walk to be over', async () => {
        clock.turn(1000);
        return (await shown()).walkedDateTime !== null;
      });
      assert.equal((await send('POST', '/assist/connectors/TeamViewer/restore')).status, 204);
      return shown;
    };
    await left('disconnected');
    const severances = [await sever(), await sever(), await sever()];
    await service.obligations.idle();
    for (const shown of severances) {
      const { total, proven, isDone } = await shown();
      assert.deepEqual([total, proven, isDone], [1, 0, false]);
    }
    await settled();
    for (const shown of severances) {
      const { total, proven, isDone } = await shown();
      assert.deepEqual([total, proven, isDone], [1, 1, true]);
    }
  });

  test('a severance that is walked again after a kill records nothing twice', async () => {
    const { send, clock, service, contoso } = world();
    await left('disconnected');
    const { json } = await send('POST', '/assist/connectors/TeamViewer/sever', { body: { ticket: 'INC-10' } });
    const walked = () =>
      waitFor('the walk to be over', async () => {
        clock.turn(1000);
        return (await send('GET', `/assist/severances/${json.value}`)).json.walkedDateTime !== null;
      });
    await walked();
    await service.database.write(contoso, async (tx) => {
      await tx.sql
        .updateTable('severances')
        .set({ walkedDateTime: null, walked_to: '' })
        .where('tenant_id', '=', contoso)
        .where('id', '=', json.value)
        .execute();
    });
    clock.turn(31_000);
    await walked();
    const { value } = (await send('GET', `/assist/disconnects?$filter=ticket eq 'INC-10'`)).json;
    assert.equal(value.length, 1);
    await settled();
    await send('POST', '/assist/connectors/TeamViewer/restore');
  });
});
