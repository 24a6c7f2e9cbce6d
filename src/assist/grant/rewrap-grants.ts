import { rewrapDataKey, SealBroken, wrappedUnder } from '../../core/seal.ts';
import { listGrantsNotUnderKey, rewrapGrant } from '../../store/table/grants.ts';
import type { Assist } from '../assist.ts';
import { ownerOf } from './grant-seal.ts';

const pageSize = 100;

/**
 * After a rotation of the master key: wraps every data key anew under the current one, while the service runs. When it is through,
 * the log says so, and the older key can be taken out of the settings.
 */
export async function rewrapGrants(assist: Assist, stop: AbortSignal): Promise<void> {
  const { database, masterKeys, log } = assist;
  let rewrapped = 0;
  let broken = 0;
  try {
    for (let after = ''; !stop.aborted; ) {
      const tenants = await database.tenants({ after, limit: pageSize });
      for (const tenantId of tenants) {
        const counts = await rewrapTenant(assist, tenantId, stop);
        rewrapped += counts.rewrapped;
        broken += counts.broken;
      }
      const last = tenants.at(-1);
      if (last === undefined) break;
      after = last;
    }
  } catch (err) {
    log.error({ err, rewrapped }, 'wrapping data keys anew was interrupted; it goes on at the next start');
    return;
  }
  if (rewrapped + broken > 0)
    log.info({ rewrapped, broken, keyId: masterKeys.currentId }, 'data keys are under the current master key');
}

async function rewrapTenant({ database, masterKeys, log }: Assist, tenantId: string, stop: AbortSignal) {
  const counts = { rewrapped: 0, broken: 0 };
  // What was tried once is not tried again in this run, whatever came of it.
  const skipped = new Set<string>();
  for (;;) {
    const grants = await database.read(tenantId, (db) =>
      listGrantsNotUnderKey(db, masterKeys.currentId, pageSize + skipped.size),
    );
    const left = grants.filter(({ id }) => !skipped.has(id));
    if (left.length === 0 || stop.aborted) return counts;
    for (const grant of left) {
      skipped.add(grant.id);
      try {
        const wrapped = grant.wrapped_key;
        const anew =
          wrapped && (await rewrapDataKey(masterKeys, { ...ownerOf(tenantId, grant), field: 'dataKey' }, wrapped));
        if (!wrapped || !anew) continue;
        await database.write(tenantId, (tx) => rewrapGrant(tx, grant.id, wrapped, anew, wrappedUnder(anew)));
        counts.rewrapped += 1;
      } catch (error) {
        if (!(error instanceof SealBroken)) throw error;
        counts.broken += 1;
        log.error(
          { tenantId, grant: grant.id, reason: error.message },
          'a data key does not open: connect the partner again',
        );
      }
    }
  }
}
