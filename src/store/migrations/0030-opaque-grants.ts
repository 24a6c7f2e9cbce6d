import type { Migration } from './migration.ts';

/**
 * What a partner gave is one sealed value, whatever it is. Nobody can open the older seals here, so they are kept as they are: as the
 * members of a JSON object, which is opened member by member (`assist/grant/grant-seal.ts`) until it is sealed anew.
 */
export const opaqueGrants: Migration = {
  version: 30,
  name: 'grants that only their connector reads',
  // An older program finds no tokens, and would take every grant for destroyed.
  oldestProgram: 30,
  statements: (dialect) => [
    // Row-level security binds the owner too, and lets a migration, which is of no tenant, see no rows.
    ...(dialect === 'postgres' ? ['ALTER TABLE grants NO FORCE ROW LEVEL SECURITY'] : []),
    'ALTER TABLE grants ADD COLUMN sealed_grant TEXT',
    'ALTER TABLE grants ADD COLUMN renew_at BIGINT',
    `UPDATE grants SET
    sealed_grant = '{"accessToken":"' || sealed_access || CASE
      WHEN sealed_refresh IS NULL THEN '"}'
      ELSE '","refreshToken":"' || sealed_refresh || '"}' END,
    renew_at = CASE WHEN sealed_refresh IS NULL THEN NULL ELSE access_expires_at - 60000 END
  WHERE sealed_access IS NOT NULL`,
    'ALTER TABLE grants DROP COLUMN sealed_access',
    'ALTER TABLE grants DROP COLUMN sealed_refresh',
    'ALTER TABLE grants DROP COLUMN access_expires_at',
    ...(dialect === 'postgres' ? ['ALTER TABLE grants FORCE ROW LEVEL SECURITY'] : []),
  ],
};
