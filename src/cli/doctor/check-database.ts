import { randomUUID } from 'node:crypto';
import { existsSync, lstatSync, mkdtempSync, rmdirSync, statSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { AuditKeys } from '../../core/audit-keys.ts';
import { TurnableClock } from '../../core/clock.ts';
import { type Log, silent } from '../../core/log.ts';
import { MasterKeys } from '../../core/seal.ts';
import { databaseSettings } from '../../settings/database.ts';
import { isNoteworthy, isPostgresUrl } from '../../store/database.ts';
import { databaseClockAhead, migrationPlan, openDatabase } from '../../store/open-database.ts';
import { lockFile } from '../../store/sqlite/hold.ts';
import { databaseTrouble } from '../database-trouble.ts';
import { checkKeys } from './check-keys.ts';
import { type CheckOptions, type Finding, fault, ok, warning } from './finding.ts';

const check = 'database';

/**
 * Whether `assistd serve` can work on the database: it is opened as serve opens it, under the service's own role, once its schema is
 * found to be of this release, so that opening changes nothing; then every key is tried.
 */
export async function checkDatabase({ settings }: CheckOptions): Promise<Finding[]> {
  const { database } = settings;
  if (database === 'memory') return [];
  const warned: Finding[] = [];
  const log: Log = {
    ...silent,
    // The other one is about the clock, which is looked at by itself.
    warn: (fields, said) => 'mend' in fields && warned.push(warning(check, said, String(fields.mend))),
  };
  const { postgres, ...place } = databaseSettings(settings);
  // Whoever asks what is wrong now does not want to wait for it to go away.
  const reached = postgres && { postgres: { ...postgres, startMs: 0, notify: false } };
  const options = { ...place, ...reached, purpose: 'production', clock: new TurnableClock(), log } as const;
  try {
    if (!isPostgresUrl(database)) tryFolder(database);
    if (!isPostgresUrl(database) && !existsSync(database)) {
      const found = `the folder ${database} is not there yet`;
      return [warning(check, found, 'It is made at the first start, or by: assistd migrate')];
    }
    // The service's own role first: serve asks nobody else where the schema is up to date.
    const { migrationUrl: _, ...own } = postgres ?? {};
    const seen = postgres ? await migrationPlan({ ...options, postgres: own }) : '';
    const plan = await migrationPlan(options);
    if (isNew(plan)) {
      return [warning(check, 'it has no tables yet', 'They are made at the first start, or by: assistd migrate')];
    }
    if (plan !== '') {
      return [
        fault(
          check,
          'its schema is older than this release',
          'Back it up, then: assistd migrate (assistd migrate --plan shows the SQL)',
        ),
      ];
    }
    if (isNew(seen)) {
      const found = 'its tables are in a schema that the role of the service does not look into';
      const mend = 'ALTER ROLE … IN DATABASE … SET search_path = …, with the schema that they are in.';
      return [fault(check, found, mend)];
    }
    const keys = keysOf(settings);
    // Without the owner's, nothing can be changed.
    const unchanging = postgres ? { ...options, postgres: { ...own, startMs: 0, notify: false } } : options;
    await using open = await openDatabase({ ...unchanging, auditKeys: keys?.auditKeys ?? AuditKeys.none });
    await open.ping();
    // A pooler may let single statements through alone.
    if (postgres) await open.write(randomUUID(), async () => {});
    const found = keys ? await checkKeys(open, keys.masterKeys, keys.auditKeys) : [];
    return [ok(check, 'can be reached and worked on, and its schema is up to date'), ...warned, ...found];
  } catch (error) {
    const { found, mend } = databaseTrouble(error, database);
    return [fault(check, found, mend)];
  }
}

/** Whether a plan begins with nothing. */
function isNew(plan: string): boolean {
  return plan.includes('CREATE TABLE schema_migrations ');
}

/** Only trying tells whether anything can be made in a folder, or where it is to be; nothing is left of it. @throws Error of the file system */
function tryFolder(folder: string): void {
  // A link that leads nowhere is there, and the folder is not.
  if (lstatSync(folder, { throwIfNoEntry: false })) statSync(folder);
  rmdirSync(mkdtempSync(join(nearestFolder(resolve(folder)), '.assistd-doctor-')));
  lockFile(folder);
}

/** The keys of the settings, `undefined` where what is wrong with them is said of the settings. */
function keysOf({ masterKeys: given, auditKeys }: CheckOptions['settings']) {
  try {
    const masterKeys = MasterKeys.parse(given);
    return { masterKeys, auditKeys: AuditKeys.of(auditKeys, masterKeys) };
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
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
  const asked = 'clock, by database';
  if (!isNoteworthy(aheadMs)) return [ok(asked, 'right to a few seconds')];
  const seconds = Math.round(Math.abs(aheadMs) / 1000);
  return [
    warning(
      asked,
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
