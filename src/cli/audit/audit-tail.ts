import { setTimeout } from 'node:timers/promises';
import { command } from '../command.ts';
import { type AuditEvent, auditOptions, auditPath, auditQuery } from '../graph/audit.ts';
import { collect } from '../graph/graph.ts';
import { printable } from '../terminal/printable.ts';

export const auditTail = command({
  name: 'audit tail',
  summary: 'Show what is done as it is done; ends with Ctrl+C.',
  description: 'Begins with the last ten events, or those --since.',
  needs: 'graph',
  arguments: [],
  options: {
    ...auditOptions,
    json: { kind: 'flag', description: 'One JSON object on each line.' },
    interval: { kind: 'number', value: 'SECONDS', default: 2, description: 'How often the server is asked.' },
  },
  examples: [
    { line: 'assistd audit tail', does: 'Watch.' },
    { line: 'assistd audit tail --json --since 1h', does: 'Feed another program, beginning with the last hour.' },
  ],
  async run({ graph: open, terminal, signal }, { options }) {
    const graph = await open();
    const show = (event: AuditEvent) => terminal.write(options.json ? `${JSON.stringify(event)}\n` : lineOf(event));
    const query = auditQuery(options);
    const list = ($filter: string | undefined, order: 'asc' | 'desc', limit?: number) =>
      collect(graph.service.list<AuditEvent>(auditPath, { $filter, $orderby: `activityDateTime ${order}` }), limit);
    const first = options.since ? await list(query.$filter, 'asc') : (await list(query.$filter, 'desc', 10)).reverse();

    // Events of one millisecond may still come when some of them are there: what was shown at the last instant is asked for again.
    let shown = new Set<string>();
    let last = first.at(-1)?.activityDateTime ?? new Date().toISOString();
    for (let events = first; ; ) {
      for (const event of events.filter(({ id }) => !shown.has(id))) await show(event);
      last = events.at(-1)?.activityDateTime ?? last;
      shown = new Set([...shown, ...events.map(({ id }) => id)].slice(-1000));
      await setTimeout(options.interval * 1000, undefined, { signal });
      const own = options.filter === undefined ? '' : ` and (${options.filter})`;
      events = await list(`activityDateTime ge ${last}${own}`, 'asc');
    }
  },
});

function lineOf({ activityDateTime, activityType, displayName, activityResult, resources, actor }: AuditEvent): string {
  const who = actor?.userPrincipalName ?? actor?.applicationDisplayName ?? actor?.auditActorType ?? '';
  const to = (resources ?? []).map((each) => each?.displayName ?? '').join(', ');
  const words = [
    activityDateTime,
    activityResult ?? '',
    activityType ?? displayName ?? '',
    to && `(${to})`,
    who && `by ${who}`,
  ];
  return `${printable(words.filter((word) => word !== '').join('  '))}\n`;
}
