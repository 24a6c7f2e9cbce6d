import type { Migration } from './migration.ts';

/** Figures about what is owed, of all tenants together: for whoever watches the service, who must not see a tenant's rows. */
export const openObligations: Migration = {
  version: 5,
  name: 'figures of open obligations',
  oldestProgram: 1,
  statements: (dialect) => (dialect === 'postgres' ? acrossTenants : []),
};

// Like the functions of step 1: it runs as the owner of the tables, and gives out nothing but sums.
const acrossTenants = [
  `CREATE FUNCTION assistd_open_obligations()
  RETURNS TABLE (kind text, state text, "count" bigint, oldest text, failing_since bigint)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
  PERFORM set_config('assistd.scope', 'every tenant', true);
  RETURN QUERY SELECT s.kind::text, s.state, count(*), min(s.oldest)::text, min(s.failing_since) FROM (
    SELECT o.kind, o."createdDateTime" AS oldest, o.failing_since, CASE
      WHEN o.lease_owner IS NOT NULL THEN 'running'
      WHEN o."reportedDateTime" IS NOT NULL THEN 'reported'
      WHEN o.failures > 0 THEN 'failing'
      ELSE 'pending' END AS state
    FROM obligations o WHERE o.status = 'due') s
    GROUP BY s.kind, s.state;
  PERFORM set_config('assistd.scope', '', true);
END $$`,
  'REVOKE ALL ON FUNCTION assistd_open_obligations() FROM PUBLIC',
];
