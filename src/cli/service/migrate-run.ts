import { AuditKeys } from '../../core/audit-keys.ts';
import { TurnableClock } from '../../core/clock.ts';
import { databaseNames, databaseSettings } from '../../settings/database.ts';
import { isPostgresUrl } from '../../store/database.ts';
import { migrationPlan, openDatabase } from '../../store/open-database.ts';
import { holdDatabase } from '../../store/sqlite/hold.ts';
import type { Context } from '../context.ts';
import { databaseFailure } from '../database-trouble.ts';
import { createLog } from '../log.ts';
import { ownSettings } from '../settings-options.ts';

/** @throws CommandFailure, SettingsInvalid when there is no database to migrate, or it cannot be */
export async function runMigration(
  { environment, terminal }: Context,
  given: Readonly<Record<string, unknown>>,
  plan: boolean,
): Promise<void> {
  const settings = ownSettings(databaseNames, given, environment);
  const log = createLog('warn');
  const options = { ...databaseSettings(settings), purpose: 'production', clock: new TurnableClock(), log } as const;
  try {
    const sql = await migrationPlan(options);
    if (plan) await terminal.write(sql);
    else if (sql !== '' || isPostgresUrl(settings.database)) {
      // Of PostgreSQL also for the rights of the service's role.
      using _ = holdDatabase(settings.database);
      await (await openDatabase({ ...options, auditKeys: AuditKeys.none }))[Symbol.asyncDispose]();
    }
    terminal.note(
      sql === '' ? 'The schema is up to date.' : plan ? 'Nothing was changed.' : 'The schema is up to date now.',
    );
  } catch (error) {
    throw databaseFailure(error, settings.database);
  }
}
