import { dateTimeOf } from '../../edm/date-time.ts';
import type { Wire } from '../../edm/type.ts';
import { activities } from '../../model/audit-activities.ts';
import type { obligationStep } from '../../model/obligation.ts';
import type { Duty, Job } from '../../obligations/duty.ts';
import type { RetirementProgress } from '../../obligations/progress.ts';
import { PartnerFailure } from '../../partner/connector.ts';
import { destroyGrant, fateOfSeals, findGrant, type Grant } from '../../store/table/grants.ts';
import { findPartner } from '../../store/table/partners.ts';
import {
  clearSealedOfGrant,
  listUnfinishedSessions,
  lockUnfinishedSessions,
  openingUntil,
  type Session,
} from '../../store/table/sessions.ts';
import { afterCommit, type TenantTx } from '../../store/tenant.ts';
import type { Assist } from '../assist.ts';
import { audit } from '../audit/audit.ts';
import { openGrant, refreshed, withAccess } from '../grant/access.ts';
import { correlationPrefix } from '../session/correlation.ts';
import { end } from '../session/session.ts';
import { openSealed } from '../session/session-seal.ts';
import { recordUse } from '../session/session-use.ts';

type Step = Wire<typeof obligationStep>;

/** Records what is behind, and with it a step that is done and the rows that `write` changes. */
type Save = (
  added: RetirementProgress,
  step?: Pick<Step, 'name' | 'detail'>,
  write?: (tx: TenantTx) => Promise<void>,
) => Promise<void>;

/** How long a partner that can't close sessions holds up the revocation, which after all ends every new use. */
const closingLimitMs = 60 * 60 * 1000;

/** How often it is looked whether a session is still being opened, in milliseconds. */
const openingLookMs = 250;

/**
 * Makes the partner forget us: closes what is open there, revokes the grant, proves it, destroys the sealed tokens. Each step is
 * recorded and safe to repeat, so that it can be killed at any instant; it is done only when the partner has confirmed.
 */
export function retireGrant(assist: Assist): Duty<'grant.retire'> {
  return async (job, steps) => {
    const grant = await assist.database.read(job.tenantId, (db) => findGrant(db, job.subject));
    if (!grant || grant.state === 'retired') return { kind: 'done' };
    if (!(await openGrant(assist, job.tenantId, grant.id))) {
      throw new Error(
        `the connector '${grant.connector}' is not configured: configure it again, so that its grant can be revoked`,
      );
    }
    let progress: RetirementProgress = job.progress ?? {};
    const now = assist.clock.now();
    const opening = await assist.database.read(job.tenantId, (db) => openingUntil(db, grant.id, now));
    if (opening !== undefined && !progress.revoked) {
      // What it opens is closed by whoever opens it, or found by us when it cannot be under way any more.
      const inMs = Math.min(openingLookMs, opening - now);
      return { kind: 'again', inMs, reason: 'a session is just being opened with the grant' };
    }
    const save: Save = async (added, step, write) => {
      const others = (progress.steps ?? []).filter(({ name }) => name !== step?.name);
      const done = step ? [{ ...step, completedDateTime: dateTimeOf(assist.clock.now()) }] : [];
      progress = { ...progress, ...added, steps: [...others, ...done] };
      await steps.save(progress, write);
    };
    try {
      if (!progress.revoked) await closeSessions(assist, job, grant, save, progress);
      await revoke(assist, job, grant, save, progress);
    } catch (error) {
      // Nothing is left that could be revoked: the partner withdrew it before us, or did so in an attempt that was cut short.
      if (!(error instanceof PartnerFailure) || error.reason !== 'grantGone') throw error;
    }
    return { kind: 'done', write: (tx) => destroy(assist, tx, grant, progress) };
  };
}

