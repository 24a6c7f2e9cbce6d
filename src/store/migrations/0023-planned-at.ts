import { fixedPaths } from './0014-keyed-trail.ts';
import type { Migration } from './migration.ts';

/**
 * When a plan was made, beside when it falls due: one that was made in the future is left of a clock that was wrong. And the tenants
 * with due work of some kinds, so that work with slots of its own is looked for by itself.
 */
export const plannedAt: Migration = {
  version: 23,
  name: 'when obligations were planned',
  oldestProgram: 1,
  statements: (dialect) => [
    // Zero for what an older release writes: a plan of long ago is believed.
    'ALTER TABLE obligations ADD COLUMN planned_at BIGINT NOT NULL DEFAULT 0',
    'DROP INDEX obligations_due',
    // Every runner looks every second: the index has all that it asks for.
    `CREATE INDEX obligations_due ON obligations (tenant_id, due_at, planned_at, kind) WHERE status = 'due'`,
    ...(dialect === 'postgres' ? acrossTenants : []),
  ],
};

// Like the functions of step 1: it runs as the owner of the tables, and gives out nothing but ids.
const acrossTenants = [
  `CREATE FUNCTION assistd_due_tenants_of(
    kinds text[], others boolean, due_until bigint, planned_until bigint, after_tenant text, at_most integer, resting text[])
  RETURNS TABLE (tenant text)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
  PERFORM set_config('assistd.scope', 'every tenant', true);
  RETURN QUERY SELECT o.tenant_id::text FROM obligations o
    WHERE o.status = 'due' AND (o.due_at <= due_until OR o.planned_at > planned_until)
      AND (o.kind = ANY (kinds)) <> others AND o.tenant_id > after_tenant
      AND (o.connector IS NULL OR o.probe = 1 OR NOT o.connector = ANY (resting))
    GROUP BY o.tenant_id ORDER BY o.tenant_id LIMIT at_most;
  PERFORM set_config('assistd.scope', '', true);
END $$`,
  'REVOKE ALL ON FUNCTION assistd_due_tenants_of(text[], boolean, bigint, bigint, text, integer, text[]) FROM PUBLIC',
  fixedPaths,
];
