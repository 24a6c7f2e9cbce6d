import { createReadStream, existsSync, rmSync, statSync } from 'node:fs';
import { exportTenant, type MoveOptions } from '../../assist/move/export-tenant.ts';
import { importTenant } from '../../assist/move/import-tenant.ts';
import { NotMovable, openMoved, sealMoved, type TransportKey } from '../../assist/move/moved-tenant.ts';
import { AuditKeys } from '../../core/audit-keys.ts';
import { TurnableClock } from '../../core/clock.ts';
import { writeWholeOf } from '../../core/private-file.ts';
import { MasterKeys, SealBroken } from '../../core/seal.ts';
import { databaseNames, databaseSettings } from '../../settings/database.ts';
import type { Settings } from '../../settings/schema.ts';
import { keys } from '../../settings/values.ts';
import { openDatabase } from '../../store/open-database.ts';
import { holdDatabase } from '../../store/sqlite/hold.ts';
import type { Context } from '../context.ts';
import { databaseFailure } from '../database-trouble.ts';
import { CommandFailure, exitCodes } from '../exit-codes.ts';
import { createLog } from '../log.ts';
import { readText, writing } from '../named-file.ts';
import { ownSettings } from '../settings-options.ts';

type Given = Readonly<Record<string, unknown>>;

/** What is needed of the settings on either side. */
const sealed = [...databaseNames, 'masterKeys', 'auditKeys'] as const;

interface Moved {
  readonly file: string;
  readonly keyFile: string | undefined;
}

/** @throws CommandFailure when nothing was moved */
export async function runExport(context: Context, given: Given, moved: Moved & { readonly tenant: string }) {
  const { tenant, file } = moved;
  const settings = ownSettings([...sealed, 'operatorTenant'], given, context.environment);
  const transport = await transportKey(moved.keyFile);
  if (existsSync(file)) throw new CommandFailure(exitCodes.usage, `${file} is there already: name another file`);
  if (tenant === settings.operatorTenant) {
    throw new CommandFailure(exitCodes.usage, "the operator's own organisation stays: name another one");
  }
  try {
    await withDatabase(settings, transport, async (options) => {
      await exportTenant(options, tenant, (parts, takeOut) =>
        writing(file, () => writeWholeOf(file, sealMoved(parts, transport), takeOut)),
      );
      await options.database.scrub();
    });
  } catch (error) {
    if (!existsSync(file)) throw error;
    // What was refused is still here: a file beside it would be an invitation to have it twice.
    if (error instanceof CommandFailure && error.code === exitCodes.conflict) {
      rmSync(file);
      throw error;
    }
    // Anything else may have come after the commit, and the file then is all that there is.
    throw new CommandFailure(
      exitCodes.failed,
      `${error instanceof Error ? error.message : String(error)}; ${file} is kept, because ${tenant} may be in it alone`,
      `Look with: assistd tenants show ${tenant}. Where its subscription is disabled, it is still here: delete the file, and try again. Where it is deleted, the file is it.`,
      { cause: error },
    );
  }
  context.terminal.note(
    `${tenant} is in ${file} and is refused here. Put it into the other database with: assistd tenants import ${file} --key-file FILE`,
  );
}

/** @throws CommandFailure when nothing was moved */
export async function runImport(context: Context, given: Given, { file, keyFile }: Moved) {
  const settings = ownSettings([...sealed, 'connectors'], given, context.environment);
  const transport = await transportKey(keyFile);
  if (!statSync(file, { throwIfNoEntry: false })?.isFile()) {
    throw new CommandFailure(exitCodes.usage, `there is no file ${file}`);
  }
  const connectors = settings.connectors.map(({ name }) => name);
  const tenantId = await withDatabase(settings, transport, (options) =>
    importTenant(options, connectors, () => openMoved(linesOf(file), transport)),
  );
  context.terminal.note(
    `${tenantId} is here, suspended. Serve it with: assistd tenants resume ${tenantId} — then delete ${file}`,
  );
}

async function transportKey(file: string | undefined): Promise<TransportKey> {
  if (file === undefined) {
    throw new CommandFailure(
      exitCodes.usage,
      '--key-file is missing: the file is sealed under its key',
      'Make one with: assistd keys new --file transport.key',
    );
  }
  const read = keys.safeParse(existsSync(file) ? await readText(file) : '');
  const [first] = read.success ? read.data : [];
  if (!first)
    throw new CommandFailure(exitCodes.usage, `${file} has no key: make it with assistd keys new --file ${file}`);
  return first;
}

/** One at a time, where `readline` would hold a thousand, of some megabytes each. */
async function* linesOf(file: string): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of createReadStream(file, { encoding: 'utf8', highWaterMark: 2 ** 20 })) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  if (rest !== '') yield rest;
}

/** A million rows are removed in one statement, which may take minutes. */
const statementMs = 3_600_000;

async function withDatabase<T>(
  settings: Pick<Settings, (typeof sealed)[number]>,
  transport: TransportKey,
  work: (options: MoveOptions) => Promise<T>,
): Promise<T> {
  try {
    const masterKeys = MasterKeys.parse(settings.masterKeys);
    using _ = holdDatabase(settings.database);
    const { database: place, postgres } = databaseSettings(settings);
    await using database = await openDatabase({
      database: place,
      spills: true,
      ...(postgres && { postgres: { ...postgres, statementMs } }),
      purpose: 'production',
      clock: new TurnableClock(),
      log: createLog('warn'),
      auditKeys: AuditKeys.of(settings.auditKeys, masterKeys),
    });
    return await work({ database, masterKeys, transport });
  } catch (error) {
    if (error instanceof CommandFailure) throw error;
    if (error instanceof NotMovable) throw new CommandFailure(exitCodes.conflict, error.message);
    if (error instanceof SealBroken || error instanceof RangeError) {
      throw new CommandFailure(exitCodes.failed, error.message, undefined, { cause: error });
    }
    throw databaseFailure(error, settings.database);
  }
}
