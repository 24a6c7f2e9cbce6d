import { address } from '../../client/address.ts';
import { type AuditEvent, auditEventsPath } from '../../client/resources.ts';
import { command } from '../command.ts';
import { counted } from '../counted.ts';
import { exportFormats, exportOptions, writeExport } from '../terminal/export.ts';
import { auditFilter, auditOptions } from './audit-events.ts';

export const auditExport = command({
  name: 'audit export',
  summary: 'Write every audit event to a file, the oldest first.',
  needs: 'graph',
  options: {
    ...auditOptions,
    ...exportOptions,
    format: {
      kind: 'text',
      value: 'FORMAT',
      choices: exportFormats,
      default: 'jsonl',
      description: 'How it is written.',
    },
  },
  examples: [
    { line: 'assistd audit export --file audit.jsonl', does: 'Everything, one JSON object on each line.' },
    { line: 'assistd audit export --since 2026-01-01 --format csv', does: 'As CSV, on standard output.' },
  ],
  async run({ graph, terminal }, { options }) {
    const query = { $filter: auditFilter(options), $orderby: 'activityDateTime asc' };
    const events = (await graph()).list<AuditEvent>(address(auditEventsPath, query));
    const count = await writeExport(events, options, terminal);
    terminal.note(counted(count, 'event'));
  },
});
