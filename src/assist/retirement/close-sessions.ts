import { oneByOne } from '../../core/give-way.ts';
import type { Job } from '../../obligations/duty.ts';
import type { RetirementProgress } from '../../obligations/progress.ts';
import type { Connector } from '../../partner/connector.ts';
import { PartnerFailure, type PartnerFailureReason } from '../../partner/partner-failure.ts';
import type { PartnerConnection } from '../../partner/session.ts';
import type { Grant } from '../../store/table/grants.ts';
import {
  listOngoingSessions,
  listUnfinishedSessions,
  listUsedSessions,
  type Session,
} from '../../store/table/sessions.ts';
import { sentence } from '../../text/recorded/sentences.ts';
import type { Assist } from '../assist.ts';
import { type Access, withAccess } from '../grant/access.ts';
import { end, isLinkGiven, noWayToClose } from '../session/session.ts';
import { openSealed } from '../session/session-seal.ts';
import { asConnection, isRunning, recordUse, usesOf } from '../session/session-use.ts';
import type { Save } from './save.ts';

/** How long a partner that can't close sessions holds up the revocation, which after all ends every new use. */
const closingLimitMs = 60 * 60 * 1000;
/** How much of an attempt closing may take, in milliseconds: half of it, so that the rest is left for the revocation. */
const closingAttemptMs = 5 * 60 * 1000;

/** Closes what is open at the partner with a grant. @throws PartnerFailure */
export async function closeSessions(
  assist: Assist,
  { tenantId, createdAt, signal }: Job,
  grant: Grant,
  save: Save,
  { sessionsClosed = 0, running = [], steps = [] }: RetirementProgress,
): Promise<void> {
  let closed = sessionsClosed;
  const goingOn = new Set(running);
  const told = new Set(steps.map(({ resourceId }) => resourceId));
  const closeAll = async ({ connector, secret }: Access) => {
    if (!connector.capabilities.closesSessions) return leave(assist, tenantId, grant.id, connector, save);
    const recorded = await recordedSessions(assist, tenantId, grant.id);
    const close = async (ref: string) => {
      const answer = await connector.closeSession(secret, ref, ending);
      closed += 1;
      const session = recorded.get(ref);
      // Its use is good to know, and no reason to hold up the revocation, after which nobody can ask.
      const uses = session ? await connector.connections(secret, ref, ending).catch(() => undefined) : undefined;
      const inside = uses?.filter((use) => isRunning(use, assist.clock.now())) ?? [];
      if (session && inside.length > 0) goingOn.add(session.id);
      const detail = whatClosingDid(connector, uses, inside);
      const resourceId = session?.id ?? null;
      told.add(resourceId);
      const step = { name: 'closeSession', detail, answer, resourceId };
      await save({ sessionsClosed: closed, running: [...goingOn] }, step, async (tx) => {
        if (!session) return;
        await recordUse(tx, session.id, uses ?? []);
        await end(tx, session, 'disconnected');
      });
    };
    // What is recorded is closed first, and also where the partner cannot list what it has open, or does not list it all.
    await each(recorded.keys(), close);
    const listed = () => connector.openSessions(secret, { tenantId, grantId: grant.id }, ending);
    let open = await listed();
    const others = open.filter(({ ref }) => !recorded.has(ref));
    await each(
      others.map(({ ref }) => ref),
      close,
    );
    // Whoever was inside as a session was closed before is asked for as long as anybody can.
    for (const session of await outlived(assist, tenantId, grant.id, connector)) {
      if (told.has(session.id)) continue;
      const ref = await assist.database.read(tenantId, (db) => openSealed(assist, db, session, 'sealed_code'));
      const uses = ref && (await connector.connections(secret, ref.reveal(), ending).catch(() => undefined));
      const inside = (uses ?? usesOf(session).map(asConnection)).filter((use) => isRunning(use, assist.clock.now()));
      const detail = whatClosingDid(connector, uses, inside);
      const step = { name: 'closeSession', detail, resourceId: session.id };
      told.add(session.id);
      await save({}, step, (tx) => recordUse(tx, session.id, uses ?? []));
    }
    // A partner may say that a session is closed, and have it open all the same, or again.
    if (others.length > 0) open = await listed();
    if (open.length > 0) throw new PartnerFailure('broken', stillOpen(connector.name, open.length));
    await save({ sessionsLeft: undefined }, { name: 'closeSessions', detail: sentence('closed', { count: closed }) });
  };
  // A list that is long without end must not take the whole attempt each time.
  const over = new AbortController();
  const late = new AbortController();
  const ending = AbortSignal.any([signal, late.signal]);
  void assist.clock.wait(closingAttemptMs, over.signal).then(() => late.abort());
  try {
    await withAccess(assist, tenantId, grant.id, closeAll, 'atHand');
  } catch (error) {
    if (!(error instanceof PartnerFailure) || error.reason === 'grantGone') throw error;
    const isHeldUp = assist.clock.now() - createdAt > closingLimitMs;
    // The grant does not allow it, and no retry makes it. Anything else may pass.
    if (error.reason !== 'forbidden' && !isHeldUp) throw error;
    await save({ sessionsLeft: error.message });
  } finally {
    over.abort();
  }
}

/** Closes each, also where another cannot be closed, unless that says that none can be for now. @throws the first failure, at the end */
async function each(refs: Iterable<string>, close: (ref: string) => Promise<void>): Promise<void> {
  let failed: PartnerFailure | undefined;
  for (const ref of refs) {
    try {
      await close(ref);
    } catch (error) {
      if (!(error instanceof PartnerFailure) || !ofOneAlone.has(error.reason)) throw error;
      failed ??= error;
    }
  }
  if (failed) throw failed;
}

const ofOneAlone: ReadonlySet<PartnerFailureReason> = new Set(['broken', 'refused', 'forbidden']);

function stillOpen(name: string, count: number): string {
  if (count === 1) return sentence('oneStillOpen', { partner: name });
  return sentence('stillOpen', { partner: name, count });
}

/** The sessions of a grant that are over and that somebody is inside of, as far as the partner has said. */
export function outlived(
  { database, clock }: Assist,
  tenantId: string,
  grantId: string,
  { capabilities }: Connector,
): Promise<Session[]> | readonly Session[] {
  if (capabilities.closingCuts) return [];
  return database.read(tenantId, async (db) => {
    const used = await listUsedSessions(db, grantId);
    const isInside = (session: Session) => usesOf(session).some((use) => isRunning(asConnection(use), clock.now()));
    return used.filter((session) => session.status === 'closed' && isInside(session));
  });
}

/** Where nothing can be closed, what nobody was given the link of is over, and what somebody was is left. */
async function leave(
  { database }: Assist,
  tenantId: string,
  grantId: string,
  { name }: Connector,
  save: Save,
): Promise<void> {
  const sessions = await database.read(tenantId, (db) => listOngoingSessions(db, grantId));
  const given = sessions.filter(isLinkGiven);
  const sessionsLeft = given.length > 0 ? { sessionsLeft: noWayToClose(name) } : {};
  const unused = sessions.filter((session) => !isLinkGiven(session));
  await save(sessionsLeft, undefined, (tx) => oneByOne(unused, (session) => end(tx, session, 'disconnected')));
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
