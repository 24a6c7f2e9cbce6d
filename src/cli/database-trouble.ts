import { Failure } from '../core/failure.ts';
import { CommandFailure, exitCodes } from './exit-codes.ts';

export interface DatabaseTrouble {
  /** What the driver says; a URL in it, which may hold a password, is left out. */
  readonly found: string;
  readonly mend: string;
}

/** What is wrong with a database, and what to do about it. @param place the setting `database` */
export function databaseTrouble(error: unknown, place = ''): DatabaseTrouble {
  const said = reasonOf(error);
  const isFolder = place !== '' && !/^postgres(ql)?:/.test(place);
  const found = isFolder && !said.includes(place) ? `${place}: ${said}` : said;
  return { found: withoutUrls(found), mend: mendOf(error, said, isFolder) };
}

/** The same as the end of a command. */
export function databaseFailure(error: unknown, place?: string): CommandFailure {
  const { found, mend } = databaseTrouble(error, place);
  return new CommandFailure(exitCodes.failed, `database: ${found}`, mend, { cause: error });
}

/** Whether it is the database, and not something else, that an error is about. */
export function isDatabaseTrouble(error: unknown): boolean {
  if (error instanceof Failure) return error.internal?.startsWith('database: ') === true;
  if (error instanceof Error && error.name in ofNames) return true;
  // SQLite's; PostgreSQL's; and what the file system refuses, where a port may be refused in the same words.
  return (
    error instanceof Error && (codesOf(error).includes('ERR_SQLITE_ERROR') || 'severity' in error || 'path' in error)
  );
}

// SQLSTATE (https://www.postgresql.org/docs/current/errcodes-appendix.html), result codes of SQLite, and codes of Node.
const mends: readonly (readonly [RegExp, string])[] = [
  [/^28P01$/, 'The password is another: correct it in database, or in the file that its passfile names.'],
  [/^28/, 'Make the role (docs/guide/scale.md), or let the server’s pg_hba.conf admit it from this machine.'],
  [/^3D000$/, 'Make it, CREATE DATABASE … OWNER assistd_owner, or correct its name in database.'],
  [
    /^42501$/,
    'Let databaseMigrationUrl name the role that owns the database, and run assistd migrate: it gives the rights.',
  ],
  [/^53300$/, 'Raise max_connections of the server or the limit of the role, or lower databaseConnections.'],
  [/^53100$/, 'The disk of the server is full: make room there.'],
  [/^57P03$/, 'It starts, stops or recovers: wait, and look at its log.'],
  [/^(ENOTFOUND|EAI_AGAIN)$/, 'Correct the host in database, or the DNS of this machine.'],
  [
    /^ECONNREFUSED$/,
    'Nothing listens there: start PostgreSQL, and check host and port in database, and its listen_addresses.',
  ],
  [/^(ETIMEDOUT|EHOSTUNREACH|ENETUNREACH)$/, 'Check the host in database, the network and its firewalls.'],
  [/^CERT_HAS_EXPIRED$/, 'Renew the server’s certificate, and let it read it anew; this machine’s clock counts, too.'],
  [/^CERT_NOT_YET_VALID$/, 'Check this machine’s clock, and that of whoever made the certificate.'],
  [/^(ERR_TLS_CERT_ALTNAME_INVALID|PERMITTED_VIOLATION)$/, 'Name the host in database as its certificate does.'],
  [
    /^(UNABLE_TO_\w+|SELF_SIGNED_CERT_IN_CHAIN|DEPTH_ZERO_SELF_SIGNED_CERT)$/,
    'Name the authority of its certificate in database: sslrootcert=FILE.',
  ],
  [/^EROFS$/, 'The file system is mounted read-only: mount it for writing, or set database to a folder on another.'],
  [/^(EACCES|EPERM|SQLITE_(8|14))$/, 'Let the user that assistd runs as own the folder, and write into it.'],
  [/^(ENOTDIR|EEXIST)$/, 'Set database to a folder: a file has that name.'],
  [/^(ENAMETOOLONG|ELOOP)$/, 'Set database to a folder whose path is shorter, without links that lead back.'],
  [/^(EIO|SQLITE_10)$/, 'The disk failed: look at what this machine’s log says of it.'],
  [/^(ENOSPC|EDQUOT|SQLITE_13)$/, 'The disk is full: make room.'],
  [/^SQLITE_(11|26)$/, 'It is damaged, or no database: move the folder away, and restore a backup (assistd restore).'],
];

