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
  confirmed_by TEXT,
  presented_at BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id)
`,
    ),
    'ALTER TABLE sessions ADD COLUMN "unconfirmedUntil" TEXT',
    `ALTER TABLE sessions ADD COLUMN "linkGivenTo" TEXT NOT NULL DEFAULT '[]'`,
    'ALTER TABLE sessions ADD COLUMN openings BIGINT NOT NULL DEFAULT 0',
    'ALTER TABLE obligations ADD COLUMN connector TEXT',
    'ALTER TABLE obligations ADD COLUMN probe SMALLINT NOT NULL DEFAULT 0',
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
