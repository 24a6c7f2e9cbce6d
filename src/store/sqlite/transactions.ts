import type { Clock } from '../../core/clock.ts';
import { type Bound, type TenantStatements, type TenantTx, tenantTx, type Unwritten } from '../tenant.ts';
import { TenantConnection } from '../tenant-connection.ts';
import { writeLast } from '../written-last.ts';
import type { SqliteConnection } from './connection.ts';

/** The transactions of the writer: one after another, those of one tenant with what they write last in common until it is committed. */
export class Transactions {
  readonly #database: Bound & { readonly clock: Clock };
  readonly #writer: SqliteConnection;
  readonly #announceDue: () => void;
  readonly #unwritten = new Map<string, Unwritten>();

  constructor(database: Bound & { readonly clock: Clock }, writer: SqliteConnection, announceDue: () => void) {
    this.#database = database;
    this.#writer = writer;
    this.#announceDue = announceDue;
  }

  async run<T>(tenantId: string, work: (tx: TenantTx) => Promise<T>): Promise<[T, TenantTx]> {
    let ended = false;
    const connection = new TenantConnection(tenantId, () => {
      if (ended) throw new Error('the transaction has ended; its TenantTx must not be used any more');
      return this.#writer;
    });
    const tx = this.#begun(tenantId, connection);
    try {
      return [await work(tx), tx];
    } finally {
      ended = true;
    }
  }

  /** Before a commit. */
  writeLast(): void {
    for (const [tenantId, { size }] of this.#unwritten) {
      if (size > 0) writeLast(this.#begun(tenantId, new TenantConnection(tenantId, () => this.#writer)));
    }
    this.#unwritten.clear();
  }

  /** After what was to be committed was rolled back. */
  forget(): void {
    this.#unwritten.clear();
  }

  #begun(tenantId: string, connection: TenantStatements): TenantTx {
    let unwritten = this.#unwritten.get(tenantId);
    if (!unwritten) {
      unwritten = new Map();
      this.#unwritten.set(tenantId, unwritten);
    }
    const { clock } = this.#database;
    const beginning = { now: clock.now(), announceDue: this.#announceDue };
    return tenantTx(tenantId, this.#database, connection, beginning, unwritten);
  }
}
