import type { Wire } from '../../edm/type.ts';
import { activities } from '../../model/audit-activities.ts';
import { fail } from '../../model/failures.ts';
import { type obligationAttempt, obligation as obligationType } from '../../model/obligation.ts';
import { selectEntity } from '../../store/query/page.ts';
import { obligationSource } from '../../store/table/obligation-page.ts';
import { findObligation, makeDue, type Obligation } from '../../store/table/obligations.ts';
import { afterCommit, type TenantDb } from '../../store/tenant.ts';
import { sentence } from '../../text/recorded/sentences.ts';
import type { Assist } from '../assist.ts';
import { audit } from '../audit/audit.ts';
import type { Handler } from '../call.ts';
import { foundIn } from '../found.ts';

/** How long it is waited for what comes of the attempt, in milliseconds; and how often it is looked. */
const waitMs = 10_000;
const lookMs = 50;

/** Tries again now, and says what came of it. One that is being worked on is being tried already. */
export const retryObligation: Handler<'obligations.retry'> = async (assist, call) => {
  const { database } = assist;
  const { tenantId } = call.caller;
  await database.write(tenantId, async (tx) => {
    const { id, kind, status } = foundIn(obligationType, await findObligation(tx, call.key), call.key);
    if (status !== 'due') {
      const over = status === 'done' ? 'completed' : 'cancelled';
      throw fail('conflict', { problem: sentence('nothingToTry', { state: over }), target: 'status' });
    }
    await makeDue(tx, id);
    afterCommit(tx, tx.announceDue);
    await audit(tx, call, { activity: activities.obligationRetried, resource: { id, displayName: kind } });
  });
  await attempted(assist, tenantId, call.key);
  return database.read(tenantId, (db) => shown(db, call.key));
};

async function attempted({ database, clock }: Assist, tenantId: string, id: string): Promise<void> {
  const until = performance.now() + waitMs;
  const isOver = (row: Obligation | undefined) =>
    row?.status !== 'due' || (row.probe === 0 && row.lease_owner === null);
  while (performance.now() < until && !isOver(await database.read(tenantId, (db) => findObligation(db, id)))) {
    await clock.wait(lookMs);
  }
}

async function shown(db: TenantDb, id: string): Promise<Wire<typeof obligationAttempt>> {
  const row = await selectEntity<Wire<typeof obligationAttempt>>(db, obligationSource(db), id);
  const { status, attempts, nextAttemptDateTime, lastFailure } = foundIn(obligationType, row, id);
  // That of a failure before this attempt, where this one went well.
  const failed = status === 'failing' || status === 'reported';
  return { status, attempts, nextAttemptDateTime, lastFailure: failed ? lastFailure : null };
}
