import { activities } from '../../model/audit-activities.ts';
import { lockSession } from '../../store/table/sessions.ts';
import { audit } from '../audit/audit.ts';
import type { Handler } from '../call.ts';
import { auditEnd, beginClosing, foundSession, sessionResource } from './session.ts';

/** Closes a session. One that is over, or being closed, stays as it is: what is asked for holds, or will. */
export const closeSession: Handler<'sessions.close'> = ({ database }, call) =>
  database.write(call.caller.tenantId, async (tx) => {
    const session = foundSession(await lockSession(tx, call.key), call.key);
    if (!(await beginClosing(tx, session, 'closed'))) return;
    if (session.status === 'requested') return auditEnd(tx, call, session, 'closed');
    await audit(tx, call, {
      activity: activities.sessionClosing,
      resource: sessionResource(session),
      changes: [{ name: 'Status', from: session.status, to: 'closing' }],
    });
  });
