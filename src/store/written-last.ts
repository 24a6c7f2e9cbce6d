import { type TenantDb, type TenantTx, unwritten } from './tenant.ts';

/**
 * A row that every transaction of a tenant writes anew, as the end of its audit trail is. It is written as the last of a commit, once for all
 * transactions that share it: on SQLite these are many.
 */
export class WrittenLast<T> {
  readonly #write: (tx: TenantTx, value: T) => void;

  constructor(write: (tx: TenantTx, value: T) => void) {
    this.#write = write;
  }

  /** What it is set to and not written as yet; `undefined` where the database has it. */
  pending(db: TenantDb): T | undefined {
    return db[unwritten]?.get(this) as T | undefined;
  }

  set(tx: TenantTx, value: T): void {
    tx[unwritten].set(this, value);
  }

  /** Writes what the transaction has set. */
  write(tx: TenantTx): void {
    const value = this.pending(tx);
    if (value !== undefined) this.#write(tx, value);
  }
}

/** For the databases of this folder only: writes what waits, before the transaction commits. */
export function writeLast(tx: TenantTx): void {
  for (const what of tx[unwritten].keys()) if (what instanceof WrittenLast) what.write(tx);
  tx[unwritten].clear();
}
