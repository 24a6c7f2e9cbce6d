import { command } from '../command.ts';

export const restore = command({
  name: 'restore',
  summary: 'Put a backup in place as the SQLite database of a folder that has none.',
  description:
    'Nothing is overwritten: to go back, move the old database away first, all of its files. Start the service with the master keys that were in use when the backup was made.',
  settings: 'serve',
  arguments: [{ name: 'file', description: 'The backup.', required: true }],
  examples: [{ line: 'assistd restore /backup/monday.sqlite --database /var/lib/assistd', does: 'Restore it.' }],
  run: async (context, { settings, arguments: { file } }) =>
    (await import('./backup-run.ts')).runRestore(context, settings, file),
});
