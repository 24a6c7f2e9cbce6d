import { auditEventSource } from '../store/audit-event-page.ts';
import { selectPage } from '../store/page.ts';
import type { Handler } from './call.ts';

export const listAuditEvents: Handler<'auditEvents.list'> = ({ database }, { caller, query }) =>
  database.read(caller.tenantId, (db) => selectPage(db, auditEventSource, query));
