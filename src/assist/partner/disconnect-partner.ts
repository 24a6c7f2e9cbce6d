import { lockPartner } from '../../store/table/partners.ts';
import type { Handler } from '../call.ts';
import { found } from './partner.ts';
import { recordDisconnect } from './record-disconnect.ts';
import { transition } from './transition.ts';

/**
 * Disconnects the organisation from its partner. Status, detached grant, obligation and audit event are one commit; the partner is
 * told afterwards, by the duty `grant.retire`, for as long as it takes.
 */
export const disconnectPartner: Handler<'remoteAssistancePartners.disconnect'> = ({ database }, call) =>
  database.write(call.caller.tenantId, async (tx) => {
    const partner = found(await lockPartner(tx, call.key), call.key);
    await recordDisconnect(tx, call, partner);
    await transition(tx, call, partner, 'disconnect', {});
  });
