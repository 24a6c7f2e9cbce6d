import type { Wire } from '../../edm/type.ts';
import type { disconnectImpact } from '../../model/disconnect-impact.ts';
import { command } from '../command.ts';
import { CommandFailure, exitCodes } from '../exit-codes.ts';
import { type Graph, segment } from '../graph/graph.ts';
import { GraphFailure } from '../graph/graph-failure.ts';
import { findPartner, getPartner, type Partner, partnerColumns, partnersPath } from '../graph/partners.ts';
import { retirements, revoked } from '../graph/retirements.ts';
import { printable } from '../terminal/printable.ts';

export const partnersDisconnect = command({
  name: 'partners disconnect',
  summary: 'Disconnect a partner: ends its sessions and takes its grant away.',
  description:
    'Asks before it does so, and says what it would end; where nobody can be asked, --yes is needed. The answer to the request only says that the disconnect has begun: with --wait the command ends when the partner has proven that the grant is revoked, which an assistd keeps a record of and Microsoft’s Graph does not.',
  needs: 'graph',
  prints: true,
  arguments: [{ name: 'partner', required: false, description: 'Its name or id; not needed where there is only one.' }],
  options: {
    yes: { kind: 'flag', short: 'y', description: 'Do not ask.' },
    wait: { kind: 'flag', description: 'End when the grant is proven revoked (assistd only).' },
    timeout: { kind: 'number', value: 'SECONDS', default: 600, description: 'How long --wait waits.' },
  },
  examples: [
    { line: 'assistd partners disconnect', does: 'Disconnect the only partner, after a question.' },
    { line: 'assistd partners disconnect TeamViewer --yes --wait', does: 'In a script, with proof.' },
  ],
  async run({ graph: open, terminal, result, signal }, given) {
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
    if (!yes) {
      const answer = await terminal.ask(`${await question(graph, partner)} [y/N] `, signal);
      if (!/^y(es)?$/i.test(answer.trim())) throw new CommandFailure(exitCodes.failed, 'nothing was done');
    }
    const before = wait ? await retirements(graph) : [];
    await graph.service.post(`${partnersPath}/${segment(partner.id)}/disconnect`);
    if (wait)
      await terminal.waiting('disconnecting', (say) => revoked(graph, before, { say, limitSeconds: timeout, signal }));
    await result.print(await getPartner(graph, partner.id), partnerColumns);
    if (wait) terminal.note(terminal.style('green', 'The grant is revoked.', 'stderr'));
  },
});

async function question(graph: Graph, partner: Partner): Promise<string> {
  const ends = (await graph.isAssistd()) ? await impact(graph, partner) : '';
  const name = printable(partner.displayName ?? partner.id);
  return `Disconnect ${name} (${partner.onboardingStatus}) at ${graph.origin}?${ends}`;
}

async function impact(graph: Graph, { id }: Partner): Promise<string> {
  try {
    const { openSessions, devices } = await graph.assist.get<Wire<typeof disconnectImpact>>(
      `partners/${segment(id)}/impact()`,
    );
    return ` It ends ${counted(openSessions, 'open session')} on ${counted(devices, 'device')}.`;
  } catch (error) {
    // The question can be asked without it, for instance by somebody who may not read it.
    if (error instanceof GraphFailure) return '';
    throw error;
  }
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
