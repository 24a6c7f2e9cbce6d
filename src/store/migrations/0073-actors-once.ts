import { type Migration, tenantTable } from './migration.ts';

/**
 * Who did it is written once (`store/table/audit/actors.ts`), and events and disconnects that are written from now on name it: on SQLite. A program that
 * does not look there would show a name for an actor, and find every trail altered. On PostgreSQL replicas of the release before read the same rows, so this one
 * looks there, and the next may write there.
 */
export const actorsOnce: Migration = {
  version: 73,
  name: 'actors of the audit trail once',
  oldestProgram: (dialect) => (dialect === 'sqlite' ? 73 : 1),
  statements: (dialect) =>
    tenantTable(
      dialect,
      'audit_actors',
      `
  tenant_id TEXT NOT NULL,
  id TEXT NOT NULL,
  actor TEXT NOT NULL,
  used TEXT NOT NULL,
  is_kept SMALLINT NOT NULL,
  PRIMARY KEY (tenant_id, id)
`,
    ),
};
