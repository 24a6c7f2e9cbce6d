import { newRecordId } from '../../core/id.ts';
import { dateTimeOf } from '../../edm/date-time.ts';
import { type DisconnectedGrant, type DisconnectedSession, insertDisconnect } from '../../store/table/disconnects.ts';
import { type GrantOfPartner, listGrantsOf, updateGrant } from '../../store/table/grants.ts';
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

/** A partner that is disconnected, held, with all that it ever had at its connector. */
export interface Ending {
  readonly partner: LockedPartner;
  readonly grants: readonly GrantOfPartner[];
}

/** Asks for what each had, of all at once. */
export function endingOf(tx: TenantTx, partners: readonly LockedPartner[]): Promise<Ending[]> {
  const held = async (partner: LockedPartner) => ({
    partner,
    grants: await listGrantsOf(tx, { partnerId: partner.id }),
  });
  return Promise.all(partners.map(held));
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
  const partners = endings.map(({ partner }) => partner);
  const told = { Disconnect: id, Reason: because.reason, Ticket: because.ticket };
  await transitionAll(tx, by, partners, 'disconnect', told);
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

/**
 * What a partner has at its connector, a connection or a consent that waits to be confirmed, which is taken away now; and what is left of earlier ones:
 * those that are not over, and where there is none of these, the last one if nobody has confirmed its end. A disconnect is not proven because one
 * before it gave up.
 */
function grantsOf({ partner: { id: partnerId, displayName, connector }, grants: all }: Ending) {
  const shown = ({ id }: { id: string }): DisconnectedGrant => {
    return { id, partnerId, partnerDisplayName: displayName, connector };
  };
  const ending = all.filter(({ state }) => state === 'retiring');
  const taken = all.filter(({ state }) => state !== 'retiring' && state !== 'retired');
  const standing = taken.length + ending.length > 0;
  const left = standing ? ending : all.slice(0, 1).filter(({ unconfirmed }) => unconfirmed !== null);
  return { taken: taken.map(shown), left: left.map(shown) };
}
