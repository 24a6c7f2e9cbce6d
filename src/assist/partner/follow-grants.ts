import { instantOf, later } from '../../core/clock.ts';
import { activities } from '../../model/audit-activities.ts';
import { owe } from '../../obligations/owe.ts';
import type { PartnerEvent } from '../../partner/connector.ts';
import { PartnerFailure } from '../../partner/partner-failure.ts';
import { everyTenant } from '../../store/every-tenant.ts';
import { findGrant, type Grant, listHeldGrants, lockGrant } from '../../store/table/grants.ts';
import { listSealedSessions, lockSession, type Session, updateSession } from '../../store/table/sessions.ts';
import type { Assist } from '../assist.ts';
import { audit } from '../audit/audit.ts';
import { openGrant, withAccess } from '../grant/access.ts';
import { sessionResource } from '../session/session.ts';
import { openSealed } from '../session/session-seal.ts';

/** Between two attempts to hear a partner that cannot be heard, in milliseconds; it doubles. */
const shortestPauseMs = 1000;
const longestPauseMs = 60_000;
/** Devices come and go in bursts, each of which is looked at once: how long one may go on, in milliseconds. */
const burstMs = 500;

/** Hears what partners tell by themselves of grants that are in force. */
export interface Followers {
  /** Hears of a grant from now on; of one that is followed already, nothing changes. */
  readonly follow: (tenantId: string, grant: Pick<Grant, 'id' | 'connector'>) => void;
  /** Follows all that are in force, and resolves when nothing is followed any more: some time after `stop`. */
  readonly run: () => Promise<void>;
}

/**
 * What a partner tells only hastens what is asked now and then anyway, so that several replicas may hear the same, and what is lost
 * while nobody listens costs time alone.
 */
export function createFollowers(assist: Assist, stop: AbortSignal): Followers {
  const followed = new Map<string, Promise<void>>();
  const follow: Followers['follow'] = (tenantId, grant) => {
    if (stop.aborted || followed.has(grant.id)) return;
    if (!assist.connectors.some(({ name, watch }) => name === grant.connector && watch)) return;
    followed.set(
      grant.id,
      hear(assist, tenantId, grant.id, stop).finally(() => followed.delete(grant.id)),
    );
  };
  const run = async () => {
    const names = assist.connectors.filter(({ watch }) => watch).map(({ name }) => name);
    for await (const tenantId of names.length > 0 ? everyTenant(assist.database) : []) {
      if (stop.aborted) break;
      const grants = await assist.database.read(tenantId, (db) => listHeldGrants(db, names));
      for (const grant of grants) follow(tenantId, grant);
    }
    await assist.clock.wait(Number.POSITIVE_INFINITY, stop);
    await Promise.all(followed.values());
  };
  return { follow, run };
}

/** Hears of one grant while it is in force. It never rejects. */
async function hear(assist: Assist, tenantId: string, grantId: string, stop: AbortSignal): Promise<void> {
  let pauseMs = shortestPauseMs;
  while (!stop.aborted) {
    try {
      const access = await openGrant(assist, tenantId, grantId);
      if (access?.grant.state !== 'held') return;
      await withAccess(assist, tenantId, grantId, async ({ connector, secret }) => {
        for await (const event of connector.watch?.(secret, stop) ?? []) {
          pauseMs = shortestPauseMs;
          if (!(await isHeld(assist, tenantId, grantId))) return;
          await note(assist, tenantId, grantId, event);
        }
      });
    } catch (err) {
      if (stop.aborted) return;
      const reason = err instanceof PartnerFailure ? { reason: err.message } : { err };
      assist.log.debug({ tenantId, grant: grantId, ...reason }, 'a partner cannot be heard just now');
    }
    await assist.clock.wait(pauseMs, stop);
    pauseMs = Math.min(longestPauseMs, pauseMs * 2);
  }
}

async function isHeld({ database }: Assist, tenantId: string, grantId: string): Promise<boolean> {
  return (await database.read(tenantId, (db) => findGrant(db, grantId)))?.state === 'held';
}

async function note(assist: Assist, tenantId: string, grantId: string, event: PartnerEvent): Promise<void> {
  if (event.kind === 'grant' || event.kind === 'devices') {
    const delayMs = event.kind === 'grant' ? 0 : burstMs;
    return assist.database.write(tenantId, async (tx) => {
      const grant = await lockGrant(tx, grantId);
      if (grant?.state !== 'held') return;
      await owe(tx, { kind: 'grant.watch', subject: grantId, dueAt: later(tx.now, delayMs) });
    });
  }
  const session = await sessionWith(assist, tenantId, grantId, event.ref);
  if (!session) return;
  await assist.database.write(tenantId, async (tx) => {
    await owe(tx, { kind: 'session.watch', subject: session.id });
    const current = event.kind === 'consent' ? await lockSession(tx, session.id) : undefined;
    // What is told twice was answered once.
    if (event.kind !== 'consent' || !current || event.at <= (current.consent_answered_at ?? 0)) return;
    await updateSession(tx, session.id, { consent_answer: event.answer, consent_answered_at: instantOf(event.at) });
    await audit(tx, 'service', {
      activity: activities.sessionConsent,
      resource: sessionResource(session),
      ...(event.answer === 'refused' && { result: 'Failure' as const }),
      changes: [{ name: 'Consent', from: current.consent_answer, to: event.answer }],
    });
  });
}

/** The session of ours that a partner means; there are few with anything sealed at a time. */
function sessionWith({ database, ...assist }: Assist, tenantId: string, grantId: string, ref: string) {
  return database.read(tenantId, async (db): Promise<Session | undefined> => {
    for (const session of await listSealedSessions(db, grantId)) {
      if ((await openSealed({ ...assist, database }, db, session, 'sealed_code'))?.reveal() === ref) return session;
    }
    return undefined;
  });
}
