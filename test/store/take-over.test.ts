import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { putManagedDevices } from '../../src/store/table/managed-device-import.ts';
import { newDevice } from '../../src/store/table/managed-devices.ts';
import { sqliteInFolder } from '../harness/databases.ts';
import { tenantA } from './rows.ts';

suite('the log of SQLite', () => {
  test('is taken over into the file as it grows, so that it stays as short as what is written at once', async () => {
    await using made = await sqliteInFolder.create();
    const database = await made.open();
    const lengths: number[] = [];
    for (let batch = 0; batch < 6; batch++) {
      const devices = Array.from({ length: 1000 }, (_, index) =>
        newDevice(`${batch}-${index}`, {
          deviceName: `PC-${(index * 617) % 1000}`,
          serialNumber: `SN-${batch}-${index}`,
        }),
      );
      await database.write(tenantA, (tx) => putManagedDevices(tx, devices));
      lengths.push(database.load().logBytes ?? 0);
    }
    const [first = 0, last = 0] = [Math.max(...lengths.slice(0, 2)), lengths.at(-1)];
    assert.ok(first > 1e6 && last < 2 * first, `bytes after each: ${lengths}`);
  });
});
