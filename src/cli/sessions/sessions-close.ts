import { at } from '../../client/address.ts';
import { type Session, sessionsPath } from '../../client/resources.ts';
import { command } from '../command.ts';
import { CommandFailure, exitCodes } from '../exit-codes.ts';
import { poll } from '../poll.ts';
import { sessionColumns } from './session-columns.ts';

export const sessionsClose = command({
  name: 'sessions close',
  summary: 'Close a session at the partner.',
  needs: 'assistd',
  prints: true,
  arguments: [{ name: 'session', required: true, description: 'Its id, from assistd sessions list.' }],
  options: {
    wait: { kind: 'flag', description: 'End when the partner has closed it.' },
    timeout: { kind: 'number', value: 'SECONDS', default: 120, description: 'How long --wait waits.' },
  },
  examples: [
    { line: 'assistd sessions close 019aa5d0-0000-7000-8000-000000000002 --wait', does: 'And see it closed.' },
  ],
  async run({ graph: open, result, terminal, signal }, given) {
    const graph = await open();
    const path = at(sessionsPath, given.arguments.session);
    await graph.post(at(path, 'close'));
    const { wait, timeout: limitSeconds } = given.options;
    const look = async () => {
      const session = await graph.get<Session>(path);
      return !wait || session.status === 'closed' || session.status === 'failed' ? session : undefined;
    };
    const late = () => new CommandFailure(exitCodes.failed, 'the partner has not closed it yet; it stays owed');
    const session = await terminal.waiting('closing the session', () => poll(look, { limitSeconds, signal, late }));
    await result.print(session, sessionColumns);
  },
});
