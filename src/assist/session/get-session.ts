import { findSession } from '../../store/table/sessions.ts';
import type { Handler } from '../call.ts';
import { foundSession } from './session.ts';
import { openLink } from './session-seal.ts';

/** One session; the link of the person at the device is opened for who names it, and never the supporter's. */
export const getSession: Handler<'sessions.get'> = (assist, { caller, key, query }) =>
  assist.database.read(caller.tenantId, async (db) => {
    const session = foundSession(await findSession(db, key), key);
    if (session.status !== 'open' || !query.select?.includes('endUserUrl')) return session;
    const link = await openLink(assist, db, session, 'sealed_end_user_link');
    return { ...session, endUserUrl: link?.reveal() ?? null };
  });
