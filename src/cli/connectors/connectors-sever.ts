import { at } from '../../client/address.ts';
import { type Connector, connectorsPath, type Severance, severancesPath, type Value } from '../../client/resources.ts';
import { demandAnswerable, demandTyped } from '../asked.ts';
import { becauseOptions } from '../because.ts';
import { command } from '../command.ts';
import { counted } from '../counted.ts';
import { CommandFailure, exitCodes } from '../exit-codes.ts';
import { poll, tooLate } from '../poll.ts';
import { connectorArgument, severanceColumns } from './connector.ts';

export const connectorsSever = command({
  name: 'connectors sever',
  summary: 'End a connector for every organisation, now.',
  description:
    'From the answer on no session and no connection begins with it, and every organisation is disconnected from it: some at a time, so that the partner is not flooded. Asks for the name of the connector to be typed; where nobody can be asked, --yes is needed.',
  needs: 'operator',
  prints: true,
  arguments: [connectorArgument],
  options: {
    yes: { kind: 'flag', short: 'y', description: 'Do not ask.' },
    ...becauseOptions,
    wait: { kind: 'flag', description: 'End when every grant is proven to be revoked.' },
    timeout: { kind: 'number', value: 'SECONDS', default: 3600, description: 'How long --wait waits.' },
  },
  examples: [
    { line: 'assistd connectors sever TeamViewer --reason "Breach at the vendor"', does: 'After the name was typed.' },
    { line: 'assistd connectors sever TeamViewer --yes --wait', does: 'In a script, with proof.' },
  ],
  async run({ graph: open, whereAndWho, result, terminal, signal }, given) {
    const { yes, reason, ticket, wait, timeout } = given.options;
    await demandAnswerable({ terminal, whereAndWho }, yes);
    const graph = await open();
    const path = at(connectorsPath, given.arguments.connector);
    const { id: name } = await graph.get<Connector>(path);
    const question = `Sever ${name} for every organisation, ${await whereAndWho()}?`;
    if (!yes) await demandTyped(terminal, question, name, signal);
    const { value: id } = await graph.post<Value<string>>(at(path, 'sever'), { reason, ticket });
    const look = async (say?: (text: string) => void) => {
      const severance = await graph.get<Severance>(at(severancesPath, id));
      say?.(`proven to be revoked: ${severance.proven} of ${counted(severance.total, 'grant')}`);
      return !wait || isOver(severance) ? severance : undefined;
    };
    const late = () => tooLate('not every grant is proven to be revoked', `See: assistd severances show ${id}`);
    const severance = await terminal.waiting(`severing ${name}`, (say) =>
      poll(() => look(say), { limitSeconds: timeout, signal, late }),
    );
    await result.print(severance, severanceColumns);
    if (isOver(severance) && !severance.isDone) {
      const problem = `the partner has not proven that all grants are revoked: ${severance.unconfirmed} are unconfirmed`;
      throw new CommandFailure(exitCodes.failed, problem, 'Each organisation’s obligations say why.');
    }
    if (!severance.isDone) terminal.note(`How far it is: assistd severances show ${id}`);
  },
});

/** Whether nothing is left to wait for, with proof or without. */
function isOver({ walkedDateTime, waiting, failing }: Severance): boolean {
  return walkedDateTime !== null && waiting === 0 && failing === 0;
}
