import { findPartner } from '../../store/table/partners.ts';
import { countLiveSessions, listUsedSessions } from '../../store/table/sessions.ts';
import type { Handler } from '../call.ts';
import { runningConnections } from '../session/running-connections.ts';
import { found } from './partner.ts';

export const getDisconnectImpact: Handler<'partners.impact'> = ({ database, clock }, { caller, key }) =>
  database.read(caller.tenantId, async (db) => {
    const { grant_id } = found(await findPartner(db, key), key);
    const used = grant_id === null ? [] : await listUsedSessions(db, grant_id);
    return { ...(await countLiveSessions(db, key)), runningConnections: runningConnections(used, clock.now()) };
  });
