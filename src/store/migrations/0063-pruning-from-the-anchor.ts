import { fixedPaths } from './0014-keyed-trail.ts';
import type { Migration } from './migration.ts';

/**
 * Old audit events are looked for behind the anchor of the trail. From its beginning, each step read over what the steps before it had
 * removed, until a vacuum (figures: bench/RESULTS.md, Pruning).
 */
export const pruningFromTheAnchor: Migration = {
  version: 63,
  name: 'audit events are pruned from the anchor on',
  oldestProgram: 1,
  statements: (dialect) => (dialect === 'postgres' ? [pruning, fixedPaths] : []),
};

/** As migration 14 has it, but for the lower bound. */
const pruning = `CREATE OR REPLACE FUNCTION assistd_prune_audit_events(tenant_id text, last_sequence bigint, older_than text) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER AS $$
#variable_conflict use_column
DECLARE
  before text := older_than;
  gone bigint := coalesce((SELECT h.anchor_sequence FROM audit_heads h WHERE h.tenant_id = assistd_prune_audit_events.tenant_id), 0);
BEGIN
  IF NOT EXISTS (SELECT FROM database_purpose WHERE purpose = 'development') THEN
    before := least(before COLLATE "C",
      to_char((now() - assistd_least_audit_age()) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"0000000Z"') COLLATE "C");
  END IF;
  PERFORM FROM audit_events e
    WHERE e.tenant_id = assistd_prune_audit_events.tenant_id AND e.sequence > gone AND e.sequence <= last_sequence
      AND e."activityDateTime" >= before;
  IF FOUND THEN
    RAISE EXCEPTION 'audit events that are not older than % are kept', before;
  END IF;
  DELETE FROM audit_events e
    WHERE e.tenant_id = assistd_prune_audit_events.tenant_id AND e.sequence > gone AND e.sequence <= last_sequence;
END $$`;
