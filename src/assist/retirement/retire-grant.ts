import { dateTimeOf } from '../../edm/date-time.ts';
import type { Duty, Job, Outcome } from '../../obligations/duty.ts';
import { pauseAfter } from '../../obligations/pause.ts';
import type { RetirementProgress } from '../../obligations/progress.ts';
import { PartnerFailure } from '../../partner/partner-failure.ts';
import { askedBeforeRestore, isMaking } from '../../store/table/grant-refresh.ts';
import { destroyGrant, fateOfSeals, findGrant, type Grant, lockGrant } from '../../store/table/grants.ts';
import { findPresentedCode } from '../../store/table/presented-codes.ts';
import { hasOpening, openingUntil } from '../../store/table/sessions.ts';
import type { TenantTx } from '../../store/tenant.ts';
import { sentence } from '../../text/recorded/sentences.ts';
import type { Assist } from '../assist.ts';
import { type Access, openGrant } from '../grant/access.ts';
import { closeSessions } from './close-sessions.ts';
import { destroy } from './destroy.ts';
import { revoke } from './revoke.ts';
import { recorded, type Save } from './save.ts';

/** How often it is looked whether a session is still being opened, in milliseconds. */
const openingLookMs = 250;
/** How seldom it is looked at most whether a grant came of a consent that was under way, in milliseconds. */
const longestLookMs = 60_000;

/**
 * Makes the partner forget us: closes what is open there, revokes the grant, proves it, destroys the sealed tokens. Each step is
 * recorded with the partner's answer and safe to repeat, so that it can be killed at any instant. It is over when the partner has
 * confirmed, or when nothing is left that could be asked: then it is unconfirmed, and says why.
 */
export function retireGrant(assist: Assist): Duty<'grant.retire'> {
  return async (job, steps) => {
    const grant = await assist.database.read(job.tenantId, (db) => findGrant(db, job.subject));
    if (!grant || grant.state === 'retired') return { kind: 'done' };
    if (grant.sealed_grant === null) return nothingYet(assist, job);
    const access = await openGrant(assist, job.tenantId, grant.id);
    if (!access) {
      throw new Error(sentence('notConfigured', { connector: grant.connector }));
    }
    let progress: RetirementProgress = job.progress ?? {};
    if (await isBeingMade(assist, job, access)) {
      return { kind: 'again', inMs: openingLookMs, reason: 'the account of the grant is just being made' };
    }
    if (!progress.revoked && (await isOpening(assist, job))) {
      // What it opens is closed by whoever opens it, or found by us when it cannot be under way any more.
      return { kind: 'again', inMs: openingLookMs, reason: 'a session is just being opened with the grant' };
    }
    const add: Save = async (added, step, write) => {
      progress = withStep(progress, added, step && recorded(step, assist.clock.now()));
      await steps.save(progress, write);
      return progress;
    };
    if (!progress.steps) progress = withStep(progress, {}, recorded({ name: 'newSessionsStopped' }, job.createdAt));
    if (!progress.revoked) await orGone(() => closeSessions(assist, job, grant, add, progress));
    const gone = await orGone(() => revoke(assist, job, access.connector, add, progress));
    if (gone) await add({}, { name: 'refusedWhenAskedAgain', answer: gone.message });
    const unknown = await unknownEnd(assist, job, access.connector.name);
    const detail = detailOfFate[fateOfSeals(assist.database)];
    progress = withStep(progress, {}, recorded({ name: 'keyDestroyed', detail }, assist.clock.now()));
    return destroy(assist, job, access, progress, unknown);
  };
}

const detailOfFate = { destroyed: sentence('keyDestroyed'), removed: sentence('keyRemoved') } as const;

/** Whoever presented the code stores what comes of it, which owes this anew, or ends this. An older release that settles it does neither. */
async function nothingYet({ database }: Assist, { tenantId, subject, attempt }: Job): Promise<Outcome> {
  // Tokens are stored before the code is taken out, so that it is asked for first.
  const presented = await database.read(tenantId, (db) => findPresentedCode(db, subject));
  const grant = await database.read(tenantId, (db) => findGrant(db, subject));
  if (presented || !grant || grant.sealed_grant !== null) {
    const inMs = pauseAfter(attempt, longestLookMs, undefined);
    return { kind: 'again', inMs, reason: 'it is not known yet what came of the consent' };
  }
  const unconfirmed = sentence('noRecord');
  const write = async (tx: TenantTx) => {
    if ((await lockGrant(tx, subject))?.sealed_grant === null) await destroyGrant(tx, subject, unconfirmed);
  };
  return { kind: 'done', unconfirmed, write };
}

/** Whether an account is being made for the grant, which would be there after its removal. */
async function isBeingMade({ database }: Assist, { tenantId }: Job, { connector, grant }: Access): Promise<boolean> {
  if (connector.onboarding.kind !== 'delegation' || grant.refresh_until === null) return false;
  return database.write(tenantId, async (tx) => isMaking(grant, tx));
}

/** Whether a session is being opened with the grant, by the clock that it was announced by, which a transaction that writes has. */
async function isOpening({ database }: Assist, { tenantId, subject }: Job): Promise<boolean> {
  if (!(await database.read(tenantId, (db) => hasOpening(db, subject)))) return false;
  return (await database.write(tenantId, (tx) => openingUntil(tx, subject))) !== undefined;
}

/** Nothing is left that could be asked: the partner withdrew the grant before us, or did so in an attempt that was cut short. */
async function orGone(run: () => Promise<void>): Promise<PartnerFailure | undefined> {
  try {
    await run();
    return undefined;
  } catch (error) {
    if (error instanceof PartnerFailure && error.reason === 'grantGone') return error;
    throw error;
  }
}

/** Why the refusal of our tokens proves nothing; `undefined` where it does. */
async function unknownEnd(assist: Assist, { tenantId, subject }: Job, connector: string): Promise<string | undefined> {
  const grant = await assist.database.read(tenantId, (db) => findGrant(db, subject));
  if (!grant || grant.refresh_asked_at === null) return undefined;
  const look = { why: accountOf(grant), partner: connector };
  if (grant.refresh_asked_at === askedBeforeRestore) return sentence('restoredSince', look);
  return sentence('refreshUnanswered', { instant: dateTimeOf(grant.refresh_asked_at), ...look });
}

function accountOf({ account }: Grant): string {
  const { email, name, id } = JSON.parse(account ?? '{}') as { email?: string; name?: string; id?: string };
  const known = email ?? name ?? id;
  return known === undefined ? sentence('someAccount') : sentence('account', { account: known });
}

type Step = NonNullable<RetirementProgress['steps']>[number];

/** A step that is done again takes the place of the one before. */
function withStep(progress: RetirementProgress, added: RetirementProgress, step: Step | undefined): RetirementProgress {
  const steps = (progress.steps ?? []).filter(
    ({ name, resourceId }) => name !== step?.name || (resourceId ?? null) !== step.resourceId,
  );
  return { ...progress, ...added, steps: step ? [...steps, step] : steps };
}
