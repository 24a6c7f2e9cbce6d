import { fixedPaths } from './0014-keyed-trail.ts';
import type { Migration } from './migration.ts';

/** A grant that is still in force when its connector is severed anew is of both severances: it bore the later one alone. */
export const severancesThatMetBefore: Migration = {
  version: 75,
  name: 'severances that met a grant before',
  oldestProgram: 1,
  statements: (dialect) => [
    'ALTER TABLE grants ADD COLUMN severed_before TEXT',
    ...(dialect === 'postgres' ? [counting, fixedPaths] : []),
  ],
};

const counting = `CREATE OR REPLACE FUNCTION assistd_severed_grants(severance text) RETURNS TABLE (state text, "count" bigint)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
  PERFORM set_config('assistd.scope', 'every tenant', true);
  RETURN QUERY SELECT s.state, count(*) FROM (
    SELECT CASE
      WHEN o.failures > 0 THEN 'failing'
      WHEN o.id IS NOT NULL THEN 'waiting'
      WHEN g.unconfirmed IS NOT NULL THEN 'unconfirmed'
      WHEN g.state = 'retired' THEN 'proven'
      ELSE 'unconfirmed' END AS state
    FROM grants g LEFT JOIN obligations o
      ON o.tenant_id = g.tenant_id AND o.kind = 'grant.retire' AND o.subject = g.id AND o.status = 'due'
    WHERE g.severance_id IS NOT NULL AND (g.severance_id = severance OR strpos(g.severed_before, severance) > 0)) s
    GROUP BY s.state;
  PERFORM set_config('assistd.scope', '', true);
END $$`;
