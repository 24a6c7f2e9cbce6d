import { together } from '../../core/soon.ts';
import { listGrantsOf } from '../../store/table/grants.ts';
import { lockPartner } from '../../store/table/partners.ts';
import { becauseOf, type Handler } from '../call.ts';
import { disconnect } from './disconnect.ts';
import { found } from './partner.ts';

/** Disconnects the organisation from one partner; by the path of `/assist` with a reason. */
export const disconnectPartner: Handler<'remoteAssistancePartners.disconnect'> = ({ database }, call) =>
  database.writeFrom(
    call.caller.tenantId,
    (opening) => together([lockPartner(opening, call.key), listGrantsOf(opening, { partnerId: call.key })]),
    (tx, [partner, grants]) => {
      const ending = { partner: found(partner, call.key), grants };
      return disconnect(tx, [ending], { by: call, kind: 'partner', because: becauseOf(call) });
    },
  );
