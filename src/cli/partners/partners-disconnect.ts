import { address, at } from '../../client/address.ts';
import type { Graph } from '../../client/graph.ts';
import { GraphFailure } from '../../client/graph-failure.ts';
import {
  assistPartnersPath,
  type Disconnect,
  disconnectsPath,
  type Impact,
  type Obligation,
  type Partner,
  partnersPath,
} from '../../client/resources.ts';
import { unlessSuspended } from '../../client/while-suspended.ts';
import { demandAnswerable, demandYes } from '../asked.ts';
import { type Because, becauseOptions } from '../because.ts';
import { command } from '../command.ts';
import { counted } from '../counted.ts';
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
    ...becauseOptions,
    wait: { kind: 'flag', description: 'End when the grant is proven revoked (assistd only).' },
    timeout: { kind: 'number', value: 'SECONDS', default: 600, description: 'How long --wait waits.' },
  },
  examples: [
    { line: 'assistd partners disconnect', does: 'Disconnect the only partner, after a question.' },
    { line: 'assistd partners disconnect TeamViewer --yes --wait', does: 'In a script, with proof.' },
  ],
  async run({ graph: open, whereAndWho, terminal, result, signal }, given) {
    const graph = await open();
    const { yes, wait, timeout, reason, ticket } = given.options;
    await demandAnswerable({ terminal, whereAndWho }, yes);
    if ((reason !== undefined || ticket !== undefined) && !(await graph.isAssistd())) {
      throw new CommandFailure(
        exitCodes.usage,
        `--reason and --ticket need an assistd: ${graph.origin} keeps no reasons; nothing was done`,
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
    const what = `${name} (${partner.onboardingStatus})`;
    if (yes) terminal.note(`Disconnecting ${what}`);
    else await demandYes(terminal, `Disconnect ${what} ${await whereAndWho()}?${await impact(graph, partner)}`, signal);
    const before = wait ? await retirements(graph) : [];
    await disconnect(graph, partner, { reason, ticket });
    const waited = { limitSeconds: timeout, signal };
    const proven = wait
      ? await terminal.waiting('disconnecting', (say) => revoked(graph, before, { say, ...waited }))
      : undefined;
    await result.print(await getPartner(graph, partner.id), partnerColumns);
    if (proven && proven.length > 0) {
      const isNothing = ({ steps }: Obligation) => steps?.some(({ name: step }) => step === 'nothingToRevoke');
      const over = proven.every(isNothing)
        ? `It is over, and ${name} had given nothing that could be revoked.`
        : 'The grant is revoked.';
      terminal.note(over, 'green');
      const receipt = await newestReceipt(graph);
      if (receipt) terminal.note(`Its receipt: assistd receipt show ${receipt}`);
    } else if (partner.onboardingStatus === 'notOnboarded') {
      terminal.note(`${name} was not connected${wait ? ', and no grant of it is left to revoke' : ''}.`);
    } else if (wait) terminal.note(`${name} had given no grant, so that there was none to revoke.`);
  },
});

/** The id of the newest disconnect; `undefined` for whoever may not read it. */
async function newestReceipt(graph: Graph): Promise<string | undefined> {
  try {
    const { value } = await graph.get<{ value: Pick<Disconnect, 'id'>[] }>(
      address(disconnectsPath, { $select: 'id', $top: 1 }),
    );
    return value[0]?.id;
  } catch (error) {
    if (error instanceof GraphFailure) return undefined;
    throw error;
  }
}

/** With a reason where one is given, which Graph's own path does not take. */
async function disconnect(graph: Graph, { id }: Partner, because: Because): Promise<void> {
  const atAssist = () => graph.post(at(assistPartnersPath, id, 'disconnect'), because);
  const atGraph = () => graph.post(at(partnersPath, id, 'disconnect'));
  const said = because.reason !== undefined || because.ticket !== undefined;
  await (said ? atAssist() : unlessSuspended(atGraph, atAssist));
}

async function impact(graph: Graph, { id }: Partner): Promise<string> {
  if (!(await graph.isAssistd())) return '';
  try {
    const { openSessions, devices, runningConnections, limits } = await graph.get<Impact>(
      at(assistPartnersPath, id, 'impact()'),
    );
    const inside = (runningConnections ?? []).map(
      ({ supporter, startDateTime }) => ` ${supporter ?? 'Somebody'} is inside since ${startDateTime}.`,
    );
    return ` It ends ${counted(openSessions, 'open session')} on ${counted(devices, 'device')}.${inside.join('')}${(limits ?? []).map((limit) => ` ${limit}`).join('')}`;
  } catch (error) {
    // The question can be asked without it, for instance by somebody who may not read it.
    if (error instanceof GraphFailure) return '';
    throw error;
  }
}
