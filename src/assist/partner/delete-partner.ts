import { lockPartner } from '../../store/table/partners.ts';
import { type Handler, unsaid } from '../call.ts';
import { recordDisconnect } from './disconnect.ts';
import { endingOf, grantsOf } from './endings.ts';
import { found } from './partner.ts';
import { transition } from './transition.ts';

/** A partner that has a grant, or is about to, is disconnected by its removal: the grant is owed for retirement like after a disconnect. */
export const deletePartner: Handler<'remoteAssistancePartners.delete'> = ({ database }, call) =>
  database.write(call.caller.tenantId, async (tx) => {
    const partner = found(await lockPartner(tx, call.key), call.key);
    const ending = await endingOf(tx, partner);
    const disconnecting = { by: call, kind: 'partner', because: unsaid } as const;
    const Disconnect = grantsOf(ending).taken.length > 0 ? await recordDisconnect(tx, [ending], disconnecting) : null;
    await transition(tx, call, partner, 'delete', { DisplayName: partner.displayName, Disconnect });
  });
