import { oneByOne } from '../../core/give-way.ts';
import { millisecondsOf } from '../../edm/date-time.ts';
import { activities } from '../../model/audit-activities.ts';
import type { Job, Outcome } from '../../obligations/duty.ts';
import type { RetirementProgress } from '../../obligations/progress.ts';
import { destroyGrant, fateOfSeals } from '../../store/table/grants.ts';
import { findPartner } from '../../store/table/partners.ts';
import {
  clearSealedOfGrant,
  hasOpening,
  listOngoingSessions,
  lockUnfinishedSessions,
  type Session,
} from '../../store/table/sessions.ts';
import { afterCommit, type TenantTx } from '../../store/tenant.ts';
import { sentence } from '../../text/recorded/sentences.ts';
import type { Assist } from '../assist.ts';
import { audit } from '../audit/audit.ts';
import type { Access } from '../grant/access.ts';
import { leaveUnconfirmed } from '../session/session.ts';
import { outlived } from './close-sessions.ts';
import { notEstablished } from './not-established.ts';

/**
 * The end of a retirement: the sealed tokens are removed, and what could not be confirmed is said.
 * @param unknown why the grant may still be in force at the partner
 */
export async function destroy(
  assist: Assist,
  { tenantId }: Job,
  { connector, grant }: Access,
  progress: RetirementProgress,
  unknown: string | undefined,
): Promise<Outcome> {
  const left = await assist.database.read(tenantId, (db) => listOngoingSessions(db, grant.id));
  const inside = await outlived(assist, tenantId, grant.id, connector);
  const running = [...new Set([...(progress.running ?? []), ...inside.map(({ id }) => id)])];
  const because = progress.sessionsLeft ?? sentence('takenBeforeClosed');
  // What is open at the partner alone is in no row of ours: a call to open it whose answer was lost, or one that is open again.
  const isElsewhere =
    progress.sessionsLeft !== undefined || (await isUnseen(assist, tenantId, { connector, grant }, progress));
  const elsewhere = isElsewhere ? sentence('partnersSessionsGoOn', { why: because }) : undefined;
  const sessions = left.length > 0 ? sessionsGoOn(left, because) : elsewhere;
  const unconfirmed = [unknown, sessions].filter((each) => each !== undefined).join(sentence('and')) || undefined;
  return {
    kind: 'done',
    unconfirmed,
    progress: { ...progress, notEstablished: notEstablished(connector, { ...progress, running }, unconfirmed) },
    write: (tx) => write(assist, tx, { connector, grant }, progress, { unknown, unconfirmed, because }),
  };
}

/** Whether a call to open a session went unanswered, and the partner never said what is open. */
async function isUnseen(
  { database }: Assist,
  tenantId: string,
  { connector, grant }: Pick<Access, 'connector' | 'grant'>,
  { steps = [] }: RetirementProgress,
): Promise<boolean> {
  if (!connector.capabilities.closesSessions || steps.some(({ name }) => name === 'closeSessions')) return false;
  return database.read(tenantId, (db) => hasOpening(db, grant.id));
}

function sessionsGoOn(left: readonly Session[], why: string): string {
  const until = Math.max(...left.map(({ expirationDateTime }) => millisecondsOf(expirationDateTime)));
  const instant = new Date(until).toISOString();
  if (left.length === 1) return sentence('sessionGoesOn', { instant, why });
  return sentence('sessionsGoOn', { count: left.length, instant, why });
}

interface Unconfirmed {
  readonly unknown: string | undefined;
  readonly unconfirmed: string | undefined;
  /** Why sessions are left. */
  readonly because: string;
}

async function write(
  assist: Assist,
  tx: TenantTx,
  { connector, grant }: Pick<Access, 'connector' | 'grant'>,
  progress: RetirementProgress,
  { unknown, unconfirmed, because }: Unconfirmed,
): Promise<void> {
  const partner = await findPartner(tx, grant.partner_id);
  await destroyGrant(tx, grant.id, unconfirmed ?? null);
  const left = await lockUnfinishedSessions(tx, grant.id);
  await clearSealedOfGrant(tx, grant.id);
  await oneByOne(left, (session) => leaveUnconfirmed(tx, session, because));
  const ending = progress.revoked ? 'revoked' : connector.capabilities.revokes ? 'no longer accepted' : 'forgotten';
  await audit(tx, 'service', {
    activity: activities.grantRevoked,
    resource: { id: grant.partner_id, displayName: partner?.displayName ?? grant.connector },
    ...(unconfirmed !== undefined && { result: 'Failure' as const }),
    changes: [
      { name: 'Grant', from: 'held', to: unknown === undefined ? ending : 'unconfirmed' },
      { name: 'Unconfirmed', from: null, to: unconfirmed },
      { name: 'SessionsClosed', from: null, to: progress.sessionsClosed ?? 0 },
      { name: 'SessionsLeft', from: null, to: left.length > 0 ? because : progress.sessionsLeft },
      { name: 'SealedTokens', from: 'stored', to: fateOfSeals(tx) },
    ],
  });
  afterCommit(tx, () => {
    assist.database.scrub().catch((err: unknown) => assist.log.warn({ err }, 'scrub failed'));
  });
}
