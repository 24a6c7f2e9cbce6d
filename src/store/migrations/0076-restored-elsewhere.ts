import { fixedPaths } from './0014-keyed-trail.ts';
import type { Migration } from './migration.ts';

/**
 * Where a database of PostgreSQL is, so that one that was dumped and restored is known for it: what it has of a partner's tokens may be used up by
 * renewals that it does not know. On SQLite, where the table stays empty, `assistd restore` marks what it puts in place.
 */
export const restoredElsewhere: Migration = {
  version: 76,
  name: 'grants of a database that was restored',
  oldestProgram: 1,
  statements: (dialect) => [
    `CREATE TABLE database_place (place TEXT NOT NULL PRIMARY KEY)${dialect === 'sqlite' ? ' STRICT' : ''}`,
    ...(dialect === 'postgres'
      ? [place, `INSERT INTO database_place SELECT assistd_place()`, ...functions, fixedPaths]
      : []),
  ],
};

/** The cluster, which a dump does not go along with, and the database in it. A hosted PostgreSQL may not say which cluster it is. */
const place = `CREATE FUNCTION assistd_place() RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  cluster text := '';
BEGIN
  BEGIN
    SELECT system_identifier INTO cluster FROM pg_control_system();
  EXCEPTION WHEN insufficient_privilege OR undefined_function OR feature_not_supported THEN
    NULL;
  END;
  RETURN cluster || '/' || (SELECT oid FROM pg_database WHERE datname = current_database());
END $$`;

/** The first is for whoever has restored in a way that leaves a database where it was, too: to an earlier instant from an archive of the log, say. */
const functions = [
  `CREATE FUNCTION assistd_restored() RETURNS void LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
  restored text;
BEGIN
  FOR restored IN SELECT tenant FROM assistd_tenants('', 2147483647) LOOP
    PERFORM set_config('assistd.tenant_id', restored, true);
    UPDATE grants SET renew_at = 0, refresh_asked_at = coalesce(refresh_asked_at, 0)
      WHERE tenant_id = restored AND sealed_grant IS NOT NULL AND renew_at IS NOT NULL;
  END LOOP;
  PERFORM set_config('assistd.tenant_id', '', true);
END $$`,
  `CREATE FUNCTION assistd_notice_restore() RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
  IF (SELECT place FROM database_place) = assistd_place() THEN
    RETURN false;
  END IF;
  LOCK TABLE database_place IN SHARE ROW EXCLUSIVE MODE;
  IF (SELECT place FROM database_place) = assistd_place() THEN
    RETURN false;
  END IF;
  DELETE FROM database_place;
  INSERT INTO database_place SELECT assistd_place();
  PERFORM assistd_restored();
  RETURN true;
END $$`,
  'REVOKE ALL ON FUNCTION assistd_place() FROM PUBLIC',
  'REVOKE ALL ON FUNCTION assistd_restored() FROM PUBLIC',
  'REVOKE ALL ON FUNCTION assistd_notice_restore() FROM PUBLIC',
];
