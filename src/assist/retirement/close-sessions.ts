import type { Job } from '../../obligations/duty.ts';
import type { RetirementProgress } from '../../obligations/progress.ts';
import type { Connector } from '../../partner/connector.ts';
import { PartnerFailure } from '../../partner/partner-failure.ts';
import type { PartnerConnection } from '../../partner/session.ts';
import type { Grant } from '../../store/table/grants.ts';
import { listUnfinishedSessions, type Session } from '../../store/table/sessions.ts';
import { sentence } from '../../text/recorded/sentences.ts';
import type { Assist } from '../assist.ts';
import { type Access, withAccess } from '../grant/access.ts';
import { end, isLinkGiven, noWayToClose } from '../session/session.ts';
import { openSealed } from '../session/session-seal.ts';
import { isRunning, recordUse } from '../session/session-use.ts';
import type { Save } from './save.ts';

/** How long a partner that can't close sessions holds up the revocation, which after all ends every new use. */
const closingLimitMs = 60 * 60 * 1000;

/** Closes what is open at the partner with a grant. @throws PartnerFailure */
export async function closeSessions(
  assist: Assist,
  { tenantId, createdAt, signal }: Job,
  grant: Grant,
  save: Save,
  { sessionsClosed = 0, running = [] }: RetirementProgress,
): Promise<void> {
  let closed = sessionsClosed;
  const goingOn = new Set(running);
  const close = async ({ connector, secret }: Access) => {
    if (!connector.capabilities.closesSessions) return leave(assist, tenantId, grant.id, connector, save);
    const recorded = await recordedSessions(assist, tenantId, grant.id);
    const listed = () => connector.openSessions(secret, { tenantId, grantId: grant.id }, signal);
    // What is recorded is closed also where the partner's list does not show it.
    const refs = new Set([...(await listed()).map((session) => session.ref), ...recorded.keys()]);
    for (const ref of refs) {
      const answer = await connector.closeSession(secret, ref, signal);
      closed += 1;
      const session = recorded.get(ref);
      // Its use is good to know, and no reason to hold up the revocation, after which nobody can ask.
      const uses = session ? await connector.connections(secret, ref, signal).catch(() => undefined) : undefined;
      const inside = uses?.filter((use) => isRunning(use, assist.clock.now())) ?? [];
      if (session && inside.length > 0) goingOn.add(session.id);
      const detail = whatClosingDid(connector, uses, inside);
      const step = { name: 'closeSession', detail, answer, resourceId: session?.id ?? null };
      await save({ sessionsClosed: closed, running: [...goingOn] }, step, async (tx) => {
        if (!session) return;
        await recordUse(tx, session.id, uses ?? []);
        await end(tx, session, 'disconnected');
      });
    }
    // A partner may say that a session is closed, and have it open all the same, or again.
    const open = refs.size > 0 ? await listed() : [];
    if (open.length > 0) throw new PartnerFailure('broken', stillOpen(connector.name, open.length));
    const step = {
      name: 'closeSessions',
      detail: sentence('closed', { count: closed }),
      answer: null,
      resourceId: null,
    } as const;
    await save({ sessionsLeft: undefined }, step);
  };
  try {
    await withAccess(assist, tenantId, grant.id, close, 'atHand');
  } catch (error) {
    if (!(error instanceof PartnerFailure) || error.reason === 'grantGone') throw error;
    const late = assist.clock.now() - createdAt > closingLimitMs;
    // The grant does not allow it, and no retry makes it. Anything else may pass.
    if (error.reason !== 'forbidden' && !late) throw error;
    await save({ sessionsLeft: error.message });
  }
}

function stillOpen(name: string, count: number): string {
  if (count === 1) return sentence('oneStillOpen', { partner: name });
  return sentence('stillOpen', { partner: name, count });
}

/** Where nothing can be closed, what nobody was given the link of is over, and what somebody was is left. */
async function leave(
  { database }: Assist,
  tenantId: string,
  grantId: string,
  { name }: Connector,
  save: Save,
): Promise<void> {
  const sessions = await database.read(tenantId, (db) => listUnfinishedSessions(db, grantId));
  const given = sessions.filter(isLinkGiven);
  const sessionsLeft = given.length > 0 ? { sessionsLeft: noWayToClose(name) } : {};
  await save(sessionsLeft, undefined, async (tx) => {
    for (const session of sessions) if (!isLinkGiven(session)) await end(tx, session, 'disconnected');
  });
}

/** What is known of the people in a session that was closed: nobody new can join, and who was inside may go on. */
function whatClosingDid(
  { capabilities }: Connector,
  uses: readonly PartnerConnection[] | undefined,
  inside: readonly PartnerConnection[],
): string {
  if (capabilities.closingCuts) return sentence('cutOff');
  if (inside.length > 0) {
    const names = inside.map(({ supporter }) => supporter ?? 'somebody').join(', ');
    return sentence('goesOnInside', { names });
  }
  return sentence(uses === undefined ? 'insideUnknown' : 'nobodyInside');
}

/** The sessions of the grant that are not over, by what the partner finds them by. */
async function recordedSessions(assist: Assist, tenantId: string, grantId: string): Promise<Map<string, Session>> {
  return assist.database.read(tenantId, async (db) => {
    const byRef = new Map<string, Session>();
    for (const session of await listUnfinishedSessions(db, grantId)) {
      const ref = await openSealed(assist, db, session, 'sealed_code');
      if (ref) byRef.set(ref.reveal(), session);
    }
    return byRef;
  });
}
