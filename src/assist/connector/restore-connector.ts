import { dateTimeOf } from '../../edm/date-time.ts';
import { activities } from '../../model/audit-activities.ts';
import { connector as connectorType } from '../../model/connector.ts';
import { fail } from '../../model/failures.ts';
import { lockSeveranceOf, restoreConnector as writeRestored } from '../../store/table/severances.ts';
import { sentence } from '../../text/recorded/sentences.ts';
import { connectorNamed } from '../assist.ts';
import { audit } from '../audit/audit.ts';
import { type Handler, requester } from '../call.ts';
import { foundIn } from '../found.ts';

/** Lets organisations connect again. What a connector was severed from does not come back by that. */
export const restoreConnector: Handler<'connectors.restore'> = (assist, call) =>
  assist.database.write(call.caller.tenantId, async (tx) => {
    const { name } = foundIn(connectorType, connectorNamed(assist, call.key), call.key);
    const severance = await lockSeveranceOf(tx, name);
    if (!severance) return;
    if (severance.walkedDateTime === null) {
      // Whoever connected now would be disconnected again, by what is still under way.
      const problem = sentence('stillSevering', { id: severance.id });
      throw fail('conflict', { problem, target: 'id' });
    }
    await writeRestored(tx, severance, { restoredBy: requester(call), restoredDateTime: dateTimeOf(tx.now) });
    await audit(tx, call, {
      activity: activities.connectorRestored,
      resource: { id: name, displayName: name },
      changes: [{ name: 'Severance', from: severance.id, to: null }],
    });
  });
