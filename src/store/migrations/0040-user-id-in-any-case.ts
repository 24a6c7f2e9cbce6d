import type { Dialect } from '../schema.ts';
import type { Migration } from './migration.ts';

/** The id of the user of a device, as keys are compared: a GUID is one whatever its case, and the inventory keeps it as it was written. */
export const userIdInAnyCase: Migration = {
  version: 40,
  name: 'users of devices by their ids in any case',
  oldestProgram: 1,
  statements: (dialect) => [
    'ALTER TABLE managed_devices ADD COLUMN user_key TEXT',
    // Not bound by the policy, the owner sees the rows of every tenant.
    ...(dialect === 'postgres' ? ['ALTER TABLE managed_devices NO FORCE ROW LEVEL SECURITY'] : []),
    `UPDATE managed_devices SET user_key = CASE WHEN ${isGuid(dialect)} THEN lower("userId") ELSE "userId" END WHERE "userId" IS NOT NULL`,
    ...(dialect === 'postgres' ? ['ALTER TABLE managed_devices FORCE ROW LEVEL SECURITY'] : []),
    'CREATE INDEX managed_devices_user_id ON managed_devices (tenant_id, user_key, id)',
  ],
};

/** As `isGuid` of `core/id.ts` says it. */
function isGuid(dialect: Dialect): string {
  if (dialect === 'postgres') return `"userId" ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'`;
  const hex = (count: number) => '[0-9a-fA-F]'.repeat(count);
  return `"userId" GLOB '${[8, 4, 4, 4, 12].map(hex).join('-')}'`;
}
