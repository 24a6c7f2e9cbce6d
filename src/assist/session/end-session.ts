import { millisecondsOf } from '../../edm/date-time.ts';
import type { Duty, Outcome } from '../../obligations/duty.ts';
import { PartnerFailure } from '../../partner/partner-failure.ts';
import type { PartnerConnection } from '../../partner/session.ts';
import { findGrant } from '../../store/table/grants.ts';
import { findSession, lockSession, type Session } from '../../store/table/sessions.ts';
import { type Assist, connectorNamed } from '../assist.ts';
import { withAccess } from '../grant/access.ts';
import { watchNow } from '../grant/watch-now.ts';
import { beginClosing, end, isLinkGiven, leaveUnconfirmed, noWayToClose } from './session.ts';
import { openSealed } from './session-seal.ts';
import { isUntold, recordUse } from './session-use.ts';

/** How soon it is looked whether a grant is lost that the partner has just refused, in milliseconds. */
const lostLookMs = 1000;

/**
 * Closes a session at the partner: when somebody asks, when its device is removed, or when it expires. Sessions of a grant that is
 * being retired are left to the retirement.
 */
export function endSession(assist: Assist): Duty<'session.close'> {
  return async ({ tenantId, subject, signal }) => {
    const session = await assist.database.read(tenantId, (db) => findSession(db, subject));
    if (session?.status === 'open') {
      const left = millisecondsOf(session.expirationDateTime) - assist.clock.now();
      if (left > 0) return { kind: 'again', inMs: left, reason: 'the session has not expired' };
      return {
        kind: 'again',
        inMs: 0,
        reason: 'the session has expired',
        write: async (tx) => {
          const current = await lockSession(tx, subject);
          if (current) await beginClosing(tx, current, 'expired');
        },
      };
    }
    if (session?.status === 'unconfirmed') return runOut(assist, session);
    if (session?.status !== 'closing') return { kind: 'done' };
    const grant = await assist.database.read(tenantId, (db) => findGrant(db, session.grant_id));
    if (grant?.state !== 'held') return { kind: 'done' };

    const reason = session.closeReason ?? 'closed';
    const closes = connectorNamed(assist, grant.connector)?.capabilities.closesSessions ?? true;
    if (!closes && isLinkGiven(session)) {
      return { kind: 'done', write: (tx) => leaveUnconfirmed(tx, session, noWayToClose(grant.connector)) };
    }
    try {
      const uses = await closeAtPartner(assist, tenantId, session, signal);
      return {
        kind: 'done',
        write: async (tx) => {
          await recordUse(tx, session.id, uses);
          await end(tx, session, reason);
        },
      };
    } catch (error) {
      if (!(error instanceof PartnerFailure) || error.reason !== 'grantGone') throw error;
      // The duty that watches the grant finds out now, and what its retirement can't close is unconfirmed.
      return { kind: 'again', inMs: lostLookMs, reason: error.message, write: (tx) => watchNow(tx, session.grant_id) };
    }
  };
}

/** A session that nobody can end any more ends with its validity. */
function runOut(assist: Assist, session: Session): Outcome {
  const left = millisecondsOf(session.expirationDateTime) - assist.clock.now();
  if (left > 0) return { kind: 'again', inMs: left, reason: 'the session may go on' };
  return { kind: 'done', write: (tx) => end(tx, session, 'expired') };
}

/** Closes an open session, and gives what the partner knows of its use until then. @throws PartnerFailure */
async function closeAtPartner(
  assist: Assist,
  tenantId: string,
  session: Session,
  signal: AbortSignal,
): Promise<readonly PartnerConnection[]> {
  const ref = await assist.database.read(tenantId, (db) => openSealed(assist, db, session, 'sealed_code'));
  if (!ref) return [];
  return withAccess(assist, tenantId, session.grant_id, async ({ connector, secret }) => {
    if (connector.capabilities.closesSessions) {
      // A call to open it that was cut short, or that a frozen replica made, may have opened another.
      const key = { tenantId, grantId: session.grant_id, sessionId: session.id };
      const others = session.openings > 1 ? await connector.openSessions(secret, key, signal) : [];
      for (const each of new Set([ref.reveal(), ...others.map((other) => other.ref)])) {
        await connector.closeSession(secret, each, signal);
      }
    }
    if (connector.capabilities.events === 'none') return [];
    // The duty that watches the session asks on.
    return connector.connections(secret, ref.reveal(), signal).catch((error: unknown) => {
      if (isUntold(error)) return [];
      throw error;
    });
  });
}
