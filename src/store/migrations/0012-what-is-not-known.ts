import { type Migration, tenantTable } from './migration.ts';

/** What is asked of a partner and whose answer may be lost is written down before it is asked; what could not be confirmed stays. */
export const whatIsNotKnown: Migration = {
  version: 12,
  name: 'refreshes without an answer, ends without a confirmation',
  oldestProgram: 1,
  statements: (dialect) => [
    'ALTER TABLE grants ADD COLUMN refresh_asked_at BIGINT',
    'ALTER TABLE grants ADD COLUMN unconfirmed TEXT',
    'ALTER TABLE obligations ADD COLUMN "unconfirmedReason" TEXT',
    ...tenantTable(
      dialect,
      'repeated_requests',
      `
  tenant_id TEXT NOT NULL,
  request_key TEXT NOT NULL,
  resource_id TEXT NOT NULL,
  made_at BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, request_key)
`,
    ),
    'CREATE INDEX repeated_requests_made ON repeated_requests (tenant_id, made_at)',
    ...tenantTable(
      dialect,
      'presented_codes',
      `
  tenant_id TEXT NOT NULL,
  id TEXT NOT NULL,
  partner_id TEXT NOT NULL,
  connector TEXT NOT NULL,
  state_hash TEXT NOT NULL,
  wrapped_key TEXT NOT NULL,
  sealed_verifier TEXT NOT NULL,
  sealed_code TEXT NOT NULL,
  requested_by TEXT NOT NULL,
  presented_at BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id)
`,
    ),
    'ALTER TABLE sessions ADD COLUMN "unconfirmedUntil" TEXT',
    `ALTER TABLE sessions ADD COLUMN "linkGivenTo" TEXT NOT NULL DEFAULT '[]'`,
    'ALTER TABLE sessions ADD COLUMN openings BIGINT NOT NULL DEFAULT 0',
    'ALTER TABLE obligations ADD COLUMN connector TEXT',
    'ALTER TABLE obligations ADD COLUMN probe SMALLINT NOT NULL DEFAULT 0',
    ...(dialect === 'postgres' ? dueButNotResting : []),
    'DROP INDEX obligations_state',
    // The status as clients are shown it.
    `CREATE INDEX obligations_state ON obligations (tenant_id, (CASE
    WHEN status = 'done' AND "unconfirmedReason" IS NOT NULL THEN 'unconfirmed'
    WHEN status = 'done' THEN 'completed'
    WHEN status = 'cancelled' THEN 'cancelled'
    WHEN lease_owner IS NOT NULL THEN 'running'
    WHEN "reportedDateTime" IS NOT NULL THEN 'reported'
    WHEN failures > 0 THEN 'failing'
    ELSE 'pending' END)${dialect === 'postgres' ? ' COLLATE "C"' : ''}, "createdDateTime", id)`,
  ],
};

// Like the function of step 1, which replicas of the release before call.
const dueButNotResting = [
  `CREATE FUNCTION assistd_due_tenants(due_until bigint, after_tenant text, at_most integer, resting text[])
  RETURNS TABLE (tenant text) LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
  PERFORM set_config('assistd.scope', 'every tenant', true);
  RETURN QUERY SELECT o.tenant_id::text FROM obligations o
    WHERE o.status = 'due' AND o.due_at <= due_until AND o.tenant_id > after_tenant
      AND (o.connector IS NULL OR o.probe = 1 OR NOT o.connector = ANY(resting))
    GROUP BY o.tenant_id ORDER BY o.tenant_id LIMIT at_most;
  PERFORM set_config('assistd.scope', '', true);
END $$`,
  'REVOKE ALL ON FUNCTION assistd_due_tenants(bigint, text, integer, text[]) FROM PUBLIC',
];
