import { lockPartner } from '../../store/table/partners.ts';
import { becauseOf, type Handler } from '../call.ts';
import { disconnect } from './disconnect.ts';
import { found } from './partner.ts';

/** Disconnects the organisation from one partner; by the path of `/assist` with a reason. */
export const disconnectPartner: Handler<'remoteAssistancePartners.disconnect'> = ({ database }, call) =>
  database.write(call.caller.tenantId, async (tx) => {
    const partner = found(await lockPartner(tx, call.key), call.key);
    await disconnect(tx, [partner], { by: call, kind: 'partner', because: becauseOf(call) });
  });
