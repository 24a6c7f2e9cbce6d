import { command } from '../command.ts';
import { findPartner, partnerColumns, whenSet } from '../graph/partners.ts';

export const partnersShow = command({
  name: 'partners show',
  summary: 'Show one partner.',
  needs: 'graph',
  prints: true,
  arguments: [{ name: 'partner', required: false, description: 'Its name or id; not needed where there is only one.' }],
  options: {},
  examples: [{ line: 'assistd partners show TeamViewer', does: 'By name.' }],
  async run({ graph, result }, given) {
    await result.print(await findPartner(await graph(), given.arguments.partner), [
      ...partnerColumns,
      { title: 'Onboarding URL', value: (partner) => partner.onboardingUrl },
      {
        title: 'Consent awaited until',
        value: ({ onboardingRequestExpiryDateTime }) => whenSet(onboardingRequestExpiryDateTime),
      },
    ]);
  },
});
