import { command } from './command.ts';

export const migrate = command({
  name: 'migrate',
  summary: 'Bring the schema of the database up to date, as assistd serve does when it starts.',
  description: 'With --plan it prints the SQL and changes nothing, for those who let an administrator run it.',
  arguments: [],
  options: {
    database: {
      kind: 'text',
      value: 'WHERE',
      description: 'A folder for SQLite, or the URL of a PostgreSQL database.',
    },
    config: {
      kind: 'text',
      value: 'FILE',
      description: 'Settings as JSON; else assistd.config.json, where there is one.',
    },
    plan: { kind: 'flag', description: 'Print the SQL instead of running it.' },
  },
  examples: [
    { line: 'assistd migrate --plan', does: 'See what an upgrade would do.' },
    { line: 'assistd migrate --database /var/lib/assistd', does: 'Do it.' },
  ],
  run: async (context, { options }) => (await import('./migrate-run.ts')).runMigration(context, options),
});
