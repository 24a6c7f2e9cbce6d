import { lockPartner } from '../../store/table/partners.ts';
import { type Handler, unsaid } from '../call.ts';
import { endingOf, recordDisconnect } from './disconnect.ts';
import { found } from './partner.ts';
import { transition } from './transition.ts';

/** A partner that is connected is disconnected by its removal: the grant is owed for retirement like after a disconnect. */
export const deletePartner: Handler<'remoteAssistancePartners.delete'> = ({ database }, call) =>
  database.write(call.caller.tenantId, async (tx) => {
    const partner = found(await lockPartner(tx, call.key), call.key);
    const connected = partner.grant_id !== null;
    const ending = { by: call, kind: 'partner', because: unsaid } as const;
    const Disconnect = connected ? await recordDisconnect(tx, await endingOf(tx, [partner]), ending) : null;
    await transition(tx, call, partner, 'delete', { DisplayName: partner.displayName, Disconnect });
  });
