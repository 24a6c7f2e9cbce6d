import type { Migration } from './migration.ts';

/** What is asked of a partner and whose answer may be lost is written down before it is asked; what could not be confirmed stays. */
export const whatIsNotKnown: Migration = {
  version: 12,
  name: 'refreshes without an answer, ends without a confirmation',
  oldestProgram: 1,
  statements: (dialect) => [
    'ALTER TABLE grants ADD COLUMN refresh_asked_at BIGINT',
    'ALTER TABLE grants ADD COLUMN unconfirmed TEXT',
    'ALTER TABLE obligations ADD COLUMN "unconfirmedReason" TEXT',
    'ALTER TABLE sessions ADD COLUMN "unconfirmedUntil" TEXT',
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
