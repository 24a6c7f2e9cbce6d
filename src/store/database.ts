import type { AuditKeys } from '../core/audit-keys.ts';
import type { Clock } from '../core/clock.ts';
import type { InTurn } from '../core/give-way.ts';
import type { Log } from '../core/log.ts';
import type { Soon } from '../core/soon.ts';
import type { Purpose } from './purpose.ts';
import type { Dialect } from './schema.ts';
import type { KindsOwed } from './table/due-obligations.ts';
import type { OpenObligations } from './table/open-obligations.ts';
import type { SeveredGrants } from './table/severances.ts';
import type { TenantDb, TenantOpening, TenantTx } from './tenant.ts';

/** Which part of all tenants is asked for: those after a tenant, in the order of their ids. */
export interface TenantPage {
  /** The empty text for the first page. */
  readonly after: string;
  readonly limit: number;
}

/**
 * Everything that the service remembers. All methods fail with `unavailable` while the database can't be reached or takes no more
 * work, and work again by themselves when it can.
 */
export interface Database extends AsyncDisposable {
  readonly dialect: Dialect;
  readonly clock: Clock;

  /** Runs `work`, which sees what is committed as each of its statements begins, and changes nothing. */
  read<T>(tenantId: string, work: (db: TenantDb) => Soon<T>): Promise<T>;

  /**
   * The same, for statements whose length a client decides: filters, searches, long walks. One tenant's hold up neither another nor what is
   * written, and end after a while; those of one request have that while together (`search-time.ts`).
   */
  search<T>(tenantId: string, work: (db: TenantDb) => Promise<T>): Promise<T>;

  /**
   * Runs a part of a long way through what a tenant has, a page and what becomes of it, when its turn among all that takes long has come: on PostgreSQL
   * few parts run at once. What is short waits for none of them.
   */
  inTurn<T>(tenantId: string, part: () => Promise<T>): Promise<T>;

  /**
   * Runs `work` as one transaction and commits it durably; when `work` throws, nothing of it stays. Where the database could not put
   * two transactions in an order (a serialization failure, a deadlock), `work` runs again, so it must do nothing but use `tx`: no
   * network, no messages, no change of its own variables that a second run would see. What has to follow a commit goes into
   * {@link afterCommit}.
   */
  write<T>(tenantId: string, work: (tx: TenantTx) => Promise<T>): Promise<T>;

  /**
   * The same, where `work` begins with what `first` asks for: what is locked, and what hangs by nothing else. It asks for all of it before it waits for
   * any: over a network that is sent along with the beginning.
   */
  writeFrom<F, T>(
    tenantId: string,
    first: (opening: TenantOpening) => Soon<F>,
    work: (tx: TenantTx, first: F) => Promise<T>,
  ): Promise<T>;

  /**
   * The same as `write`, where `work` is long and does its parts in turns. One tenant has one of these at a time, so that what else it writes finds a
   * connection. Before its first part it locks what others of its kind may wait for: one that has a turn waits for nobody who waits for a turn.
   */
  writeInParts<T>(tenantId: string, work: (tx: TenantTx, inTurn: InTurn) => Promise<T>): Promise<T>;

  /**
   * The ids of all tenants, in pages. With `dueTenants`, `openObligations` and `severedGrants` the only look across tenants, for the
   * service's own care of them.
   */
  tenants(page: TenantPage): Promise<string[]>;

  /**
   * The ids of the tenants with obligations of these kinds that may be taken now, in pages; what only a connector that is `resting`
   * could do is left out.
   */
  dueTenants(kinds: KindsOwed, page: TenantPage, resting?: readonly string[]): Promise<string[]>;

  /** What is owed, counted by kind and state. */
  openObligations(): Promise<OpenObligations[]>;

  /** How many grants of all tenants a severance has taken, by how far their retirement is. */
  severedGrants(severanceId: string): Promise<SeveredGrants>;

