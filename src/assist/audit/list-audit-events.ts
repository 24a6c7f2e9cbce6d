import { selectPage } from '../../store/query/page.ts';
import { auditEventSource } from '../../store/table/audit/audit-event-page.ts';
import type { Handler } from '../call.ts';

export const listAuditEvents: Handler<'auditEvents.list'> = ({ database }, { caller, query }) =>
  database.search(caller.tenantId, (db) => selectPage(db, auditEventSource, query));
