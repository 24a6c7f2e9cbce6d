import type { Migration } from './migration.ts';

/**
 * Names and ids of users as keys are compared: only those that differ from what the inventory has, which the indexes of migration 3 find. Nearly none
 * do, and two indexes whose keys come in no order were a sixth of what an import costs on SQLite. PostgreSQL keeps the whole ones.
 */
export const partialIndexesOfUsers: Migration = {
  version: 65,
  name: 'partial indexes of the users of devices',
  oldestProgram: 1,
  statements: (dialect) =>
    dialect === 'sqlite'
      ? [
          'DROP INDEX managed_devices_upn',
          'DROP INDEX managed_devices_user_id',
          'CREATE INDEX managed_devices_upn ON managed_devices (tenant_id, upn_lower, id) WHERE upn_lower <> "userPrincipalName"',
          'CREATE INDEX managed_devices_user_id ON managed_devices (tenant_id, user_key, id) WHERE user_key <> "userId"',
        ]
      : [],
};
