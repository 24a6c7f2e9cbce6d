import { whenSet } from '../../client/expression.ts';
import { command } from '../command.ts';
import { findPartner, partnerArgument, partnerColumns } from './partner.ts';

export const partnersShow = command({
  name: 'partners show',
  summary: 'Show one partner.',
  needs: 'graph',
  prints: true,
  arguments: [partnerArgument],
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
