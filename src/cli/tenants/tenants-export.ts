import { command } from '../command.ts';

export const transportKeyOption = {
  kind: 'text',
  value: 'FILE',
  description: 'The key of the way, as assistd keys new --file makes it; its first key counts.',
} as const;

export const tenantsExport = command({
  name: 'tenants export',
  summary: 'Take a suspended organisation out of this database into a file, to serve it from another.',
  description:
    'With its connections, devices, sessions, trail and what it owes, sealed under the key of --key-file. From then on it is refused here. Works on the database itself: on SQLite, stop the service first. The file is the only place that has the grants then: keep it until assistd tenants import has put it into the other database, or back into this one.',
  settings: 'serve',
  arguments: [
    { name: 'tenant', description: 'The id of the organisation.', required: true },
    { name: 'file', description: 'Where to; it must not exist.', required: true },
  ],
  options: { keyFile: transportKeyOption },
  examples: [
    {
      line: 'assistd tenants export 7f1c9d02-5a3b-4c8e-9f10-2b6d3e4a5c61 northwind.tenant --key-file transport.key',
      does: 'Take it out.',
    },
  ],
  run: async (context, { settings, arguments: { tenant, file }, options }) =>
    (await import('./move-run.ts')).runExport(context, settings, { tenant, file, keyFile: options.keyFile }),
});
