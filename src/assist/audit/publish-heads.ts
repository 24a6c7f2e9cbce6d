import { appendFile } from 'node:fs/promises';
import { dateTimeOf } from '../../edm/date-time.ts';
import { stateOf } from '../../store/table/audit-hash.ts';
import { readAuditHead, sealAuditHead } from '../../store/table/audit-head.ts';
import type { Assist } from '../assist.ts';
import { everyDay } from '../every-day.ts';
import { isPlain, keyTrail } from './audit.ts';

/**
 * Once a day tells the newest hash of every trail to the log, and to `file` where one is set: whoever writes the database, and has the
 * key as well, cannot change those. Before that, a trail of an earlier release gets its key, and an end under an older key the current
 * one. It never rejects.
 */
export function publishHeads(assist: Assist, file: string | undefined, stop: AbortSignal): Promise<void> {
  const { database, clock, log } = assist;
  return everyDay(assist, stop, 'telling the newest hashes of audit trails', async (tenantId) => {
    const found = await database.read(tenantId, async (db) => {
      const head = await readAuditHead(db);
      return { head, state: stateOf(db, head), isOlder: head.mac_key_id !== db.auditKeys.currentId };
    });
    if (found.head.sequence === 0) return;
    if (isPlain(found.head)) {
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
    const head = { tenantId, sequence, hash, time: dateTimeOf(clock.now()) };
    log.info({ auditHead: head }, 'the newest hash of an audit trail');
    // A disk that is full keeps no other trail from its key, nor from the log.
    if (file !== undefined)
      await appendFile(file, `${JSON.stringify(head)}\n`, { mode: 0o600 }).catch((err: unknown) =>
        log.error({ err, file }, 'the newest hash of an audit trail could not be added to auditHeadsFile'),
      );
  });
}
