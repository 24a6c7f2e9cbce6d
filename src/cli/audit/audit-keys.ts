import { command } from '../command.ts';

export const auditKeysCommand = command({
  name: 'audit keys',
  summary: 'Print the keys that audit trails are hashed with: secrets, for an auditor, or for the setting auditKeys.',
  description:
    'Reads the settings as assistd serve would, and asks nobody. With --tenant: the keys of one organisation, with which its trail, and no other, can be verified, and written anew. Without: what those are derived from, for auditKeys, before a master key is taken out of the settings.',
  settings: 'serve',
  prints: true,
  options: { tenant: { kind: 'text', value: 'ID', description: 'The organisation whose keys they are.' } },
  examples: [
    {
      line: 'assistd audit keys --tenant 2a3f8a05-6c5f-4f0e-9d3c-0f6d0f1f6a11',
      does: 'The keys for the auditor of one organisation.',
    },
    { line: 'assistd audit keys -o tsv', does: 'Those that auditKeys may hold.' },
  ],
  run: async (context, { settings, options }) =>
    (await import('./audit-keys-run.ts')).printAuditKeys(context, settings, options.tenant),
});
