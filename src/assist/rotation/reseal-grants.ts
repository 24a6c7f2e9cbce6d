import { later, stillLasts } from '../../core/clock.ts';
import { SealBroken } from '../../core/seal.ts';
import { everyTenant } from '../../store/every-tenant.ts';
import { refreshLeaseMs } from '../../store/table/grant-refresh.ts';
import { listGrantsNotUnderKey, lockGrant, replaceSeals } from '../../store/table/grants.ts';
import { lockSealedSessions, updateSession } from '../../store/table/sessions.ts';
import type { TenantTx } from '../../store/tenant.ts';
import type { Assist } from '../assist.ts';
import { openSealedGrant, ownerOf, sealGrant } from '../grant/grant-seal.ts';
import { resealSession } from '../session/session-seal.ts';
import { resealConsents } from './reseal-consents.ts';

const pageSize = 100;
const againMs = 60_000;
/** How long after its lease a refresh may still store what it got, in milliseconds; one that is older was cut short. */
const lateRefreshMs = 10 * 60_000;

type Outcome = 'resealed' | 'postponed' | 'broken' | 'gone';

/**
 * After a rotation of the master key: seals every grant, and what consents need that are not over, anew under data keys of their own, while the service runs. So an older
 * copy of the database, its log or a backup gives away no data key that is in use, and once the older master key is gone nobody opens
 * anything that stands in those alone. When it is through, the log says so, and the older key can be taken out of the settings.
 */
export async function resealGrants(assist: Assist, stop: AbortSignal): Promise<void> {
  const { database, clock, masterKeys, log } = assist;
  const counts = { resealed: 0, broken: 0 };
  try {
    for (let postponed = 1; postponed > 0 && !stop.aborted; ) {
      postponed = 0;
      for await (const tenantId of everyTenant(database)) {
        if (stop.aborted) break;
        for (const outcome of await resealAll(assist, tenantId, stop)) {
          if (outcome === 'postponed') postponed += 1;
          else if (outcome !== 'gone') counts[outcome] += 1;
        }
      }
      if (postponed > 0) await clock.wait(againMs, stop);
    }
    if (counts.resealed > 0) await database.scrub();
  } catch (err) {
    log.error({ err, ...counts }, 'sealing grants anew was interrupted; it goes on at the next start');
    return;
  }
  if (stop.aborted) return;
  const done = { ...counts, keyId: masterKeys.currentId };
  // Whoever reads that all are would take the former key out of the settings.
  if (counts.broken > 0)
    log.error(done, 'not every data key opens: put the former master key back; assistd doctor says which');
  else if (counts.resealed > 0) log.info(done, 'data keys are under the current master key');
}

/** One whose rows cannot be had just now keeps none of the others from it. */
async function resealAll(assist: Assist, tenantId: string, stop: AbortSignal): Promise<Outcome[]> {
  try {
    return [...(await resealConsents(assist, tenantId)), ...(await resealTenant(assist, tenantId, stop))];
  } catch (err) {
    assist.log.warn({ err, tenantId }, 'what an organisation has could not be sealed anew; it is tried again');
    return ['postponed'];
  }
}

async function resealTenant(assist: Assist, tenantId: string, stop: AbortSignal): Promise<Outcome[]> {
  const { database, masterKeys, log } = assist;
  const outcomes = new Map<string, Outcome>();
  while (!stop.aborted) {
    // What was tried once is not tried again in this run, whatever came of it.
    const limit = pageSize + outcomes.size;
    const grants = await database.read(tenantId, (db) => listGrantsNotUnderKey(db, masterKeys.currentId, limit));
    const left = grants.filter(({ id }) => !outcomes.has(id));
    if (left.length === 0) break;
    for (const { id } of left) {
      try {
        outcomes.set(id, await database.write(tenantId, (tx) => resealGrant(assist, tx, id)));
      } catch (error) {
        if (!(error instanceof SealBroken)) throw error;
        outcomes.set(id, 'broken');
        log.error(
          { tenantId, grant: id, reason: error.message },
          'a data key does not open: connect the partner again',
        );
      }
    }
  }
  return [...outcomes.values()];
}

/** Nobody else seals under a grant that is held here, nor brings what was sealed under its older key. */
async function resealGrant(assist: Assist, tx: TenantTx, id: string): Promise<Outcome> {
  const { masterKeys } = assist;
  const grant = await lockGrant(tx, id);
  if (!grant || grant.key_id === masterKeys.currentId) return 'gone';
  const storesUntil = grant.refresh_until && later(grant.refresh_until, lateRefreshMs);
  if (stillLasts(storesUntil, tx.now, refreshLeaseMs + lateRefreshMs)) return 'postponed';
  const sessions = await lockSealedSessions(tx, id);
  if (sessions.some(({ opening_until }) => opening_until !== null)) return 'postponed';
  const owner = ownerOf(tx.tenantId, grant);
  const secret = await openSealedGrant(masterKeys, owner, grant);
  if (!secret) return 'gone';
  const renewAt = grant.renew_at === null ? {} : { renewAt: grant.renew_at };
  const sealed = await sealGrant(masterKeys, owner, { grant: secret, ...renewAt });
  for (const session of sessions) {
    await updateSession(tx, session.id, await resealSession(assist, tx, session, { ...grant, ...sealed }));
  }
  await replaceSeals(tx, id, sealed);
  return 'resealed';
}
