import { existsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { TurnableClock } from '../../core/clock.ts';
import { silent } from '../../core/log.ts';
import { databaseSettings } from '../../settings/database.ts';
import { isNoteworthy, isPostgresUrl } from '../../store/database.ts';
import { databaseClockAhead, migrationPlan } from '../../store/open-database.ts';
import { databaseReason } from '../service/database-reason.ts';
import { type CheckOptions, type Finding, fault, ok, warning } from './finding.ts';

/** Whether the database can be reached, and has the schema of this release; changes nothing. */
export async function checkDatabase({ settings }: CheckOptions): Promise<Finding[]> {
  const check = 'database';
  const { database } = settings;
  if (database === 'memory') return [];
  if (!isPostgresUrl(database) && !existsSync(database)) {
    return [
      warning(
        check,
        `the folder ${database} is not there yet`,
        'It is made at the first start, or by: assistd migrate',
      ),
    ];
  }
  try {
    const plan = await migrationPlan({
      ...databaseSettings(settings),
      purpose: 'production',
      clock: new TurnableClock(),
      log: silent,
    });
    return plan === ''
      ? [ok(check, 'can be reached, and its schema is up to date')]
      : [
          fault(
            check,
            'its schema is older than this release',
            'Back it up, then: assistd migrate (assistd migrate --plan shows the SQL)',
          ),
        ];
  } catch (error) {
    return [fault(check, databaseReason(error), mendOf(error as Error))];
  }
}

function mendOf({ name }: Error): string {
  if (name === 'DatabaseTooNew') return 'Start the newer release again, or restore the backup from before the upgrade.';
  if (name === 'PurposeDiffers') return 'Set database to one that assistd serve has made, or to an empty one.';
  return 'Check the address, the role and its password in database, and that the server runs.';
}

/** Whether the clock that replicas go by is the one of this machine. */
export async function checkDatabaseClock({ settings }: CheckOptions): Promise<Finding[]> {
  const options = {
    ...databaseSettings(settings),
    purpose: 'production',
    clock: new TurnableClock(),
    log: silent,
  } as const;
  // Whether it can be reached at all is looked at by itself.
  const aheadMs = await databaseClockAhead(options).catch(() => undefined);
  if (aheadMs === undefined) return [];
  const check = 'clock, by database';
  if (!isNoteworthy(aheadMs)) return [ok(check, 'right to a few seconds')];
  const seconds = Math.round(Math.abs(aheadMs) / 1000);
  return [
    warning(
      check,
      `this machine’s clock is ${seconds} s ${aheadMs > 0 ? 'behind' : 'ahead'}`,
      'Keep both clocks right: systemctl enable --now systemd-timesyncd, or chronyd. What is due goes by the database’s.',
    ),
  ];
}

const scarceBytes = 100 * 2 ** 20;
const lowBytes = 2 ** 30;

/** Whether there is room where SQLite writes. */
export async function checkDisk({ settings: { database } }: CheckOptions): Promise<Finding[]> {
  if (database === 'memory' || isPostgresUrl(database)) return [];
  const folder = nearestFolder(resolve(database));
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  const found = `${Math.floor(free / 2 ** 20)} MiB free at ${folder}`;
  const mend = 'Make room: a full disk stops every write.';
  if (free < scarceBytes) return [fault('disk', found, mend)];
  return free < lowBytes ? [warning('disk', found, mend)] : [ok('disk', found)];
}

function nearestFolder(path: string): string {
  return existsSync(path) || dirname(path) === path ? path : nearestFolder(dirname(path));
}
