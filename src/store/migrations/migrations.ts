import type { Purpose } from '../purpose.ts';
import type { Dialect } from '../schema.ts';
import { connectAndDisconnect } from './0001-connect-and-disconnect.ts';
import { providedPartners } from './0002-provided-partners.ts';
import { devicesAndSessions } from './0003-devices-and-sessions.ts';
import { settingsAndSuspension } from './0004-settings-and-suspension.ts';
import { openObligations } from './0005-open-obligations.ts';
import { requestWindows } from './0006-request-windows.ts';
import { indexesOfGrantsAndStates } from './0007-indexes-of-grants-and-states.ts';
import { databasePurpose } from './0010-database-purpose.ts';
import { ending } from './0011-ending.ts';
import { whatIsNotKnown } from './0012-what-is-not-known.ts';
import { receiptKeys } from './0013-receipt-keys.ts';
import { keyedTrail } from './0014-keyed-trail.ts';
import { consentsAndLinks } from './0015-consents-and-links.ts';
import { plannedAt } from './0023-planned-at.ts';
import { opaqueGrants } from './0030-opaque-grants.ts';
import { whatPartnersKnow } from './0031-what-partners-know.ts';
import { deviceTexts } from './0035-device-texts.ts';
import { comanagedDevices } from './0036-comanaged-devices.ts';
import { userIdInAnyCase } from './0040-user-id-in-any-case.ts';
import { deviceTextsOnPostgres } from './0056-device-texts-on-postgres.ts';
import { everyAnswerToAQuestion } from './0058-every-answer-to-a-question.ts';
import { pruningFromTheAnchor } from './0063-pruning-from-the-anchor.ts';
import { deviceTextsInParts } from './0064-device-texts-in-parts.ts';
import { partialIndexesOfUsers } from './0065-partial-indexes-of-users.ts';
import { whatIsDueFirst } from './0066-what-is-due-first.ts';
import { deviceTextsMergedByUs } from './0067-device-texts-merged-by-us.ts';
import { keysOfDevices } from './0068-keys-of-devices.ts';
import { grantsOfAPartner } from './0069-grants-of-a-partner.ts';
import { actorsOnce } from './0073-actors-once.ts';
import { deviceTextsThatAreGone } from './0074-device-texts-that-are-gone.ts';
import { severancesThatMetBefore } from './0075-severances-that-met-before.ts';
import { restoredElsewhere } from './0076-restored-elsewhere.ts';
import { whatCodesAreBoundTo } from './0077-what-codes-are-bound-to.ts';
import { renewalsLeftOpen } from './0078-renewals-left-open.ts';
import { type Migration, typed } from './migration.ts';

/** All steps, in order. */
export const migrations: readonly Migration[] = [
  connectAndDisconnect,
  providedPartners,
  devicesAndSessions,
  settingsAndSuspension,
  openObligations,
  requestWindows,
  indexesOfGrantsAndStates,
  databasePurpose,
  ending,
  whatIsNotKnown,
  receiptKeys,
  keyedTrail,
  consentsAndLinks,
  plannedAt,
  opaqueGrants,
  whatPartnersKnow,
  deviceTexts,
  comanagedDevices,
  userIdInAnyCase,
  deviceTextsOnPostgres,
  everyAnswerToAQuestion,
  pruningFromTheAnchor,
  deviceTextsInParts,
  partialIndexesOfUsers,
  whatIsDueFirst,
  deviceTextsMergedByUs,
  keysOfDevices,
  grantsOfAPartner,
  actorsOnce,
  deviceTextsThatAreGone,
  severancesThatMetBefore,
  restoredElsewhere,
  whatCodesAreBoundTo,
  renewalsLeftOpen,
];

/** Of a database that is up to date. */
export const newestVersion = Math.max(...migrations.map(({ version }) => version));

/** The table that says which steps a database has. It is of no tenant, and written by migrations alone. */
export function migrationTable(dialect: Dialect): string {
  const columns = 'version BIGINT NOT NULL PRIMARY KEY, name TEXT NOT NULL, oldest_program BIGINT NOT NULL';
  return `CREATE TABLE schema_migrations (${typed(dialect, columns)})${dialect === 'sqlite' ? ' STRICT' : ''}`;
}

/** Marks a database as it is made. @see {@link databasePurpose} */
export function purposeMark(purpose: Purpose): string[] {
  return purpose === 'development' ? [`INSERT INTO database_purpose (purpose) VALUES ('development')`] : [];
}

/** A step that a database has. */
export interface AppliedMigration {
  readonly version: number;
  readonly oldest_program: number;
}

/** A newer release has changed the database so that this one can't work on it. */
export class DatabaseTooNew extends Error {
  constructor(found: number, needed: number, known: number) {
    super(
      `the database has schema version ${found}, which needs a program that knows version ${needed}; ` +
        `this one knows ${known}. Start a newer release of assistd, or restore the database from before the upgrade.`,
    );
    this.name = 'DatabaseTooNew';
  }
}

/**
 * The steps that a database with the `applied` ones still needs.
 * @throws DatabaseTooNew
 */
export function pending(applied: readonly AppliedMigration[], all: readonly Migration[] = migrations): Migration[] {
  const known = Math.max(0, ...all.map(({ version }) => version));
  const needed = Math.max(0, ...applied.map(({ oldest_program }) => oldest_program));
  if (needed > known) throw new DatabaseTooNew(Math.max(...applied.map(({ version }) => version)), needed, known);
  const present = new Set(applied.map(({ version }) => version));
  return all.filter(({ version }) => !present.has(version));
}

/** The statements of one step, its record in the migration table last. */
export function statementsOf(migration: Migration, dialect: Dialect): string[] {
  const { version, name, oldestProgram: oldest, statements } = migration;
  const oldestProgram = typeof oldest === 'number' ? oldest : oldest(dialect);
  return [
    ...statements(dialect).map((sql) => typed(dialect, sql)),
    `INSERT INTO schema_migrations (version, name, oldest_program) VALUES (${version}, '${name}', ${oldestProgram})`,
  ];
}

/** The given steps as an SQL script; without arguments, the whole schema (`contract/schema.sql`). */
export function sqlScript(dialect: Dialect, steps: readonly Migration[] = migrations): string {
  const heading = (step: Migration) => `-- ${step.version}: ${step.name}`;
  const parts = steps.map((step) => [heading(step), ...statementsOf(step, dialect).map((sql) => `${sql};`)].join('\n'));
  if (steps[0]?.version === 1) parts.unshift(`${migrationTable(dialect)};`);
  return `${parts.join('\n\n')}\n`;
}
