import type { Kysely } from 'kysely';
import type { AuditKeys } from '../core/audit-keys.ts';
import type { Instant } from '../core/clock.ts';
import { boundKysely } from './bound-kysely.ts';
import type { Dialect, Schema } from './schema.ts';
import type { TenantConnection } from './tenant-connection.ts';

const made: unique symbol = Symbol('made by store/tenant');
const hooks: unique symbol = Symbol('after commit');
/** For `written-last.ts`. */
export const unwritten: unique symbol = Symbol('unwritten');
const opening: unique symbol = Symbol('opening');

/** The database as one tenant may see it: a connection together with the tenant, so that neither is ever passed without the other. */
export interface TenantDb {
  readonly tenantId: string;
  readonly dialect: Dialect;
  /** Every statement names the tenant: `where('tenant_id', '=', db.tenantId)`. */
  readonly sql: Kysely<Schema>;
  /** What `sql` runs on, and what is prepared (`prepared.ts`) without it. */
  readonly connection: TenantStatements;
  /** What the tenant's audit trail is hashed with. */
  readonly auditKeys: AuditKeys;
  readonly [unwritten]?: Unwritten;
  readonly [made]: true;
}

/** What waits to be written at the end of a commit, of one tenant, by what it is. */
export type Unwritten = Map<unknown, unknown>;

/** How the statements of a tenant get to the database. */
export type TenantStatements = Pick<
  TenantConnection,
  'executeQuery' | 'executePrepared' | 'sendPrepared' | 'streamQuery'
>;

/** What every database of one service has in common, for all its tenants. */
export type Bound = Pick<TenantDb, 'dialect' | 'auditKeys'>;

/** A write transaction of one tenant that begins: it may lock rows, and does not know yet when it began. */
export interface TenantOpening extends TenantDb {
  readonly [opening]: true;
}

/** A write transaction of one tenant. */
export interface TenantTx extends TenantOpening {
  /** When the transaction began, by the clock that all replicas on the database share: the same for all it writes. */
  readonly now: Instant;
  /** Tells the runners of obligations, here and in other replicas, that work has become due; called after the commit. */
  readonly announceDue: () => void;
  readonly [unwritten]: Unwritten;
  readonly [hooks]: (() => void)[];
}

/** For the databases of this folder only. */
export function tenantDb(tenantId: string, bound: Bound, connection: TenantStatements): TenantDb {
  return new ConnectedDb(tenantId, bound, connection);
}

/** For the databases of this folder only. */
export function tenantOpening(tenantId: string, bound: Bound, connection: TenantStatements): TenantOpening {
  return new ConnectedOpening(tenantId, bound, connection);
}

/** For the databases of this folder only. @param shared what it shares with others of the tenant in the same commit */
export function tenantTx(
  tenantId: string,
  bound: Bound,
  connection: TenantStatements,
  beginning: Pick<TenantTx, 'now' | 'announceDue'>,
  shared: Unwritten = new Map(),
): TenantTx {
  return new ConnectedTx(tenantId, bound, connection, beginning, shared);
}

class ConnectedDb implements TenantDb {
  readonly tenantId: string;
  readonly dialect: Dialect;
  readonly auditKeys: AuditKeys;
  readonly connection: TenantStatements;
  readonly [made] = true;
  #sql: Kysely<Schema> | undefined;

  constructor(tenantId: string, { dialect, auditKeys }: Bound, connection: TenantStatements) {
    this.tenantId = checked(tenantId);
    this.dialect = dialect;
    this.auditKeys = auditKeys;
    this.connection = connection;
  }

  /** Most requests ask only what is prepared, and need none. */
  get sql(): Kysely<Schema> {
    this.#sql ??= boundKysely(this.dialect, () => this.connection);
    return this.#sql;
  }
}

class ConnectedOpening extends ConnectedDb implements TenantOpening {
  readonly [opening] = true;
}

class ConnectedTx extends ConnectedOpening implements TenantTx {
  readonly now: Instant;
  readonly announceDue: () => void;
  readonly [unwritten]: Unwritten;
  readonly [hooks]: (() => void)[] = [];

  constructor(
    tenantId: string,
    bound: Bound,
    connection: TenantStatements,
    { now, announceDue }: Pick<TenantTx, 'now' | 'announceDue'>,
    shared: Unwritten,
  ) {
    super(tenantId, bound, connection);
    this.now = now;
    this.announceDue = announceDue;
    this[unwritten] = shared;
  }
}

/** Calls `hook` once the transaction is committed, never when it is not; calling twice with the same hook is one call. */
export function afterCommit(tx: TenantTx, hook: () => void): void {
  if (!tx[hooks].includes(hook)) tx[hooks].push(hook);
}

/** For the databases of this folder only. */
export function committed(tx: TenantTx): void {
  for (const hook of tx[hooks]) hook();
}

// The empty text is what PostgreSQL gives for a tenant that is not set.
function checked(tenantId: string): string {
  if (tenantId === '') throw new RangeError('tenantId must not be empty');
  return tenantId;
}
