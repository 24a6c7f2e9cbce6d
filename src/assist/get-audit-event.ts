import { auditEvent } from '../model/audit-event.ts';
import { auditEventSource } from '../store/audit-event-page.ts';
import { selectEntity } from '../store/page.ts';
import type { Handler } from './call.ts';
import { foundIn } from './found.ts';

export const getAuditEvent: Handler<'auditEvents.get'> = async ({ database }, { caller, key, query }) =>
  foundIn(
    auditEvent,
    await database.read(caller.tenantId, (db) => selectEntity(db, auditEventSource, key, query.select)),
    key,
  );
