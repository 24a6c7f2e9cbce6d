import type { Migration } from './migration.ts';

/** A disconnect asks what its partner ever had, the newest first: it was looked for among all that the organisation had. */
export const grantsOfAPartner: Migration = {
  version: 69,
  name: 'grants of a partner',
  oldestProgram: 1,
  statements: () => ['CREATE INDEX IF NOT EXISTS grants_of_partner ON grants (tenant_id, partner_id, obtained_at, id)'],
};
