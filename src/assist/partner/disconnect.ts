import { newRecordId } from '../../core/id.ts';
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
  const id = newRecordId(tx.now);
  const grants: DisconnectedGrant[] = [];
  for (const partner of partners) {
    const { taken, left } = await grantsOf(tx, partner);
    for (const grant of severanceId ? taken : []) await updateGrant(tx, grant.id, { severance_id: severanceId });
    grants.push(...taken, ...left);
  }
  const sessions: DisconnectedSession[] = [];
  for (const grant of grants) {
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
 * What a partner has at its connector, a connection or a consent that waits to be confirmed, which is taken away now; and what is left of earlier ones:
 * those that are not over, and where there is none of these, the last one if nobody has confirmed its end. A disconnect is not proven because one
 * before it gave up.
 */
async function grantsOf(tx: TenantTx, { id: partnerId, displayName, connector }: LockedPartner) {
  const all = await listGrantsOf(tx, { partnerId });
  const shown = ({ id }: { id: string }): DisconnectedGrant => {
    return { id, partnerId, partnerDisplayName: displayName, connector };
  };
  const ending = all.filter(({ state }) => state === 'retiring');
  const taken = all.filter(({ state }) => state !== 'retiring' && state !== 'retired');
  const standing = taken.length + ending.length > 0;
  const left = standing ? ending : all.slice(0, 1).filter(({ unconfirmed }) => unconfirmed !== null);
  return { taken: taken.map(shown), left: left.map(shown) };
}
