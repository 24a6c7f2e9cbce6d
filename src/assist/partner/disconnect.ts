import { newId } from '../../core/id.ts';
import { dateTimeOf } from '../../edm/date-time.ts';
import { type DisconnectedGrant, type DisconnectedSession, insertDisconnect } from '../../store/table/disconnects.ts';
import { listGrantsOf, updateGrant } from '../../store/table/grants.ts';
import type { LockedPartner } from '../../store/table/partners.ts';
import { listUnfinishedSessions } from '../../store/table/sessions.ts';
import type { TenantTx } from '../../store/tenant.ts';
import { actorOf } from '../audit/audit.ts';
import { type Because, type Call, requester } from '../call.ts';
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
  partners: readonly LockedPartner[],
  disconnecting: Disconnecting,
): Promise<void> {
  const { by, because } = disconnecting;
  const id = await recordDisconnect(tx, partners, disconnecting);
  const told = { Disconnect: id, Reason: because.reason, Ticket: because.ticket };
  await transitionAll(tx, by, partners, 'disconnect', told);
}

/** Writes down what is ended, before it is. @returns the id of the record */
export async function recordDisconnect(
  tx: TenantTx,
  partners: readonly LockedPartner[],
  { by, kind, because, severanceId = null }: Disconnecting,
): Promise<string> {
  const id = newId();
  const grants: DisconnectedGrant[] = [];
  for (const partner of partners) grants.push(...(await grantsOf(tx, partner)));
  const sessions: DisconnectedSession[] = [];
  for (const grant of grants) {
    if (severanceId) await updateGrant(tx, grant.id, { severance_id: severanceId });
    const unfinished = await listUnfinishedSessions(tx, grant.id);
    sessions.push(
      ...unfinished.map(({ id: sessionId, deviceId, deviceName }) => ({
        id: sessionId,
        grantId: grant.id,
        deviceId,
        deviceName,
      })),
    );
  }
  const only = kind === 'partner' ? partners[0] : undefined;
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

/**
 * What a partner has at its connector, a connection or a consent that waits to be confirmed, and what of earlier ones is not over. Where there is
 * none of these, the last one if nobody has confirmed its end: a disconnect is not proven because one before it gave up.
 */
async function grantsOf(tx: TenantTx, { id: partnerId, displayName, connector }: LockedPartner) {
  const all = await listGrantsOf(tx, { partnerId });
  const standing = all.filter(({ state }) => state !== 'retired');
  const left = standing.length > 0 ? standing : all.slice(0, 1).filter(({ unconfirmed }) => unconfirmed !== null);
  return left.map(({ id }): DisconnectedGrant => ({ id, partnerId, partnerDisplayName: displayName, connector }));
}
