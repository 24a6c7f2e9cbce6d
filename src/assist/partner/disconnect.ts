import { newRecordId } from '../../core/id.ts';
import { dateTimeOf } from '../../edm/date-time.ts';
import { activities } from '../../model/audit-activities.ts';
import { type DisconnectedGrant, type DisconnectedSession, insertDisconnect } from '../../store/table/disconnects.ts';
import { markSevered } from '../../store/table/grants.ts';
import { listOngoingSessions } from '../../store/table/sessions.ts';
import type { TenantTx } from '../../store/tenant.ts';
import { actorOf, audit } from '../audit/audit.ts';
import { type Because, type Call, requester } from '../call.ts';
import { type Ending, grantsOf, isHeld } from './endings.ts';
import { transitionAll } from './transition.ts';

/** What a disconnect is of, who asked for it, and why. */
export interface Disconnecting {
  readonly by: Pick<Call, 'caller' | 'client'>;
  readonly kind: 'partner' | 'tenant' | 'severance';
  readonly because: Because;
  readonly severanceId?: string | null;
}

/**
 * Disconnects the organisation from partners: their states, detached grants, obligations, audit events and the record of the
 * disconnect are one commit; the partners are told afterwards, by the duty `grant.retire`, for as long as it takes.
 */
export async function disconnect(
  tx: TenantTx,
  endings: readonly Ending[],
  disconnecting: Disconnecting,
): Promise<void> {
  const { by, because } = disconnecting;
  const id = await recordDisconnect(tx, endings, disconnecting);
  const partners = endings.map(({ partner }) => partner).filter(isHeld);
  const told = { Disconnect: id, Reason: because.reason, Ticket: because.ticket };
  await transitionAll(tx, by, partners, 'disconnect', told);
  const changes = Object.entries(told).map(([name, to]) => ({ name, from: null, to }));
  // Nobody's state changes where all that is left is of partners that were removed, or nothing is.
  const removed = endings.filter((ending) => !isHeld(ending.partner) && isOf(ending));
  for (const { partner } of removed) {
    await audit(tx, by, { activity: activities.partnerDisconnected, resource: partner, changes });
  }
  if (partners.length + removed.length > 0) return;
  const resource = { id: tx.tenantId, displayName: null };
  await audit(tx, by, { activity: activities.tenantDisconnected, resource, changes });
}

/** Whether a disconnect is of something of this partner's. */
function isOf(ending: Ending): boolean {
  const { taken, left } = grantsOf(ending);
  return taken.length + left.length > 0;
}

/** Writes down what is ended, before it is. @returns the id of the record */
export async function recordDisconnect(
  tx: TenantTx,
  endings: readonly Ending[],
  { by, kind, because, severanceId = null }: Disconnecting,
): Promise<string> {
  const id = newRecordId(tx.now);
  const grants: DisconnectedGrant[] = [];
  for (const ending of endings) {
    const { taken, left } = grantsOf(ending);
    grants.push(...taken, ...left);
  }
  if (severanceId !== null) for (const grant of grants) await markSevered(tx, grant.id, severanceId);
  const sessions: DisconnectedSession[] = [];
  for (const grant of grants) {
    const ongoing = await listOngoingSessions(tx, grant.id);
    sessions.push(
      ...ongoing.map(({ id: sessionId, deviceId, deviceName }) => ({
        id: sessionId,
        grantId: grant.id,
        deviceId,
        deviceName,
      })),
    );
  }
  const only = kind === 'partner' ? endings[0]?.partner : undefined;
  insertDisconnect(tx, {
    id,
    kind,
    partnerId: only?.id ?? null,
    partnerDisplayName: only?.displayName ?? null,
    ...because,
    requestedBy: requester(by),
    requestedDateTime: dateTimeOf(tx.now),
    severanceId,
    actor: actorOf(by, tx.tenantId),
    grants,
    sessions,
  });
  return id;
}
