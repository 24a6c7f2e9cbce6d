import { instantOf } from '../../core/clock.ts';
import { oneByOne } from '../../core/give-way.ts';
import { dateTimeOf, millisecondsOf } from '../../edm/date-time.ts';
import type { Wire } from '../../edm/type.ts';
import { activities } from '../../model/audit-activities.ts';
import { type sessionCloseReason, session as sessionType } from '../../model/session.ts';
import { owe } from '../../obligations/owe.ts';
import { cancelObligations } from '../../store/table/obligations.ts';
import {
  lockLiveSessions,
  lockSession,
  lockUnfinishedSessions,
  type Session,
  updateSession,
} from '../../store/table/sessions.ts';
import type { TenantTx } from '../../store/tenant.ts';
import { sentence } from '../../text/recorded/sentences.ts';
import { type Actor, audit } from '../audit/audit.ts';
import { foundIn } from '../found.ts';
import { noteAssistance } from './note-assistance.ts';
import { noSeals } from './session-seal.ts';

export type CloseReason = Wire<typeof sessionCloseReason>;

/** The row, or the 404 that says which one is missing. */
export function foundSession(row: Session | undefined, id: string): Session {
  return foundIn(sessionType, row, id);
}

/** How the audit trail names a session: by its device. */
export function sessionResource(session: Session) {
  return { id: session.id, displayName: session.deviceName };
}

/**
 * Begins to close a session, which the caller has locked: one that the partner never opened is over at once, an open one is owed to
 * the partner. @returns whether there was anything to close
 */
export async function beginClosing(tx: TenantTx, session: Session, reason: CloseReason): Promise<boolean> {
  if (!(await markEnding(tx, session, reason))) return false;
  if (session.status === 'open') await owe(tx, { kind: 'session.close', subject: session.id });
  return true;
}

/**
 * Begins to close what was asked for or is open, of all partners, or what one caller asked for or was given a link of.
 * @returns the sessions, of which those that no partner had opened are over; the caller has to tell the trail of them
 */
export async function beginClosingLive(tx: TenantTx, reason: CloseReason, caller?: string): Promise<Session[]> {
  const sessions = await lockLiveSessions(tx, caller);
  await oneByOne(sessions, (session) => beginClosing(tx, session, reason));
  return sessions;
}

/** Tells the trail of the sessions that were over as soon as somebody began to close them. */
export async function auditUnopened(
  tx: TenantTx,
  actor: Actor,
  sessions: readonly Session[],
  reason: CloseReason,
): Promise<void> {
  await oneByOne(sessions.filter(isUnopened), (session) => auditEnd(tx, actor, session, reason));
}

function isUnopened({ status }: Session): boolean {
  return status === 'requested';
}

/** From here on nobody can join. @returns whether it was asked for or open */
async function markEnding(tx: TenantTx, session: Session, reason: CloseReason): Promise<boolean> {
  if (session.status === 'requested') {
    // An attempt to open it that is under way finds it over, and closes what it has opened.
    await noteAssistance(tx, session.deviceId, 'canceled');
    return updateSession(tx, session.id, over(tx, reason));
  }
  return session.status === 'open' && updateSession(tx, session.id, { status: 'closing', closeReason: reason });
}

/** Records that a session is over at the partner. It comes last in its transaction, as every audit event does. */
export async function end(tx: TenantTx, session: Session, reason: CloseReason): Promise<void> {
  const current = await lockSession(tx, session.id);
  if (!current || current.status === 'closed' || current.status === 'failed') return;
  const because = current.closeReason ?? reason;
  await updateSession(tx, session.id, { ...over(tx, because), sealed_code: current.sealed_code });
  await auditEnd(tx, 'service', current, because);
}

/**
 * Records that we can no longer end a session, and that the partner has not said that it is over. What its validity has ended is
 * over. It comes last in its transaction, as every audit event does.
 */
export async function leaveUnconfirmed(tx: TenantTx, session: Session, because: string): Promise<void> {
  const current = await lockSession(tx, session.id);
  if (!current || current.status === 'closed' || current.status === 'failed') return;
  if (millisecondsOf(current.expirationDateTime) <= tx.now) return end(tx, session, 'expired');
  const reason = current.closeReason ?? 'disconnected';
  await updateSession(tx, session.id, {
    ...noSeals,
    status: 'unconfirmed',
    closeReason: reason,
    unconfirmedUntil: current.expirationDateTime,
    errorDetails: because,
  });
  await owe(tx, {
    kind: 'session.close',
    subject: session.id,
    dueAt: instantOf(millisecondsOf(current.expirationDateTime)),
  });
  await auditEnd(tx, 'service', current, reason, because);
}

export function auditEnd(
  tx: TenantTx,
  actor: Actor,
  session: Session,
  reason: CloseReason,
  unconfirmed?: string,
): Promise<void> {
  return audit(tx, actor, {
    activity: activities.sessionEnded,
    resource: sessionResource(session),
    ...(unconfirmed !== undefined && { result: 'Failure' as const }),
    changes: [
      { name: 'Status', from: session.status, to: unconfirmed === undefined ? 'closed' : 'unconfirmed' },
      { name: 'CloseReason', from: null, to: reason },
      { name: 'Unconfirmed', from: null, to: unconfirmed },
      { name: 'UnconfirmedUntil', from: null, to: unconfirmed === undefined ? undefined : session.expirationDateTime },
    ],
  });
}

function over(tx: TenantTx, reason: CloseReason): Partial<Session> {
  return { ...noSeals, status: 'closed', closeReason: reason, closedDateTime: dateTimeOf(tx.now) };
}

/**
 * Ends the sessions of a grant that is taken from its partner: from here on they are the retirement's, which closes at the partner
 * what is open there.
 */
export async function surrenderSessions(tx: TenantTx, grantId: string): Promise<void> {
  const sessions = await lockUnfinishedSessions(tx, grantId);
  await oneByOne(sessions, async (session) => {
    await markEnding(tx, session, 'disconnected');
    await cancelObligations(tx, 'session.close', session.id);
    await cancelObligations(tx, 'session.watch', session.id);
  });
  await auditUnopened(tx, 'service', sessions, 'disconnected');
}

/** Whether a supporter may have got in. */
export function isLinkGiven({ linkGivenTo }: Pick<Session, 'linkGivenTo'>): boolean {
  return linkGivenTo !== '[]';
}

/** Why a session is left that somebody was given the link of. */
export function noWayToClose(connector: string): string {
  return sentence('noWayToClose', { partner: connector });
}
