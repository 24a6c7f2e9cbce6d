import { millisecondsOf } from '../../edm/date-time.ts';
import type { Duty } from '../../obligations/duty.ts';
import { spread } from '../../obligations/pause.ts';
import { PartnerFailure } from '../../partner/partner-failure.ts';
import type { PartnerConnection } from '../../partner/session.ts';
import { cancelObligations } from '../../store/table/obligations.ts';
import { findSession, type Session, updateSession } from '../../store/table/sessions.ts';
import type { TenantTx } from '../../store/tenant.ts';
import type { Assist } from '../assist.ts';
import { withAccess } from '../grant/access.ts';
import { watchNow } from '../grant/watch-now.ts';
import { end } from './session.ts';
import { openSealed } from './session-seal.ts';
import { isRunning, isUntold, recordUse, usesOf } from './session-use.ts';

const longestPauseMs = 10 * 60_000;
/** How long after its end the partner is asked about a connection that goes on, in milliseconds. */
const afterglowMs = 24 * 60 * 60_000;

interface Seen {
  readonly isOpen: boolean;
  /** `undefined` where the partner did not say, of a session that is over. */
  readonly connections: readonly PartnerConnection[] | undefined;
}

/**
 * Asks the partner what became of a session: who helped, from when to when, and whether somebody closed it there. The pauses grow
 * with the time since anything happened.
 */
export function watchSession(assist: Assist): Duty<'session.watch'> {
  return async ({ tenantId, subject, signal }) => {
    const session = await assist.database.read(tenantId, (db) => findSession(db, subject));
    if (!session || session.sealed_code === null) return { kind: 'done' };
    let seen: Seen | undefined;
    try {
      seen = await look(assist, tenantId, session, signal);
    } catch (error) {
      if (!(error instanceof PartnerFailure) || error.reason !== 'grantGone') throw error;
      // The duty that watches the grant finds out now, and its retirement says what became of the sessions.
      return { kind: 'done', write: (tx) => watchNow(tx, session.grant_id) };
    }
    if (!seen) return { kind: 'done' };
    const { isOpen, connections } = seen;
    const over = session.status === 'closed' || (session.status === 'open' && !isOpen);
    const isQuiet = connections?.every((each) => !isRunning(each, assist.clock.now())) ?? false;
    const write = async (tx: TenantTx) => {
      const closedThere = session.status === 'open' && !isOpen;
      if (over && isQuiet) await updateSession(tx, session.id, { sealed_code: null });
      if (closedThere) await cancelObligations(tx, 'session.close', session.id);
      await recordUse(tx, session.id, connections ?? []);
      if (!closedThere) return;
      await end(tx, session, millisecondsOf(session.expirationDateTime) <= tx.now ? 'expired' : 'closed');
    };
    const forgotten = over && assist.clock.now() - lastEvent(session) > afterglowMs;
    if (over && (isQuiet || forgotten)) return { kind: 'done', write };
    const reason = connections
      ? 'the session goes on'
      : 'the session is over, and the partner does not say who used it';
    return { kind: 'again', inMs: spread(pause(assist, session)), reason, write };
  };
}

async function look(
  assist: Assist,
  tenantId: string,
  session: Session,
  signal: AbortSignal,
): Promise<Seen | undefined> {
  const ref = await assist.database.read(tenantId, (db) => openSealed(assist, db, session, 'sealed_code'));
  if (!ref) return undefined;
  return withAccess(assist, tenantId, session.grant_id, async ({ connector, secret }) => {
    if (connector.capabilities.events === 'none') return undefined;
    const found = await connector.session(secret, ref.reveal(), signal);
    const isOpen = found?.state === 'open';
    const connections = await connector.connections(secret, ref.reveal(), signal).catch((error: unknown) => {
      if (isOpen || !isUntold(error)) throw error;
      return undefined;
    });
    return { isOpen, connections };
  });
}

function pause(assist: Assist, session: Session): number {
  const quiet = assist.clock.now() - lastEvent(session);
  return Math.max(assist.sessionPollMs, Math.min(longestPauseMs, quiet / 8));
}

function lastEvent(session: Session): number {
  const events = [session.openedDateTime, session.closedDateTime, ...usesOf(session).map((use) => use.startDateTime)];
  return Math.max(...events.map((time) => (time === null ? 0 : millisecondsOf(time))));
}
