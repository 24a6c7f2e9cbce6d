import { type Migration, tenantTable } from './migration.ts';

/** What is known of every ending: of a connection, of a connector for all, and of what a caller may do. */
export const ending: Migration = {
  version: 11,
  name: 'disconnects, severances, callers whose tokens are revoked',
  oldestProgram: 1,
  statements: (dialect) => [
    ...tenantTable(
      dialect,
      'disconnects',
      `
  tenant_id TEXT NOT NULL,
  id TEXT NOT NULL,
  kind TEXT NOT NULL,
  "partnerId" TEXT,
  "partnerDisplayName" TEXT,
  reason TEXT,
  ticket TEXT,
  "requestedBy" TEXT,
  "requestedDateTime" TEXT NOT NULL,
  "severanceId" TEXT,
  actor TEXT NOT NULL,
  grants TEXT NOT NULL,
  sessions TEXT NOT NULL,
  PRIMARY KEY (tenant_id, id)
`,
    ),
    'CREATE INDEX disconnects_requested ON disconnects (tenant_id, "requestedDateTime", id)',
    ...tenantTable(
      dialect,
      'severances',
      `
  tenant_id TEXT NOT NULL,
  id TEXT NOT NULL,
  connector TEXT NOT NULL,
  reason TEXT,
  ticket TEXT,
  "requestedBy" TEXT,
  "createdDateTime" TEXT NOT NULL,
  "walkedDateTime" TEXT,
  "restoredBy" TEXT,
  "restoredDateTime" TEXT,
  actor TEXT NOT NULL,
  walked_to TEXT NOT NULL,
  leased_until BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id)
`,
    ),
    'CREATE INDEX severances_created ON severances (tenant_id, "createdDateTime", id)',
    ...tenantTable(
      dialect,
      'severed_connectors',
      `
  tenant_id TEXT NOT NULL,
  connector TEXT NOT NULL,
  severance_id TEXT NOT NULL,
  PRIMARY KEY (tenant_id, connector)
`,
    ),
    ...tenantTable(
      dialect,
      'revoked_callers',
      `
  tenant_id TEXT NOT NULL,
  id TEXT NOT NULL,
  "revokedDateTime" TEXT NOT NULL,
  "revokedBy" TEXT,
  reason TEXT,
  ticket TEXT,
  PRIMARY KEY (tenant_id, id)
`,
    ),
    ...added('grants', ['severance_id TEXT']),
    'CREATE INDEX grants_severed ON grants (tenant_id, severance_id) WHERE severance_id IS NOT NULL',
    // Who asked, as tokens name them: `requestedBy` is for people to read.
    ...added('sessions', ['requester_subject TEXT', 'requester_application TEXT']),
    ...(dialect === 'postgres' ? acrossTenants : []),
  ],
};

function added(table: string, columns: readonly string[]): string[] {
  return columns.map((column) => `ALTER TABLE ${table} ADD COLUMN ${column}`);
}

/**
 * That a connector is severed is the operator's row, and holds for every organisation, so that every one of them sees it. How far a
 * severance is, is counted by a function that runs as the owner of the tables, like those of step 1, and gives out nothing but sums.
 * Step 12 adds grants.unconfirmed, which its body names: PostgreSQL reads the body when it first runs.
 */
const acrossTenants = [
  'CREATE POLICY every_tenant ON severed_connectors FOR SELECT USING (true)',
  `CREATE POLICY every_tenant ON grants FOR SELECT TO CURRENT_USER
  USING (current_setting('assistd.scope', true) = 'every tenant' AND severance_id IS NOT NULL)`,
  `CREATE FUNCTION assistd_severed_grants(severance text) RETURNS TABLE (state text, "count" bigint)
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
    WHERE g.severance_id = severance) s
    GROUP BY s.state;
  PERFORM set_config('assistd.scope', '', true);
END $$`,
  'REVOKE ALL ON FUNCTION assistd_severed_grants(text) FROM PUBLIC',
];
