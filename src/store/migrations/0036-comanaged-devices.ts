import type { Migration } from './migration.ts';

/** Those that Configuration Manager manages as well, mostly none or few: in an index of their own they cost the others nothing. */
export const comanagedDevices: Migration = {
  version: 36,
  name: 'an index of comanaged devices',
  oldestProgram: 1,
  statements: () => [
    `CREATE INDEX managed_devices_comanaged ON managed_devices (tenant_id, id)
  WHERE "managementAgent" IN ('configurationManagerClientMdm', 'configurationManagerClientMdmEas')`,
  ],
};
