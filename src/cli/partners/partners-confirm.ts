import { at } from '../../client/address.ts';
import { assistPartnersPath } from '../../client/resources.ts';
import { command } from '../command.ts';
import { CommandFailure, exitCodes } from '../exit-codes.ts';
import { awaitedConsent, describe } from './awaited-consent.ts';
import { findPartner, getPartner, partnerArgument, partnerColumns } from './partner.ts';

export const partnersConfirm = command({
  name: 'partners confirm',
  summary: 'Confirm the account that consented, or deny it.',
  description:
    'Where a service has no sign-in for people, a consent counts for nothing until somebody who may change the partners of the organisation says that the account is the right one. Asks before it does so; where nobody can be asked, --account says which account is meant.',
  needs: 'graph',
  prints: true,
  arguments: [partnerArgument],
  options: {
    account: { kind: 'text', value: 'ID', description: 'Do not ask: confirm the account with this id, and no other.' },
    deny: { kind: 'flag', description: 'Deny the account: its grant is revoked, and nothing is connected.' },
  },
  examples: [
    { line: 'assistd partners confirm', does: 'See whose account it is, and decide.' },
    { line: 'assistd partners confirm TeamViewer --account u1234567', does: 'In a script that knows the account.' },
    { line: 'assistd partners confirm --deny', does: 'Nobody of us consented.' },
  ],
  async run({ graph: open, terminal, result, signal }, given) {
    const graph = await open();
    const partner = await findPartner(graph, given.arguments.partner);
    const path = at(assistPartnersPath, partner.id);
    const { deny, account } = given.options;
    const awaited = await awaitedConsent(graph, partner.id);
    if (awaited.status !== 'parked') {
      const problem = awaited.status === 'awaited' ? 'nobody has consented yet' : 'no consent waits to be confirmed';
      throw new CommandFailure(exitCodes.failed, problem, `See: assistd partners show ${partner.id}`);
    }
    if (deny) await graph.post(at(path, 'denyConsent'), {});
    else {
      if (account === undefined) {
        if (!terminal.interactive) {
          const problem = 'nobody is there to be asked: say which account is meant with --account';
          throw new CommandFailure(exitCodes.usage, problem, describe(awaited));
        }
        const question = `${describe(awaited)} has consented. Connect ${partner.displayName ?? partner.id} to it? [y/N] `;
        const answer = await terminal.ask(question, signal);
        if (!/^y(es)?$/i.test(answer.trim())) throw new CommandFailure(exitCodes.failed, 'nothing was done');
      }
      // As it was shown: another account that has consented meanwhile is refused.
      await graph.post(at(path, 'confirmConsent'), { accountId: account ?? awaited.accountId });
    }
    await result.print(await getPartner(graph, partner.id), partnerColumns);
  },
});
