import pg from 'pg';
import type { Purpose } from '../purpose.ts';

const schemaTables = ['schema_migrations', 'database_purpose', 'database_place', 'audit_actors'];

const functions = [
  'assistd_prune_audit_events(text, bigint, text)',
  'assistd_tenants(text, integer)',
  'assistd_due_tenants(bigint, text, integer)',
  'assistd_due_tenants_of(text[], boolean, bigint, bigint, text, integer, text[])',
  'assistd_open_obligations()',
  'assistd_severed_grants(text)',
  'assistd_notice_restore()',
];

/**
 * SQL that lets the service's role do what the service does, no more; empty where it owns the tables. Audit events are written, and neither changed nor
 * deleted, but in development, which puts snapshots back; steps of the schema are read. Nobody but the owner makes anything that the functions of the
 * owner could come across: whoever cannot take that right away, because another owns the database, is warned by the server, and goes on.
 */
export async function givesRights(client: pg.ClientBase, serviceRole: string, purpose: Purpose): Promise<string> {
  const { rows } = await client.query<{ owner: string; schema: string; database: string }>(
    'SELECT current_user AS owner, quote_ident(current_schema()) AS schema, quote_ident(current_database()) AS database',
  );
  const [here] = rows;
  if (!here || here.owner === serviceRole) return '';
  const role = pg.escapeIdentifier(serviceRole);
  const statements = [
    `GRANT USAGE ON SCHEMA ${here.schema} TO ${role}`,
    `GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${here.schema} TO ${role}`,
    `REVOKE INSERT, UPDATE, DELETE ON ${schemaTables.join(', ')} FROM ${role}`,
    `REVOKE UPDATE${purpose === 'production' ? ', DELETE' : ''} ON audit_events FROM ${role}`,
    `REVOKE TEMPORARY ON DATABASE ${here.database} FROM PUBLIC, ${role}`,
    `REVOKE CREATE ON SCHEMA ${here.schema} FROM PUBLIC, ${role}`,
    ...functions.map((each) => `GRANT EXECUTE ON FUNCTION ${each} TO ${role}`),
  ];
  return statements.map((each) => `${each};`).join('\n');
}

/** What the service needs to do and its role, which is connected, may not: `INSERT on sessions`. */
export async function lackingRights(client: pg.ClientBase): Promise<string[]> {
  const { rows } = await client.query<{ lacking: string }>(
    `SELECT right_to || ' on ' || relname AS lacking
       FROM pg_class, unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']) AS right_to
       WHERE relnamespace = (SELECT relnamespace FROM pg_class WHERE oid = to_regclass('schema_migrations')) AND relrowsecurity
         AND NOT has_table_privilege(pg_class.oid, right_to)
         AND NOT (relname = 'audit_actors' AND right_to <> 'SELECT' OR relname = 'audit_events' AND right_to IN ('UPDATE', 'DELETE'))
     UNION ALL
     SELECT 'EXECUTE on ' || name FROM unnest($1::text[]) AS name
       WHERE NOT has_function_privilege(to_regprocedure(name), 'EXECUTE')`,
    [functions],
  );
  return rows.map(({ lacking }) => lacking);
}
