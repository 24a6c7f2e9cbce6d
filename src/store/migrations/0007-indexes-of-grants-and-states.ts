import type { Migration } from './migration.ts';

/** What is looked for among all sessions of a grant, and all that was ever owed, is mostly a handful. */
export const indexesOfGrantsAndStates: Migration = {
  version: 7,
  name: 'indexes of sealed sessions and of states of obligations',
  oldestProgram: 1,
  statements: (dialect) => [
    `CREATE INDEX sessions_sealed ON sessions (tenant_id, grant_id)
  WHERE (sealed_code IS NOT NULL OR sealed_supporter_link IS NOT NULL OR sealed_end_user_link IS NOT NULL OR opening_until IS NOT NULL)`,
    // The status as clients are shown it.
    `CREATE INDEX obligations_state ON obligations (tenant_id, (CASE
    WHEN status = 'done' THEN 'completed'
    WHEN status = 'cancelled' THEN 'cancelled'
    WHEN lease_owner IS NOT NULL THEN 'running'
    WHEN "reportedDateTime" IS NOT NULL THEN 'reported'
    WHEN failures > 0 THEN 'failing'
    ELSE 'pending' END)${dialect === 'postgres' ? ' COLLATE "C"' : ''}, "createdDateTime", id)`,
  ],
};
