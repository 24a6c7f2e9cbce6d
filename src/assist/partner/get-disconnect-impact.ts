import { findPartner } from '../../store/table/partners.ts';
import { countLiveSessions, listUsedSessions } from '../../store/table/sessions.ts';
import { connectorNamed } from '../assist.ts';
import type { Handler } from '../call.ts';
import { runningConnections } from '../session/running-connections.ts';
import { limitsOf } from './limits.ts';
import { found } from './partner.ts';

export const getDisconnectImpact: Handler<'partners.impact'> = (assist, { caller, key }) =>
  assist.database.read(caller.tenantId, async (db) => {
    const { grant_id, connector: name } = found(await findPartner(db, key), key);
    const used = grant_id === null ? [] : await listUsedSessions(db, grant_id);
    const connector = connectorNamed(assist, name);
    return {
      ...(await countLiveSessions(db, key)),
      runningConnections: runningConnections(used, assist.clock.now()),
      limits: connector ? limitsOf(connector) : [],
    };
  });
