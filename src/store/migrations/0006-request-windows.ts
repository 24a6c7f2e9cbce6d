import { type Migration, tenantTable } from './migration.ts';

export const requestWindows: Migration = {
  version: 6,
  name: 'request windows',
  oldestProgram: 1,
  statements: (dialect) =>
    tenantTable(
      dialect,
      'request_windows',
      `
  tenant_id TEXT NOT NULL,
  budget TEXT NOT NULL,
  period BIGINT NOT NULL,
  earlier BIGINT NOT NULL,
  current BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, budget)
`,
    ),
};
