import { quoted } from '../../query/column.ts';
import { sourceOf } from '../../query/source.ts';
import { actorOfEvent } from './actors.ts';
import { countAuditEvents } from './audit-events.ts';

/** The audit events as the contract shows them. */
export const auditEventSource = sourceOf('audit_events', {
  computed: { previousHash: quoted('previous_hash'), actor: actorOfEvent },
  total: countAuditEvents,
});
