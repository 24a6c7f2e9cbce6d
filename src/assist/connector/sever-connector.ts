import { newRecordId } from '../../core/id.ts';
import { dateTimeOf } from '../../edm/date-time.ts';
import { activities } from '../../model/audit-activities.ts';
import { connector as connectorType } from '../../model/connector.ts';
import { insertSeverance, lockSeveranceOf } from '../../store/table/severances.ts';
import { connectorNamed } from '../assist.ts';
import { audit } from '../audit/audit.ts';
import { becauseOf, type Handler, requester } from '../call.ts';
import { foundIn } from '../found.ts';
import { writtenActor } from '../severance/actor.ts';

/**
 * Ends a connector for every organisation. From the commit on nothing begins with it, on any replica; the organisations are
 * disconnected afterwards (`walk-severances.ts`). One that is severed already stays as it is.
 */
export const severConnector: Handler<'connectors.sever'> = (assist, call) => {
  const { name } = foundIn(connectorType, connectorNamed(assist, call.key), call.key);
  return assist.database.write(call.caller.tenantId, async (tx) => {
    const id = newRecordId(tx.now);
    const because = becauseOf(call);
    const severed = await insertSeverance(tx, {
      id,
      connector: name,
      ...because,
      requestedBy: requester(call),
      createdDateTime: dateTimeOf(tx.now),
      actor: writtenActor(call),
    });
    if (!severed) return (await lockSeveranceOf(tx, name))?.id ?? id;
    await audit(tx, call, {
      activity: activities.connectorSevered,
      resource: { id: name, displayName: name },
      changes: [
        { name: 'Severance', from: null, to: id },
        { name: 'Reason', from: null, to: because.reason },
        { name: 'Ticket', from: null, to: because.ticket },
      ],
    });
    return id;
  });
};
