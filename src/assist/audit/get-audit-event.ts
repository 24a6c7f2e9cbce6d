import { auditEvent } from '../../model/audit-event.ts';
import { selectEntity } from '../../store/query/page.ts';
import { auditEventSource } from '../../store/table/audit/audit-event-page.ts';
import type { Handler } from '../call.ts';
import { foundIn } from '../found.ts';

export const getAuditEvent: Handler<'auditEvents.get'> = async ({ database }, { caller, key, query }) =>
  foundIn(
    auditEvent,
    await database.read(caller.tenantId, (db) => selectEntity(db, auditEventSource, key, query.select)),
    key,
  );
