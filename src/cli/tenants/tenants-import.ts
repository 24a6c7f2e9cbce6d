import { command } from '../command.ts';
import { transportKeyOption } from './tenants-export.ts';

export const tenantsImport = command({
  name: 'tenants import',
  summary: 'Put an organisation from the file of assistd tenants export into this database.',
  description:
    'It stays suspended until assistd tenants resume. Its grants are under the master key of this database then, and its trail goes on. Works on the database itself: on SQLite, stop the service first.',
  settings: 'serve',
  arguments: [{ name: 'file', description: 'What assistd tenants export has written.', required: true }],
  options: { keyFile: transportKeyOption },
  examples: [{ line: 'assistd tenants import northwind.tenant --key-file transport.key', does: 'Put it in.' }],
  run: async (context, { settings, arguments: { file }, options }) =>
    (await import('./move-run.ts')).runImport(context, settings, { file, keyFile: options.keyFile }),
});
