import type { Migration } from './migration.ts';

/** Hashes of the audit trail with a key; on PostgreSQL also what keeps the service's role from becoming the owner of the tables. */
export const keyedTrail: Migration = {
  version: 14,
  name: 'keyed audit trails, functions that the service cannot turn',
  // An older program writes plain hashes behind keyed ones, which are then found broken, and deletes what it may not delete any more.
  oldestProgram: 14,
  statements: (dialect) => [
    `ALTER TABLE audit_events ADD COLUMN "hashKeyId" TEXT`,
    `ALTER TABLE audit_heads ADD COLUMN mac_key_id TEXT`,
    `ALTER TABLE audit_heads ADD COLUMN mac TEXT`,
    ...(dialect === 'postgres' ? [...pruning, fixedPaths] : []),
  ],
};

/**
 * The service's role adds audit events and cannot delete one. The owner may raise the least age, by a function of its own in the place
 * of this one. Development turns its clock, and its events are of no age.
 */
const pruning = [
  `CREATE FUNCTION assistd_least_audit_age() RETURNS interval LANGUAGE sql IMMUTABLE AS $$ SELECT interval '1 day' $$`,
  `CREATE FUNCTION assistd_prune_audit_events(tenant_id text, last_sequence bigint, older_than text) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER AS $$
#variable_conflict use_column
DECLARE
  before text := older_than;
BEGIN
  IF NOT EXISTS (SELECT FROM database_purpose WHERE purpose = 'development') THEN
    before := least(before COLLATE "C",
      to_char((now() - assistd_least_audit_age()) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"0000000Z"') COLLATE "C");
  END IF;
  PERFORM FROM audit_events e
    WHERE e.tenant_id = assistd_prune_audit_events.tenant_id AND e.sequence <= last_sequence AND e."activityDateTime" >= before;
  IF FOUND THEN
    RAISE EXCEPTION 'audit events that are not older than % are kept', before;
  END IF;
  DELETE FROM audit_events e WHERE e.tenant_id = assistd_prune_audit_events.tenant_id AND e.sequence <= last_sequence;
END $$`,
  'REVOKE ALL ON FUNCTION assistd_prune_audit_events(text, bigint, text) FROM PUBLIC',
];

/**
 * Without a path of its own, a function looks into the caller's temporary objects first, and what it finds there runs as the owner
 * (PostgreSQL documentation, CREATE FUNCTION, "Writing SECURITY DEFINER Functions Safely").
 */
export const fixedPaths = `DO $$
DECLARE
  definer regprocedure;
BEGIN
  FOR definer IN SELECT p.oid FROM pg_catalog.pg_proc p WHERE p.pronamespace = current_schema()::regnamespace AND p.prosecdef
      AND pg_catalog.starts_with(p.proname, 'assistd_') LOOP
    EXECUTE format('ALTER FUNCTION %s SET search_path = pg_catalog, %I, pg_temp', definer, current_schema());
  END LOOP;
END $$`;
