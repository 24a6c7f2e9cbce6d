import { type Migration, tenantTable, typed } from './migration.ts';

export const providedPartners: Migration = {
  version: 2,
  name: 'provided partners',
  oldestProgram: 1,
  statements: (dialect) => [
    ...tenantTable(
      dialect,
      'provided_partners',
      `
  tenant_id TEXT NOT NULL,
  connector TEXT NOT NULL,
  PRIMARY KEY (tenant_id, connector)
`,
    ),
    `ALTER TABLE grants ADD COLUMN ${typed(dialect, 'refresh_until BIGINT')}`,
  ],
};
