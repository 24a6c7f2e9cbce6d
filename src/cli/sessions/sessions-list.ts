import { every } from '../../client/expression.ts';
import { sessionsPath } from '../../client/resources.ts';
import { command } from '../command.ts';
import { listOptions, printList } from '../listing.ts';
import { sessionColumns } from './session-columns.ts';

export const sessionsList = command({
  name: 'sessions list',
  summary: 'List the remote-assistance sessions, the newest first.',
  needs: 'assistd',
  prints: true,
  options: {
    open: { kind: 'flag', description: 'Only those that are not over.' },
    ...listOptions(50),
  },
  examples: [
    { line: 'assistd sessions list --open', does: 'Those that run.' },
    { line: `assistd sessions list --filter "deviceName eq 'KIOSK-3'" -o json`, does: 'Those of one device.' },
  ],
  async run(context, { options }) {
    const running = options.open
      ? `status eq 'requested' or status eq 'open' or status eq 'closing' or status eq 'unconfirmed'`
      : undefined;
    const query = { $filter: every(running, options.filter), $orderby: 'requestedDateTime desc' };
    await printList(context, sessionsPath, query, options, sessionColumns);
  },
});
