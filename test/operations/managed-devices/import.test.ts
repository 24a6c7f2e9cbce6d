import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newId } from '../../../src/core/id.ts';
import { addDevice, devicesPath } from '../../harness/devices.ts';
import { onEveryWorld } from '../../harness/every-world.ts';
import { errorOf, serviceErrorOf } from '../service-error.ts';

const path = '/assist/managedDevices/import';

onEveryWorld('import devices', (world) => {
  const importing = async (devices: readonly object[], token?: string) => {
    const reply = await world().send('POST', path, { body: { devices }, ...(token !== undefined && { token }) });
    assert.equal(reply.status, 200, reply.text);
    const { created, updated, unchanged, refused, results } = reply.json;
    return { counts: [created, updated, unchanged, refused], results };
  };
  const counted = async () => Number((await world().send('GET', `${devicesPath}/$count`)).text);

  test('records are created, updated, left alone or refused, each with its result, and repeating changes nothing', async () => {
    const { send } = world();
    const before = await counted();
    const known = await addDevice(world(), { deviceName: 'KNOWN', serialNumber: 'I-1' });
    const id = newId();
    const devices = [
      {
        id,
        deviceName: 'NEW',
        serialNumber: 'I-2',
        isEncrypted: true,
        totalStorageSpaceInBytes: 5,
        lastSyncDateTime: '2026-11-20',
      },
      { serialNumber: 'I-1', model: 'M2' },
      { deviceName: 'NOBODY' },
      { serialNumber: 'I-3', configurationManagerClientEnabledFeatures: { inventory: true } },
      // The same device twice in one request is one device.
      { serialNumber: 'I-3', configurationManagerClientEnabledFeatures: { inventory: true } },
    ];
    const first = await importing(devices);
    assert.deepEqual(first.counts, [2, 1, 1, 1]);
    assert.deepEqual(
      first.results.map(({ outcome }: { outcome: string }) => outcome),
      ['created', 'updated', 'refused', 'created', 'unchanged'],
    );
    assert.equal(first.results[0].id, id);
    assert.equal(first.results[1].id, known.id);
    assert.match(first.results[2].reason, /neither an id nor a serialNumber/);
    const again = await importing(devices);
    assert.deepEqual(again.counts, [0, 0, 4, 1]);
    assert.equal(await counted(), before + 3);
    const { json } = await send('GET', `${devicesPath}/${id}`);
    assert.deepEqual(
      [json.deviceName, json.isEncrypted, json.totalStorageSpaceInBytes, json.lastSyncDateTime, json.complianceState],
      ['NEW', true, 5, '2026-11-20T00:00:00Z', 'unknown'],
    );
    const kept = await send('GET', `${devicesPath}/${known.id}`);
    assert.deepEqual([kept.json.deviceName, kept.json.model], ['KNOWN', 'M2']);
    const trail = await send(
      'GET',
      "/v1.0/deviceManagement/auditEvents?$filter=activityType eq 'Import ManagedDevices'",
    );
    assert.equal(trail.json.value.length, 1, 'one event for the request that changed something');
  });

  test('two imports of the same new serial numbers at once make each device once', async () => {
    const devices = Array.from({ length: 50 }, (_, index) => ({
      serialNumber: `R-${index}`,
      deviceName: `R ${index}`,
    }));
    const before = await counted();
    const both = await Promise.all([importing(devices), importing(devices)]);
    assert.deepEqual(both.map(({ counts }) => counts[0]).toSorted(), [0, 50]);
    assert.equal(await counted(), before + 50);
  });

  test('a record that no device can be is refused alone and says what is wrong; the others are taken', async () => {
    const before = await counted();
    const fine = Array.from({ length: 20 }, (_, index) => ({ serialNumber: `F-${index}` }));
    const wrong = [
      { serialNumber: 'W', complianceState: 'fine' },
      { serialNumber: 'W', colour: 'red' },
      { serialNumber: 'W', isEncrypted: null },
      { id: '17' },
      17,
      null,
    ];
    const { counts, results } = await importing([...fine, ...(wrong as object[])]);
    assert.deepEqual(counts, [20, 0, 0, 6]);
    const reasons = results.slice(20).map(({ reason }: { reason: string }) => reason);
    assert.match(reasons[0], /devices\[20\]\/complianceState': one of unknown/);
    assert.match(reasons[1], /The property 'devices\[21\]\/colour' does not exist/);
    assert.match(reasons[2], /isEncrypted\[Nullable=False\]/);
    assert.match(reasons[3], /devices\[23\]\/id': a GUID is expected/);
    assert.match(reasons[4], /devices\[24\]': an object/);
    assert.match(reasons[5], /devices\[25\]\[Nullable=False\]' of type 'assistd\.deviceRecord'/);
    assert.equal(await counted(), before + 20);
  });

  test('more than 1000 records are too many, and none is taken', async () => {
    const { send } = world();
    const before = await counted();
    const many = Array.from({ length: 1001 }, (_, index) => ({ serialNumber: `M-${index}` }));
    assert.match(
      errorOf(await send('POST', path, { body: { devices: many } }), 400, 'BadRequest').message,
      /at most 1000/,
    );
    assert.equal(await counted(), before);
  });

  test('an import means the devices of its own organisation, and needs the permission to operate', async () => {
    const { send, token, fabrikam } = world();
    const { id } = await addDevice(world(), { deviceName: 'OURS', serialNumber: 'T-1' });
    const alex = await token({ tenant: fabrikam });
    const theirs = await importing(
      [
        { serialNumber: 'T-1', deviceName: 'THEIRS' },
        { id, deviceName: 'ALSO THEIRS' },
      ],
      alex,
    );
    assert.deepEqual(theirs.counts, [2, 0, 0, 0]);
    assert.equal((await send('GET', `${devicesPath}/${id}`)).json.deviceName, 'OURS');
    const reader = await token({ permissions: ['Assist.Read.All', 'DeviceManagementManagedDevices.ReadWrite.All'] });
    serviceErrorOf(await send('POST', path, { body: { devices: [] }, token: reader }), 403, 'Forbidden');
  });
});