async function closeSessions(
  assist: Assist,
  { tenantId, createdAt, signal }: Job,
  grant: Grant,
  save: Save,
  { sessionsClosed = 0 }: RetirementProgress,
): Promise<void> {
  let closed = sessionsClosed;
  try {
    await withAccess(assist, tenantId, grant.id, async ({ connector, tokens: { accessToken } }) => {
      if (!connector.capabilities.closesSessions) return;
      const recorded = await recordedSessions(assist, tenantId, grant.id);
      const listed = await connector.openSessions(accessToken, correlationPrefix(tenantId, grant.id), signal);
      // What is recorded is closed also where the partner's list does not show it.
      for (const code of new Set([...listed.map((session) => session.code), ...recorded.keys()])) {
        await connector.closeSession(accessToken, code, signal);
        closed += 1;
        const session = recorded.get(code);
        // Its use is good to know, and no reason to hold up the revocation, after which nobody can ask.
        const uses = session ? await connector.connections(accessToken, code, signal).catch(() => []) : [];
        await save({ sessionsClosed: closed }, undefined, async (tx) => {
          if (!session) return;
          await recordUse(tx, session.id, uses);
          await end(tx, session, 'disconnected');
        });
      }
      await save({}, { name: 'closeSessions', detail: `${closed} closed` });
    });
  } catch (error) {
    if (!(error instanceof PartnerFailure) || error.reason === 'grantGone') throw error;
    const late = assist.clock.now() - createdAt > closingLimitMs;
    // The app was not given the permission, and no retry gives it. Anything else may pass.
    const forbidden = error.reason === 'refused' && error.status === 403;
    if (!forbidden && !late) throw error;
    await save({ sessionsLeft: error.message });
  }
}

/** The sessions of the grant that are not over, by the partner's code. */
async function recordedSessions(assist: Assist, tenantId: string, grantId: string): Promise<Map<string, Session>> {
  return assist.database.read(tenantId, async (db) => {
    const byCode = new Map<string, Session>();
    for (const session of await listUnfinishedSessions(db, grantId)) {
      const code = await openSealed(assist, db, session, 'sealed_code');
      if (code) byCode.set(code.reveal(), session);
    }
    return byCode;
  });
}

/**
 * A grant is an access and a refresh token, and revoking takes away the one that is sent; so it is done until neither works. After
 * a confirmation that an earlier attempt recorded, the proof comes first: the partner may answer a second revocation as it likes.
 */
async function revoke(
  assist: Assist,
  { tenantId, signal }: Job,
  grant: Grant,
  save: Save,
  { revoked = false }: RetirementProgress,
): Promise<void> {
  for (let round = 0; round < 3; round++) {
    if (!revoked || round > 0) {
      await withAccess(assist, tenantId, grant.id, ({ connector, tokens }) =>
        connector.revoke(tokens.accessToken, signal),
      );
      await save({ revoked: true }, { name: 'revoke', detail: null });
    }
    const access = await openGrant(assist, tenantId, grant.id);
    if (!access) return;
    if (access.tokens.refreshToken) {
      // Throws `grantGone` where the refresh token went with the access token: the proof. Otherwise the new pair is stored, and next.
      await refreshed(assist, tenantId, access);
    } else if (!(await access.connector.ping(access.tokens.accessToken, signal))) return;
  }
  throw new PartnerFailure('broken', 'the partner confirms revocations, and goes on accepting the grant');
}

async function destroy(
  assist: Assist,
  tx: Parameters<typeof destroyGrant>[0],
  grant: Grant,
  progress: RetirementProgress,
): Promise<void> {
  const partner = await findPartner(tx, grant.partner_id);
  await destroyGrant(tx, grant.id);
  const left = await lockUnfinishedSessions(tx, grant.id);
  await clearSealedOfGrant(tx, grant.id);
  for (const session of left) {
    await end(tx, session, 'disconnected', progress.sessionsLeft ?? 'the partner had forgotten the grant before');
  }
  await audit(tx, 'service', {
    activity: activities.grantRevoked,
    resource: { id: grant.partner_id, displayName: partner?.displayName ?? grant.connector },
    changes: [
      { name: 'Grant', from: 'held', to: progress.revoked ? 'revoked' : 'no longer accepted' },
      { name: 'SessionsClosed', from: null, to: progress.sessionsClosed ?? 0 },
      { name: 'SessionsLeft', from: null, to: progress.sessionsLeft },
      { name: 'SealedTokens', from: 'stored', to: fateOfSeals(tx) },
    ],
  });
  afterCommit(tx, () => {
    assist.database.scrub().catch((err: unknown) => assist.log.warn({ err }, 'scrub failed'));
  });
}
