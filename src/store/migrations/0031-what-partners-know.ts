import { type Migration, tenantTable } from './migration.ts';

/** The devices that a partner lists, which of our devices they are, and what is missing of a grant that was narrowed at the partner. */
export const whatPartnersKnow: Migration = {
  version: 31,
  name: 'devices of partners, narrowed grants',
  oldestProgram: 30,
  statements: (dialect) => [
    'ALTER TABLE grants ADD COLUMN narrowed TEXT',
    'ALTER TABLE sessions ADD COLUMN consent_answer TEXT',
    ...tenantTable(
      dialect,
      'partner_devices',
      `
  tenant_id TEXT NOT NULL,
  partner_id TEXT NOT NULL,
  partner_device_id TEXT NOT NULL,
  device_id TEXT NOT NULL,
  said TEXT,
  listed_at BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, partner_id, partner_device_id)
`,
    ),
    'CREATE INDEX partner_devices_device ON partner_devices (tenant_id, device_id)',
  ],
};
