import { activities } from '../../model/audit-activities.ts';
import { lockSession } from '../../store/table/sessions.ts';
import { audit } from '../audit/audit.ts';
import type { Handler } from '../call.ts';
import { foundSession, sessionResource } from './session.ts';
import { openLink } from './session-seal.ts';

/** Gives the supporter's link of an open session, and records that it was given. */
export const getSupporterUrl: Handler<'sessions.supporterUrl'> = (assist, call) =>
  assist.database.write(call.caller.tenantId, async (tx) => {
    const session = foundSession(await lockSession(tx, call.key), call.key);
    const link = await openLink(assist, tx, session, 'sealed_supporter_link');
    if (!link) return null;
    await audit(tx, call, { activity: activities.sessionLinkGiven, resource: sessionResource(session) });
    return link.reveal();
  });
