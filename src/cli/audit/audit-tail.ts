import { setTimeout } from 'node:timers/promises';
import { address } from '../../client/address.ts';
import { every } from '../../client/expression.ts';
import { type AuditEvent, auditEventsPath } from '../../client/resources.ts';
import { command } from '../command.ts';
import { collect } from '../listing.ts';
import { jsonLine, printableLine } from '../terminal/printable.ts';
import { auditFilter, auditOptions } from './audit-events.ts';

export const auditTail = command({
  name: 'audit tail',
  summary: 'Show what is done as it is done; ends with Ctrl+C.',
  description: 'Begins with the last ten events, or those --since.',
  needs: 'graph',
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
    const show = (event: AuditEvent) => terminal.write(options.json ? jsonLine(event) : lineOf(event));
    const $filter = auditFilter(options);
    const list = ($filter: string | undefined, order: 'asc' | 'desc', limit?: number) => {
      const query = { $filter, $orderby: `activityDateTime ${order}` };
      return collect(graph.list<AuditEvent>(address(auditEventsPath, query)), limit);
    };
    const first = options.since ? await list($filter, 'asc') : (await list($filter, 'desc', 10)).reverse();

    // Of what takes long, an import, say, the event has the time at which it began, and comes behind events that are shown already.
    let shown = new Set<string>();
    let last = first.at(-1)?.activityDateTime ?? new Date().toISOString();
    const earliest = options.since ? 0 : Date.parse(first[0]?.activityDateTime ?? last);
    for (let events = first; ; ) {
      for (const event of events.filter(({ id }) => !shown.has(id))) await show(event);
      last = events.at(-1)?.activityDateTime ?? last;
      // What is asked for next holds all of these, but for some of the first.
      shown = new Set(events.map(({ id }) => id));
      await setTimeout(options.interval * 1000, undefined, { signal });
      const from = new Date(Math.max(earliest, Date.parse(last) - lateMs)).toISOString();
      events = await list(every(`activityDateTime ge ${from}`, $filter), 'asc');
    }
  },
});

/** How much later than others an event comes at most, in milliseconds. */
const lateMs = 120_000;

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
  return `${printableLine(words.filter((word) => word !== '').join('  '))}\n`;
}
