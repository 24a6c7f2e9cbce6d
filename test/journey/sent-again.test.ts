import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { addDevice, devicesPath } from '../harness/devices.ts';
import { onEveryWorld } from '../harness/every-world.ts';

const partners = '/v1.0/deviceManagement/remoteAssistancePartners';

onEveryWorld('a creation that is sent again with its client-request-id', (world) => {
  const create = (path: string, body: object, id: string, token?: string) =>
    world().send('POST', path, { body, headers: { 'client-request-id': id }, ...(token !== undefined && { token }) });

  for (const [path, body] of [
    [partners, { displayName: 'Again' }],
    [devicesPath, { deviceName: 'DESKTOP-AGAIN', serialNumber: 'SN-AGAIN' }],
  ] as const) {
    test(`is answered as the first time, and makes nothing more: ${path}`, async () => {
      const id = randomUUID();
      const answers = await Promise.all([1, 2, 3].map(() => create(path, body, id)));
      answers.push(await create(path, body, id));
      assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([201]));
      assert.equal(new Set(answers.map(({ json }) => json.id)).size, 1);

      const another = await create(path, body, randomUUID());
      const differs = await create(
        path,
        { ...body, ...(path === partners ? { displayName: 'Other' } : { model: 'X' }) },
        id,
      );
      const without = await world().send('POST', path, { body });
      const made = [answers[0], another, differs, without].map((answer) => answer?.json.id);
      assert.equal(new Set(made).size, 4, 'another id, another body and none at all make their own');

      world().clock.turn(24 * 3_600_000 + 1000);
      assert.notEqual((await create(path, body, id)).json.id, answers[0]?.json.id, 'for a day');
    });
  }

  test('by somebody else is not theirs', async () => {
    const id = randomUUID();
    const own = await create(partners, { displayName: 'Mine' }, id);
    const token = await world().token({ tenant: world().fabrikam });
    const theirs = await create(partners, { displayName: 'Mine' }, id, token);
    assert.equal(theirs.status, 201);
    assert.notEqual(theirs.json.id, own.json.id);
  });

  test('in a batch is each step of its own', async () => {
    const step = (id: string) => ({
      id,
      method: 'POST',
      url: '/deviceManagement/remoteAssistancePartners',
      headers: { 'Content-Type': 'application/json' },
      body: { displayName: 'Step' },
    });
    const { json } = await create('/v1.0/$batch', { requests: [step('1'), step('2')] }, randomUUID());
    const ids = json.responses.map((each: { body: { id: string } }) => each.body.id);
    assert.equal(new Set(ids).size, 2);
  });

  test('of an organisation, or of an import, says what was done then', async () => {
    const { send } = world();
    const [id, another] = [randomUUID(), randomUUID()];
    const tenant = { tenantId: randomUUID(), displayName: 'Again' };
    const answers = [await create('/assist/tenants', tenant, id), await create('/assist/tenants', tenant, id)];
    assert.deepEqual(
      answers.map(({ status, json }) => [status, json.id]),
      Array(2).fill([201, tenant.tenantId]),
    );
    assert.equal((await create('/assist/tenants', tenant, another)).status, 409);

    const devices = [{ deviceName: 'IMPORTED', serialNumber: 'SN-IMPORTED' }];
    const first = await create('/assist/managedDevices/import', { devices }, id);
    assert.deepEqual([first.status, first.json.created], [200, 1], first.text);
    const [{ id: device }] = first.json.results;
    await send('PATCH', `${devicesPath}/${device}`, { body: { deviceName: 'RENAMED' } });
    const again = await create('/assist/managedDevices/import', { devices }, id);
    assert.deepEqual(
      [again.json.created, again.json.results[0].outcome, again.json.results[0].id],
      [1, 'created', device],
    );
    assert.equal(
      (await send('GET', `${devicesPath}/${device}`)).json.deviceName,
      'RENAMED',
      'and does not do it again',
    );
  });

  test('asks for assistance once', async () => {
    await world().connect(await world().partnerId());
    const device = await addDevice(world());
    const id = randomUUID();
    const ask = () => create(`${devicesPath}/${device.id}/requestRemoteAssistance`, {}, id);
    assert.equal((await ask()).status, 204);
    await world().service.obligations.idle();
    const [session] = (await world().send('GET', '/assist/sessions')).json.value;
    await world().send('POST', `/assist/sessions/${session.id}/close`, { body: {} });
    await world().service.obligations.idle();
    assert.equal((await ask()).status, 204);
    assert.equal((await world().send('GET', '/assist/sessions')).json.value.length, 1);
  });
});
