import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newId } from '../../../src/core/id.ts';
import { managedDevice } from '../../../src/model/device/managed-device.ts';
import { addDevice, devicesPath } from '../../harness/devices.ts';
import { onEveryWorld } from '../../harness/every-world.ts';
import { errorOf, serviceErrorOf } from '../service-error.ts';

onEveryWorld('one device of the inventory', (world) => {
  test('a device that says little has the values that stand for nothing, in the order of Graph', async () => {
    const { send } = world();
    const reply = await send('POST', devicesPath, { body: { deviceName: 'BLANK' } });
    assert.equal(reply.status, 201, reply.text);
    const { '@odata.context': _, ...device } = reply.json;
    assert.deepEqual(Object.keys(device), ['id', ...Object.keys(managedDevice.properties)]);
    assert.match(device.id, /^[0-9a-f-]{36}$/);
    assert.equal(device.complianceState, 'unknown');
    assert.equal(device.managementState, 'managed');
    assert.equal(device.enrolledDateTime, '0001-01-01T00:00:00Z');
    assert.equal(device.isEncrypted, false);
    assert.equal(device.serialNumber, null);
    assert.deepEqual(device.deviceActionResults, []);
    assert.equal(reply.headers.get('location'), `${world().service.origin}${devicesPath}('${device.id}')`);
  });

  test('every property that a client may set is kept, in both versions', async () => {
    const { send } = world();
    const health = { lastUpdateDateTime: 'now', issuedDateTime: '2026-11-21T19:28:00Z', resetCount: 7 };
    const body = {
      deviceName: 'FULL',
      managedDeviceOwnerType: 'company',
      lastSyncDateTime: '2026-11-20T10:00:00+01:00',
      isSupervised: true,
      azureADRegistered: null,
      totalStorageSpaceInBytes: 512_110_190_592,
      configurationManagerClientEnabledFeatures: { inventory: true },
      deviceHealthAttestationState: health,
      notes: 'in the lab',
      physicalMemoryInBytes: 17_179_869_184,
    };
    const { json, text } = await send('POST', devicesPath, { body });
    assert.ok(json.id, text);
    for (const version of ['v1.0', 'beta']) {
      const got = await send('GET', `/${version}/deviceManagement/managedDevices/${json.id}`);
      assert.equal(got.json.managedDeviceOwnerType, 'company');
      assert.equal(got.json.lastSyncDateTime, '2026-11-20T09:00:00Z');
      assert.equal(got.json.isSupervised, true);
      assert.equal(got.json.totalStorageSpaceInBytes, 512_110_190_592);
      assert.equal(got.json.configurationManagerClientEnabledFeatures.inventory, true);
      assert.equal(got.json.deviceHealthAttestationState.resetCount, 7);
      assert.equal(got.json.notes, null, 'what is given only on request is not given unasked');
      assert.equal(got.json.physicalMemoryInBytes, 0);
    }
    const asked = await send('GET', `${devicesPath}/${json.id}?$select=notes,physicalMemoryInBytes`);
    assert.equal(asked.json.notes, 'in the lab');
    assert.equal(asked.json.physicalMemoryInBytes, 17_179_869_184);
    assert.equal('id' in asked.json, false);
    const listed = await send('GET', `${devicesPath}?$select=notes&$filter=deviceName eq 'FULL'`);
    assert.deepEqual(listed.json.value, [{ notes: null }]);
  });

  test('an id in the body is kept, must be a GUID, and is taken once', async () => {
    const { send } = world();
    const id = newId();
    const created = await send('POST', devicesPath, { body: { id: id.toUpperCase(), deviceName: 'OWN ID' } });
    assert.equal(created.json.id, id);
    const again = await send('POST', devicesPath, { body: { id, deviceName: 'OTHER' } });
    serviceErrorOf(again, 409, 'Conflict');
    assert.match(again.text, /leave the id out/);
    assert.equal((await send('GET', `${devicesPath}/${id}`)).json.deviceName, 'OWN ID');
    const wrong = await send('POST', devicesPath, { body: { id: '17', deviceName: 'X' } });
    assert.equal(errorOf(wrong, 400, 'BadRequest').message, "Invalid value for property 'id': a GUID is expected.");
  });

  test('a change touches what it names and nothing else; what the service sets cannot be set', async () => {
    const { send } = world();
    const { id } = await addDevice(world(), { deviceName: 'BEFORE', model: 'M1' });
    const patched = await send('PATCH', `${devicesPath}/${id}`, {
      body: {
        deviceName: 'AFTER',
        id: newId(),
        remoteAssistanceSessionErrorDetails: 'forged',
        remoteAssistanceSessionUrl: 'https://example.com',
        deviceActionResults: [],
      },
    });
    assert.equal(patched.status, 200, patched.text);
    assert.equal(patched.json.deviceName, 'AFTER');
    const { json } = await send('GET', `${devicesPath}/${id}`);
    assert.equal(json.model, 'M1');
    assert.equal(json.remoteAssistanceSessionErrorDetails, null);
    const unknown = await send('PATCH', `${devicesPath}/${id}`, { body: { colour: 'red' } });
    assert.equal(unknown.status, 400);
  });

  test('a device that was removed is gone, and is counted no more', async () => {
    const { send } = world();
    const count = async () => Number((await send('GET', `${devicesPath}/$count`)).text);
    const { id } = await addDevice(world(), { deviceName: 'GONE' });
    const before = await count();
    assert.equal((await send('DELETE', `${devicesPath}/${id}`)).status, 204);
    serviceErrorOf(await send('GET', `${devicesPath}/${id}`), 404, 'ResourceNotFound');
    serviceErrorOf(await send('DELETE', `${devicesPath}/${id}`), 404, 'ResourceNotFound');
    assert.equal(await count(), before - 1);
  });

  test("another organisation's device answers exactly as one that is not there, for every operation", async () => {
    const { send, token, fabrikam } = world();
    const alex = await token({ tenant: fabrikam });
    const { id } = await addDevice(world(), { deviceName: 'SECRET' });
    const calls = [
      ['GET', ''],
      ['PATCH', '', { deviceName: 'STOLEN' }],
      ['DELETE', ''],
      ['POST', '/requestRemoteAssistance'],
    ] as const;
    for (const [method, tail, body] of calls) {
      const about = async (key: string) => {
        const reply = await send(method, `${devicesPath}/${key}${tail}`, { token: alex, ...(body && { body }) });
        serviceErrorOf(reply, 404, 'ResourceNotFound');
        return reply.text
          .replaceAll(key, '{id}')
          .replaceAll(/"[^"]*(date|request-id)":"[^"]*"/g, '')
          .replaceAll(/[0-9a-f-]{36}|\d{4}-\d\d-\d\dT[\d:]+/g, '');
      };
      assert.equal(await about(id), await about('ffffffff-0000-4000-8000-000000000000'), method);
    }
    const { json } = await send('GET', devicesPath, { token: alex });
    assert.equal(json['@odata.count'], 0);
    assert.equal((await send('GET', `${devicesPath}/${id}`)).json.deviceName, 'SECRET');
    // The same id may be a device of each of them.
    const own = await send('POST', devicesPath, { body: { id, deviceName: 'THEIRS' }, token: alex });
    assert.equal(own.status, 201);
    assert.equal((await send('GET', `${devicesPath}/${id}`)).json.deviceName, 'SECRET');
    await send('DELETE', `${devicesPath}/${id}`, { token: alex });
  });

  test('what was changed is told in the audit trail, but for what is given only on request', async () => {
    const { send } = world();
    const { id } = await addDevice(world(), { deviceName: 'AUDITED' });
    await send('PATCH', `${devicesPath}/${id}`, {
      body: { deviceName: 'RENAMED', activationLockBypassCode: '4711-0815' },
    });
    const { json, text } = await send(
      'GET',
      `/v1.0/deviceManagement/auditEvents?$filter=activityType eq 'Patch ManagedDevice'&$top=1`,
    );
    const [{ modifiedProperties, resourceId }] = json.value[0].resources;
    assert.equal(resourceId, id);
    assert.deepEqual(
      modifiedProperties.map((each: Record<string, unknown>) => [each.displayName, each.oldValue, each.newValue]),
      [
        ['DeviceName', 'AUDITED', 'RENAMED'],
        ['ActivationLockBypassCode', null, 'changed'],
      ],
    );
    assert.doesNotMatch(text, /4711-0815/);
  });
});
