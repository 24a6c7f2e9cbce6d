import { auditEvent } from '../../model/audit-event.ts';
import { quoted, type Source } from '../query/column.ts';
import { countAuditEvents } from './audit-events.ts';

/** The audit events as the contract shows them. */
export const auditEventSource: Source = {
  table: 'audit_events',
  type: auditEvent,
  columns: ([name]) => (name === 'previousHash' ? quoted('previous_hash') : undefined),
  total: countAuditEvents,
};
