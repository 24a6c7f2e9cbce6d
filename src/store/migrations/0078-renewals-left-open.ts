import type { Migration } from './migration.ts';

/**
 * The first release marked no renewal whose answer nobody may have seen. Where it was killed amid one, the lease of that is left; `assistd restore` leaves a
 * lease of 0 in the files of that release. A refusal of such tokens proves nothing until they are renewed (decisions 18 and 231).
 */
export const renewalsLeftOpen: Migration = {
  version: 78,
  name: 'renewals of the first release that nobody saw the end of',
  oldestProgram: 1,
  statements: (dialect) => [
    // Not bound by the policy, the owner sees the rows of every tenant.
    ...(dialect === 'postgres' ? ['ALTER TABLE grants NO FORCE ROW LEVEL SECURITY'] : []),
    `UPDATE grants SET
    renew_at = 0,
    refresh_asked_at = CASE WHEN refresh_until > 60000 THEN refresh_until - 60000 ELSE 0 END
  WHERE refresh_until IS NOT NULL AND refresh_asked_at IS NULL AND sealed_grant IS NOT NULL AND renew_at IS NOT NULL`,
    ...(dialect === 'postgres' ? ['ALTER TABLE grants FORCE ROW LEVEL SECURITY'] : []),
  ],
};
