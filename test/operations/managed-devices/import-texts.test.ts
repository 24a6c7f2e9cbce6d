import assert from 'node:assert/strict';
import { test } from 'node:test';
import pg from 'pg';
import { postgres } from '../../harness/databases.ts';
import { devicesPath } from '../../harness/devices.ts';
import { roles, sharedPostgres } from '../../harness/postgres-server.ts';
import { startWorld } from '../../harness/world.ts';

test('an import writes the texts of a device that has others, and leaves those of one that has not', async () => {
  await using made = await postgres.create('development');
  // Opened once as the owner of its tables; the service's own role may not change them.
  await made.open();
  await using world = await startWorld({ database: made.database });
  const client = new pg.Client((await sharedPostgres()).url(new URL(made.database).pathname.slice(1), roles.superuser));
  await client.connect();
  await using _ = { [Symbol.asyncDispose]: () => client.end() };
  /** Where each device's texts stand, by its serial number. */
  const places = async () => {
    const { rows } = await client.query(
      'SELECT "serialNumber" AS device, ctid::text AS place FROM managed_device_texts',
    );
    return new Map(rows.map(({ device, place }) => [device, place]));
  };
  const importing = async (devices: readonly object[]) => {
    const { json } = await world.send('POST', '/assist/managedDevices/import', { body: { devices } });
    return [json.created, json.updated];
  };
  const found = async (text: string) => {
    const query = `$select=serialNumber&$filter=${encodeURIComponent(`contains(deviceName,'${text}')`)}`;
    const { json } = await world.send('GET', `${devicesPath}?${query}`);
    return json.value.map(({ serialNumber }: { serialNumber: string }) => serialNumber);
  };

  const devices = ['T-1', 'T-2', 'T-3'].map((serialNumber) => ({ serialNumber, deviceName: `kiosk ${serialNumber}` }));
  assert.deepEqual(await importing(devices), [3, 0]);
  const before = await places();
  assert.equal(before.size, 3);
  const changed = [
    { serialNumber: 'T-1', notes: 'seen', model: 'M2' },
    { serialNumber: 'T-2', deviceName: 'tower T-2' },
    // In one request it is another first, and then what it was.
    { serialNumber: 'T-3', deviceName: 'tower T-3' },
    { serialNumber: 'T-3', deviceName: 'kiosk T-3' },
  ];
  assert.deepEqual(await importing(changed), [0, 4]);
  const after = await places();
  assert.equal(after.get('T-1'), before.get('T-1'));
  assert.notEqual(after.get('T-2'), before.get('T-2'));
  assert.deepEqual((await found('kiosk')).sort(), ['T-1', 'T-3']);
  assert.deepEqual(await found('tower'), ['T-2']);
});
