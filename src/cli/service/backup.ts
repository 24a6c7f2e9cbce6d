import { command } from '../command.ts';

export const backup = command({
  name: 'backup',
  summary: 'Copy the SQLite database to a file, while the service runs.',
  description:
    'The copy is of one instant, checked, and readable by you alone. It does not hold the master keys, without which it opens nothing: keep them too, and apart. A PostgreSQL database is backed up with its own tools: see docs/guide/backup.md.',
  settings: 'serve',
  arguments: [{ name: 'file', description: 'Where to; it must not exist.', required: true }],
  examples: [{ line: 'assistd backup /backup/monday.sqlite --database /var/lib/assistd', does: 'Make one.' }],
  run: async (context, { settings, arguments: { file } }) =>
    (await import('./backup-run.ts')).runBackup(context, settings, file),
});
