import { activities } from '../../model/audit-activities.ts';
import type { Job, Outcome } from '../../obligations/duty.ts';
import { pauseAfter } from '../../obligations/pause.ts';
import type { PartnerFailure, PartnerFailureReason } from '../../partner/partner-failure.ts';
import { lockGrant } from '../../store/table/grants.ts';
import { lockSession, type Session, updateSession } from '../../store/table/sessions.ts';
import type { TenantTx } from '../../store/tenant.ts';
import { sentence } from '../../text/recorded/sentences.ts';
import type { Assist } from '../assist.ts';
import { audit } from '../audit/audit.ts';
import { watchNow } from '../grant/watch-now.ts';
import { noteAssistance } from './note-assistance.ts';
import { sessionResource } from './session.ts';
import { noSeals } from './session-seal.ts';

const longestPauseMs = 60_000;

/**
 * A refusal is final; a partner that cannot be reached is tried again for a while, and then the request has failed. What it may have opened
 * without our hearing of it is looked for on, and closed.
 * @param isKnown whether it is known that nothing stays open at the partner of what was tried so far
 */
export async function notOpened(
  assist: Assist,
  job: Job,
  session: Session,
  error: PartnerFailure,
  isKnown: boolean,
): Promise<Outcome> {
  const partner = session.partnerDisplayName ?? 'The partner';
  const left = job.createdAt + assist.sessionOpenLimitMs - assist.clock.now();
  const again = { kind: 'again', reason: error.message } as const;
  const inMs = pauseAfter(job.attempt, longestPauseMs, error);
  if (isFinal(error)) {
    const write = (tx: TenantTx) => giveUp(tx, session, problemOf(partner, error), error, isKnown);
    return isKnown ? { kind: 'done', write } : { ...again, inMs, write };
  }
  if (left <= 0) {
    const minutes = Math.round(assist.sessionOpenLimitMs / 60_000);
    const problem = sentence('notReached', { partner, minutes, why: error.message });
    return { ...again, inMs, write: (tx) => giveUp(tx, session, problem, error, false) };
  }
  if (error.reason === 'resting') throw error;
  return { ...again, inMs: Math.min(left, inMs) };
}

function problemOf(partner: string, { reason, message: why }: PartnerFailure): string {
  if (reason === 'noDevice') return sentence('of', { partner, why });
  if (reason === 'refused') return sentence('openingRefused', { partner, why });
  if (reason === 'forbidden') return sentence('openingForbidden', { partner, why });
  return sentence('connectAgain', { partner });
}

const isFinal = ({ reason }: PartnerFailure) => finalReasons.has(reason);

const finalReasons: ReadonlySet<PartnerFailureReason> = new Set([
  'refused',
  'forbidden',
  'noDevice',
  'grantGone',
  'unauthorized',
]);

/** What is not known keeps its mark, by which the retirement knows to look. */
async function giveUp(
  tx: TenantTx,
  session: Session,
  errorDetails: string,
  error: PartnerFailure,
  isKnown: boolean,
): Promise<void> {
  await lockGrant(tx, session.grant_id);
  const current = await lockSession(tx, session.id);
  if (isKnown) await updateSession(tx, session.id, { opening_until: null });
  if (current?.status !== 'requested') return;
  await updateSession(tx, session.id, { ...noSeals, status: 'failed', errorDetails });
  await noteAssistance(tx, session.deviceId, 'failed', errorDetails);
  // Whether the grant is really gone is for the duty that watches it to find out, now.
  if (error.reason === 'grantGone') await watchNow(tx, session.grant_id);
  await audit(tx, 'service', {
    activity: activities.sessionFailed,
    resource: sessionResource(session),
    result: 'Failure',
    changes: [
      { name: 'Status', from: 'requested', to: 'failed' },
      { name: 'ErrorDetails', from: null, to: errorDetails },
    ],
  });
}