  /** How busy the way to the database is at this instant. */
  load(): DatabaseLoad;

  /**
   * Milliseconds that the database's clock was ahead of this machine's when it was seen last. On PostgreSQL a transaction's `now` is the
   * server's, so that replicas agree on what is due; on SQLite there is one clock, and the difference is 0.
   */
  clockAheadMs(): number;

  /** Calls `listener` when obligations became due, in this process at once, in others as soon as word gets there, if it does. */
  onDue(listener: () => void): Disposable;

  /**
   * Makes sure that what was overwritten or deleted before is not left in the database's files. On SQLite: deleted bytes are zeroed
   * as they are deleted (`secure_delete`), and the log of writes, which still has them, is emptied. PostgreSQL keeps dead rows until
   * it vacuums, and its log for as long as it archives, and this does nothing: there they are gone for good with the master key that
   * they need, which the database never has.
   */
  scrub(): Promise<void>;

  /** Whether everything works, as far as that can be seen in a moment. @throws Failure `unavailable`, with what to check */
  ping(): Promise<void>;
}

/** SQLite has one connection that writes, and in a folder one that reads. */
export interface DatabaseLoad {
  /** Connections that are open. */
  readonly open: number;
  /** Those of them that do nothing. */
  readonly idle: number;
  /** What waits: for a connection, for a turn among what takes long, or on SQLite for its turn to write. */
  readonly waiting: number;
  /** The size of SQLite's write-ahead log; it grows while something keeps reading. */
  readonly logBytes?: number | undefined;
}

/** How to reach PostgreSQL, where it is used. */
export interface PostgresOptions {
  /** The URL under which migrations run, of the role that owns the tables; without it, the service's own role owns them. */
  readonly migrationUrl?: string;
  /** Connections at most, the listening one not counted. Default 10. */
  readonly connections?: number;
  /** How many searches, and parts of what else takes long, run at once; those of one tenant half as many. Default 2. */
  readonly searches?: number;
  /** How many callers may wait for a connection before the next is turned away. Default 200. */
  readonly waiting?: number;
  /** How long a caller waits for a connection, in milliseconds. Default 3000. */
  readonly waitMs?: number;
  /** How long opening waits for a server that cannot be reached, in milliseconds. Default 0. */
  readonly startMs?: number;
  /** How long one statement may take, in milliseconds. Default 10,000. */
  readonly statementMs?: number;
  /** Whether replicas wake each other with NOTIFY; off behind PgBouncer in transaction mode, which can't. Default true. */
  readonly notify?: boolean;
  /** Whether statements are kept prepared on a connection; off behind a pooler that knows none. Default true. */
  readonly preparedStatements?: boolean;
  /** Whether a role that row-level security does not bind (a superuser, BYPASSRLS) may be used. Default false. */
  readonly allowUnboundRole?: boolean;
}

export interface DatabaseOptions {
  /** `memory`, a folder for SQLite, or the URL of a PostgreSQL database (`postgres-url.ts`). */
  readonly database: string;
  /** For what it is opened, and made, if nobody has made it yet. */
  readonly purpose: Purpose;
  readonly clock: Clock;
  readonly log: Log;
  readonly postgres?: PostgresOptions;
}

/** How to open it: with the keys of its audit trails, which it does not hold. */
export interface OpenOptions extends DatabaseOptions {
  readonly auditKeys: AuditKeys;
  /**
   * SQLite: what a transaction may have to take back, and what is sorted, goes into files of the database's folder, and not into memory. For transactions as
   * large as the database.
   */
  readonly spills?: boolean;
}

/** Whether two clocks differ by more than network time and a busy machine leave: by over 5 s. */
export function isNoteworthy(differenceMs: number): boolean {
  return Math.abs(differenceMs) > 5000;
}

export function isPostgresUrl(database: string): boolean {
  return /^postgres(ql)?:\/\//.test(database);
}
