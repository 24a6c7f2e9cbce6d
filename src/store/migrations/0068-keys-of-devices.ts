import type { Migration } from './migration.ts';

/**
 * On SQLite users' and Entra's ids of devices are found through the index of texts (`store/query/keys.ts`), and their own indexes, which were a half of what an import
 * cost, have only the devices without any. The index of texts is made anew, by `device_line` (`store/sqlite/device-line.ts`). A program that does
 * not put keys in may not write here.
 */
export const keysOfDevices: Migration = {
  version: 68,
  name: 'keys of devices in the index of texts',
  oldestProgram: (dialect) => (dialect === 'sqlite' ? 68 : 1),
  statements: (dialect) =>
    dialect === 'sqlite'
      ? [
          ...['userId', 'azureADDeviceId'].flatMap((key) => [
            `DROP INDEX managed_devices_${key.toLowerCase()}`,
            `CREATE INDEX managed_devices_${key.toLowerCase()} ON managed_devices (tenant_id, id) WHERE "${key}" IS NULL`,
          ]),
          `INSERT INTO managed_device_texts (managed_device_texts) VALUES ('delete-all')`,
          'DELETE FROM managed_device_texts_due',
          `INSERT INTO managed_device_texts (rowid, line)
  SELECT rowid, device_line(tenant_id, "userId", "azureADDeviceId", "deviceName", "serialNumber", "userPrincipalName", "userDisplayName")
  FROM managed_devices`,
        ]
      : [],
};
