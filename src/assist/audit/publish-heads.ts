import { appendFile } from 'node:fs/promises';
import { dateTimeOf } from '../../edm/date-time.ts';
import type { Stamped } from '../../receipt/time-stamping.ts';
import { stateOf } from '../../store/table/audit/audit-hash.ts';
import { readAuditHead, sealAuditHead } from '../../store/table/audit/audit-head.ts';
import type { Assist } from '../assist.ts';
import { everyDay } from '../every-day.ts';
import { isPlain, keyTrail } from './audit.ts';

/** How long an authority that gave no time stamp is not asked again, in milliseconds. */
const restMs = 10 * 60_000;

/**
 * Once a day tells the newest hash of every trail to the log, and to `file` where one is set: whoever writes the database, and has the
 * key as well, cannot change those. Where a time stamp authority is set, with its time stamp over it. Before that, a trail of an earlier release gets its key, and an end under an older key the current
 * one. It never rejects.
 */
export function publishHeads(assist: Assist, file: string | undefined, stop: AbortSignal): Promise<void> {
  const { database, clock, log, timeStamping } = assist;
  let restsUntil = 0;
  // An authority that is away is not waited for once for each trail.
  const stamp = async (told: object): Promise<Stamped> => {
    if (!timeStamping || clock.elapsed() < restsUntil) return {};
    const timeStamp = await timeStamping(told, 'the newest hash of an audit trail');
    if (timeStamp !== null) return { timeStamp };
    restsUntil = clock.elapsed() + restMs;
    return {};
  };
  return everyDay(assist, stop, 'telling the newest hashes of audit trails', async (tenantId) => {
    const found = await database.read(tenantId, async (db) => {
      const head = await readAuditHead(db);
      return { head, state: stateOf(db, head), isOlder: head.mac_key_id !== db.auditKeys.currentId };
    });
    if (found.head.sequence === 0) return;
    if (isPlain(found)) {
      await database.write(tenantId, keyTrail);
      log.warn(
        { tenantId, sequence: found.head.sequence },
        'an audit trail goes on with a key; up to here it has none',
      );
    } else if (found.state === 'keyed' && found.isOlder) await database.write(tenantId, sealAuditHead);
    else if (found.state !== 'keyed')
      log.error(
        { tenantId, state: found.state },
        'an audit trail does not end as it was written: assistd audit verify',
      );
    const { sequence, hash } = await database.read(tenantId, readAuditHead);
    const told = { tenantId, sequence, hash, time: dateTimeOf(clock.now()) };
    const head = { ...told, ...(await stamp(told)) };
    log.info({ auditHead: head }, 'the newest hash of an audit trail');
    // A disk that is full keeps no other trail from its key, nor from the log.
    if (file !== undefined)
      await appendFile(file, `${JSON.stringify(head)}\n`, { mode: 0o600 }).catch((err: unknown) =>
        log.error({ err, file }, 'the newest hash of an audit trail could not be added to auditHeadsFile'),
      );
  });
}
