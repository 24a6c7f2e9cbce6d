import { at } from '../../client/address.ts';
import type { Graph } from '../../client/graph.ts';
import { GraphFailure } from '../../client/graph-failure.ts';
import { type Impact, type Partner, partnerImpactsPath, partnersPath } from '../../client/resources.ts';
import { command } from '../command.ts';
import { CommandFailure, exitCodes } from '../exit-codes.ts';
import { findPartner, getPartner, partnerArgument, partnerColumns } from './partner.ts';
import { retirements, revoked } from './retirements.ts';

export const partnersDisconnect = command({
  name: 'partners disconnect',
  summary: 'Disconnect a partner: ends its sessions and takes its grant away.',
  description:
    'Asks before it does so, and says what it would end; where nobody can be asked, --yes is needed. The answer to the request only says that the disconnect has begun: with --wait the command ends when the partner has proven that the grant is revoked, which an assistd keeps a record of and Microsoft’s Graph does not.',
  needs: 'graph',
  prints: true,
  arguments: [partnerArgument],
  options: {
    yes: { kind: 'flag', short: 'y', description: 'Do not ask.' },
    wait: { kind: 'flag', description: 'End when the grant is proven revoked (assistd only).' },
    timeout: { kind: 'number', value: 'SECONDS', default: 600, description: 'How long --wait waits.' },
  },
  examples: [
    { line: 'assistd partners disconnect', does: 'Disconnect the only partner, after a question.' },
    { line: 'assistd partners disconnect TeamViewer --yes --wait', does: 'In a script, with proof.' },
  ],
  async run({ graph: open, whereAndWho, terminal, result, signal }, given) {
    const graph = await open();
    const { yes, wait, timeout } = given.options;
    if (!yes && !terminal.interactive) {
      throw new CommandFailure(
        exitCodes.usage,
        'nobody is there to be asked: say --yes to disconnect without a question',
      );
    }
    if (wait && !(await graph.isAssistd())) {
      throw new CommandFailure(
        exitCodes.usage,
        `--wait needs an assistd: ${graph.origin} does not say when a grant is revoked; nothing was done`,
      );
    }
    const partner = await findPartner(graph, given.arguments.partner);
    const name = partner.displayName ?? partner.id;
    const what = `${name} (${partner.onboardingStatus}) ${await whereAndWho()}`;
    if (yes) terminal.note(`Disconnecting ${what}`);
    else {
      const answer = await terminal.ask(`Disconnect ${what}?${await impact(graph, partner)} [y/N] `, signal);
      if (!/^y(es)?$/i.test(answer.trim())) throw new CommandFailure(exitCodes.failed, 'nothing was done');
    }
    const before = wait ? await retirements(graph) : [];
    await graph.post(at(partnersPath, partner.id, 'disconnect'));
    const waited = { limitSeconds: timeout, signal };
    const proven = wait
      ? await terminal.waiting('disconnecting', (say) => revoked(graph, before, { say, ...waited }))
      : undefined;
    await result.print(await getPartner(graph, partner.id), partnerColumns);
    if (proven) terminal.note('The grant is revoked.', 'green');
    else if (partner.onboardingStatus === 'notOnboarded') {
      terminal.note(`${name} was not connected${wait ? ', and no grant of it is left to revoke' : ''}.`);
    } else if (wait) terminal.note(`${name} had given no grant, so that there was none to revoke.`);
  },
});

async function impact(graph: Graph, { id }: Partner): Promise<string> {
  if (!(await graph.isAssistd())) return '';
  try {
    const { openSessions, devices, runningConnections } = await graph.get<Impact>(
      at(partnerImpactsPath, id, 'impact()'),
    );
    const inside = (runningConnections ?? []).map(
      ({ supporter, startDateTime }) => ` ${supporter ?? 'Somebody'} is inside since ${startDateTime}.`,
    );
    return ` It ends ${counted(openSessions, 'open session')} on ${counted(devices, 'device')}.${inside.join('')}`;
  } catch (error) {
    // The question can be asked without it, for instance by somebody who may not read it.
    if (error instanceof GraphFailure) return '';
    throw error;
  }
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
