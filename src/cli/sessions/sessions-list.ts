import { command } from '../command.ts';
import { collect } from '../graph/graph.ts';
import { type Session, sessionColumns } from '../graph/sessions.ts';

export const sessionsList = command({
  name: 'sessions list',
  summary: 'List the remote-assistance sessions, the newest first (assistd only).',
  needs: 'assistd',
  prints: true,
  arguments: [],
  options: {
    open: { kind: 'flag', description: 'Only those that are not over.' },
    filter: { kind: 'text', value: 'ODATA', description: 'An OData $filter.' },
    top: { kind: 'number', value: 'COUNT', default: 50, description: 'How many at most.' },
  },
  examples: [
    { line: 'assistd sessions list --open', does: 'Those that run.' },
    { line: `assistd sessions list --filter "deviceName eq 'KIOSK-3'" -o json`, does: 'Those of one device.' },
  ],
  async run({ graph, result }, { options: { open, filter, top } }) {
    const running = open ? [`(status eq 'requested' or status eq 'open' or status eq 'closing')`] : [];
    const $filter = [...running, ...(filter === undefined ? [] : [`(${filter})`])].join(' and ') || undefined;
    const sessions = (await graph()).assist.list<Session>('sessions', { $filter, $orderby: 'requestedDateTime desc' });
    await result.print(await collect(sessions, top), sessionColumns);
  },
});
