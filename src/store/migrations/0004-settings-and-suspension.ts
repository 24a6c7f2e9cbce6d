import { type Migration, tenantTable, typed } from './migration.ts';

export const settingsAndSuspension: Migration = {
  version: 4,
  name: 'remote assistance settings, suspended tenants',
  oldestProgram: 1,
  statements: (dialect) => [
    ...tenantTable(
      dialect,
      'remote_assistance_settings',
      `
  tenant_id TEXT NOT NULL PRIMARY KEY,
  "remoteAssistanceState" TEXT NOT NULL,
  "allowSessionsToUnenrolledDevices" SMALLINT NOT NULL,
  "blockChat" SMALLINT NOT NULL
`,
    ),
    `ALTER TABLE tenants ADD COLUMN ${typed(dialect, 'suspended_at BIGINT')}`,
  ],
};