const ofWords: typeof mends = [
  [
    /^ENOENT.*, (mkdir|mkdtemp|stat) /,
    'Nothing can be made there, as below /proc, or a link leads nowhere: set database to a folder on a disk.',
  ],
  [
    /column "oldest_program" does not exist/,
    'Another program has a table schema_migrations there: give assistd a database of its own.',
  ],
  [
    /takes no writes/,
    'Name the server that takes writes in database, or RESET default_transaction_read_only of the role and the database.',
  ],
  [/statement pooling/, 'Set pool_mode of PgBouncer to transaction or session: the service works in transactions.'],
  [/password must be a string/, 'Nobody told a password: name a passfile in database, or make ~/.pgpass.'],
  [/timeout/, 'Check the host in database, the network and its firewalls.'],
  [/terminated unexpectedly/, 'What answers there may be no PostgreSQL: check host and port in database.'],
];

const ofNames: Readonly<Record<string, string>> = {
  FolderInUse: 'A service that runs has it, or a command that works on the database itself.',
  NoPlainFile: 'Move it away, or set database to another folder.',
  DatabaseTooNew: 'Start the newer release again, or restore the backup from before the upgrade.',
  EncodingDiffers: 'Make another: CREATE DATABASE … OWNER assistd_owner ENCODING UTF8 LOCALE "C" TEMPLATE template0.',
  TablesHidden:
    'ALTER ROLE … IN DATABASE … SET search_path = …, with the schema that they are in; or move them: ALTER TABLE … SET SCHEMA.',
  RoleNotBound: 'assistd serve does not start under it.',
  ServerTooOld: 'Dump the database, and restore it on a newer server (docs/guide/backup.md).',
  RowSecurityOff: 'ALTER ROLE … RESET row_security, and ALTER DATABASE … RESET row_security.',
  PurposeDiffers: 'Set database to one that assistd serve has made, or to an empty one.',
};

function mendOf(error: unknown, said: string, isFolder: boolean): string {
  const named = error instanceof Error ? ofNames[error.name] : undefined;
  const codes = codesOf(error);
  const coded = mends.find(([pattern]) => codes.some((code) => pattern.test(code)));
  const worded = ofWords.find(([pattern]) => pattern.test(said));
  return (
    named ??
    coded?.[1] ??
    worded?.[1] ??
    (isFolder
      ? 'Look at the folder, at its disk, and at what this machine’s log says of them.'
      : 'Check the address, the role and its password in database, and that the server runs.')
  );
}

/** The codes of an error and of what caused it. */
function codesOf(error: unknown): string[] {
  if (!(error instanceof Error)) return [];
  const { code, errcode } = error as { code?: unknown; errcode?: unknown };
  // Of an extended result code of SQLite, the primary one is in the low byte.
  const sqlite = typeof errcode === 'number' ? [`SQLITE_${errcode & 255}`] : [];
  const own = typeof code === 'string' ? [code] : [];
  return [...sqlite, ...own, ...codesOf(error.cause)];
}

function reasonOf(error: unknown): string {
  if (error instanceof Failure) return error.internal?.replace(/^database: /, '') ?? error.message;
  const { message, cause } = error as Error;
  const inner = cause instanceof Error && cause.message !== '' ? `: ${cause.message}` : '';
  return `${message || String(error)}${inner}`;
}

function withoutUrls(text: string): string {
  return text.replaceAll(/\bpostgres(ql)?:\/\/\S+/g, '(the URL in database)');
}
