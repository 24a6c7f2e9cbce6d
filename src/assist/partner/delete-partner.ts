import { lockPartner } from '../../store/table/partners.ts';
import type { Handler } from '../call.ts';
import { found } from './partner.ts';
import { transition } from './transition.ts';

/** A partner that is connected is disconnected by its removal: the grant is owed for retirement like after a disconnect. */
export const deletePartner: Handler<'remoteAssistancePartners.delete'> = ({ database }, call) =>
  database.write(call.caller.tenantId, async (tx) => {
    const partner = found(await lockPartner(tx, call.key), call.key);
    await transition(tx, call, partner, 'delete', { DisplayName: partner.displayName });
  });
