import { findSession } from '../../store/table/sessions.ts';
import type { Handler } from '../call.ts';
import { giveLink } from './give-link.ts';
import { foundSession } from './session.ts';

/** One session; the link of the person at the device is opened for who names it and may ask for assistance, and never the supporter's. */
export const getSession: Handler<'sessions.get'> = async (assist, call) => {
  const { caller, key, query, hidden } = call;
  const session = foundSession(await assist.database.read(caller.tenantId, (db) => findSession(db, key)), key);
  if (!query.select?.includes('endUserUrl') || hidden.has('endUserUrl')) return session;
  const link = await giveLink(assist, call, 'endUser', (db) => findSession(db, key));
  return { ...session, endUserUrl: link ?? null };
};
