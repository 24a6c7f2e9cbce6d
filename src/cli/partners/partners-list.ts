import { command } from '../command.ts';
import { listPartners, partnerColumns } from './partner.ts';

export const partnersList = command({
  name: 'partners list',
  summary: 'List the remote-assistance partners, and whether they are connected.',
  needs: 'graph',
  prints: true,
  examples: [
    { line: 'assistd partners list', does: 'As a table.' },
    {
      line: `assistd partners list -o tsv --query "[?onboardingStatus=='onboarded'].id"`,
      does: 'The ids of those that are connected.',
    },
    {
      line: 'assistd partners list --graph https://graph.microsoft.com',
      does: 'The partners that an organisation has at Intune.',
    },
  ],
  async run({ graph, result }) {
    await result.print(await listPartners(await graph()), partnerColumns);
  },
});
