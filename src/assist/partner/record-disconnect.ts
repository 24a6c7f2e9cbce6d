import { newId } from '../../core/id.ts';
import { dateTimeOf } from '../../edm/date-time.ts';
import type { PartnerTable } from '../../store/schema.ts';
import { insertDisconnect } from '../../store/table/disconnects.ts';
import { listUnfinishedSessions } from '../../store/table/sessions.ts';
import type { TenantTx } from '../../store/tenant.ts';
import { actorOf } from '../audit/audit.ts';
import type { Call } from '../call.ts';

/** Records that somebody disconnects a partner, what of it is taken, and what is open. */
export async function recordDisconnect(
  tx: TenantTx,
  call: Pick<Call, 'caller' | 'client'>,
  { id, displayName, connector, grant_id }: PartnerTable,
): Promise<void> {
  const grants = grant_id === null ? [] : [{ id: grant_id, partnerId: id, partnerDisplayName: displayName, connector }];
  const open = grant_id === null ? [] : await listUnfinishedSessions(tx, grant_id);
  await insertDisconnect(tx, {
    id: newId(),
    kind: 'partner',
    partnerId: id,
    partnerDisplayName: displayName,
    reason: null,
    ticket: null,
    requestedBy: call.caller.userPrincipalName ?? call.caller.applicationId ?? call.caller.subject,
    requestedDateTime: dateTimeOf(tx.now),
    severanceId: null,
    actor: actorOf(call, tx.tenantId),
    grants,
    sessions: open.map((each) => {
      return { id: each.id, grantId: each.grant_id, deviceId: each.deviceId, deviceName: each.deviceName };
    }),
  });
}
