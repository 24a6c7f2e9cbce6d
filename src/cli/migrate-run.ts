import { TurnableClock } from '../core/clock.ts';
import { databaseSettings } from '../settings.ts';
import { migrationPlan, openDatabase } from '../store/open-database.ts';
import type { Context } from './context.ts';
import { CommandFailure, exitCodes } from './exit-codes.ts';
import { createLog } from './run.ts';
import { inspectedSettings } from './settings-options.ts';

/** @throws CommandFailure when there is no database to migrate */
export async function runMigration(
  { environment, terminal }: Context,
  { plan, database: given, config }: { plan: boolean; database: string | undefined; config: string | undefined },
): Promise<void> {
  // Only the database matters here: an upgrade must not wait for a partner's secret.
  const { settings, problems } = inspectedSettings('serve', { database: given, config }, environment);
  const wrong = problems.find(({ setting, source }) => /^database/.test(setting) || source === 'file');
  if (wrong) throw new CommandFailure(exitCodes.usage, `${wrong.setting}: ${wrong.problem}`);
  const options = { ...databaseSettings(settings), clock: new TurnableClock(), log: createLog('warn') };
  const sql = await migrationPlan(options);
  if (plan) await terminal.write(sql);
  else if (sql !== '') await (await openDatabase(options))[Symbol.asyncDispose]();
  terminal.note(
    sql === '' ? 'The schema is up to date.' : plan ? 'Nothing was changed.' : 'The schema is up to date now.',
  );
}
