import { lockSession } from '../../store/table/sessions.ts';
import type { Handler } from '../call.ts';
import { noteSupporterUrl } from './give-link.ts';
import { foundSession } from './session.ts';
import { openSealed } from './session-seal.ts';

/** Gives the supporter's link of an open session, and records that it was given. */
export const getSupporterUrl: Handler<'sessions.supporterUrl'> = (assist, call) =>
  assist.database.write(call.caller.tenantId, async (tx) => {
    const session = foundSession(await lockSession(tx, call.key), call.key);
    const link = session.status === 'open' ? await openSealed(assist, tx, session, 'sealed_supporter_link') : undefined;
    if (!link) return null;
    await noteSupporterUrl(tx, call, session);
    return link.reveal();
  });
