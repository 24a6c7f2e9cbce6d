import { type Migration, tenantTable } from './migration.ts';

/** Who stands behind a consent, in which browser it was begun, and who was given which link. */
export const consentsAndLinks: Migration = {
  version: 15,
  name: 'who stands behind consents, and who was given links',
  oldestProgram: 1,
  statements: (dialect) => [
    `ALTER TABLE onboardings ADD COLUMN requested_at BIGINT`,
    `ALTER TABLE onboardings ADD COLUMN browser_hash TEXT`,
    `ALTER TABLE onboardings ADD COLUMN confirmed_by TEXT`,
    `ALTER TABLE grants ADD COLUMN requested_by TEXT`,
    ...tenantTable(
      dialect,
      'given_links',
      `
  tenant_id TEXT NOT NULL,
  session_id TEXT NOT NULL,
  caller TEXT NOT NULL,
  link TEXT NOT NULL,
  given_at BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, session_id, caller, link)
`,
    ),
  ],
};
