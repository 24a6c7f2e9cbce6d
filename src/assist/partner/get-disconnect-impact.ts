import { findPartner } from '../../store/table/partners.ts';
import { countLiveSessions } from '../../store/table/sessions.ts';
import type { Handler } from '../call.ts';
import { found } from './partner.ts';

export const getDisconnectImpact: Handler<'partners.impact'> = ({ database }, { caller, key }) =>
  database.read(caller.tenantId, async (db) => {
    found(await findPartner(db, key), key);
    return countLiveSessions(db, key);
  });
