import { command } from '../command.ts';

export const migrate = command({
  name: 'migrate',
  summary: 'Bring the schema of the database up to date, as assistd serve does when it starts.',
  description:
    'With --plan it prints the SQL and changes nothing, for those who let an administrator run it. Only the settings of the database count.',
  settings: 'serve',
  options: { plan: { kind: 'flag', description: 'Print the SQL instead of running it.' } },
  examples: [
    { line: 'assistd migrate --plan', does: 'See what an upgrade would do.' },
    { line: 'assistd migrate --database /var/lib/assistd', does: 'Do it.' },
  ],
  run: async (context, { settings, options }) =>
    (await import('./migrate-run.ts')).runMigration(context, settings, options.plan),
});
