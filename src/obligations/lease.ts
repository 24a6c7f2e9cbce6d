import type { Clock } from '../core/clock.ts';
import type { Database } from '../store/database.ts';
import { type Claim, extendLease, releaseLease } from '../store/table/claimed-obligations.ts';
import type { Obligation } from '../store/table/obligations.ts';
import type { TenantTx } from '../store/tenant.ts';
import { retryWhileUnavailable } from '../store/unavailable.ts';
import { LeaseLost } from './duty.ts';

interface LeaseOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly leaseMs: number;
}

/** The lease that a claimed obligation is worked on under: it is kept by a heartbeat until it ends, and all is recorded under it. */
export class Lease {
  readonly claim: Claim & { readonly revision: number };
  readonly #options: LeaseOptions;
  readonly #tenantId: string;
  /** Aborts when nothing that the attempt finishes counts any more. */
  readonly #lost = new AbortController();
  readonly #ended = new AbortController();
  /** By {@link Clock.elapsed}: when the lease may have run out, whatever the clocks are set to. */
  #until: number;

  constructor(options: LeaseOptions, { id, tenant_id, revision }: Obligation, owner: string, until: number) {
    this.#options = options;
    this.#tenantId = tenant_id;
    this.claim = { id, lease_owner: owner, revision };
    this.#until = until;
  }

  /** Aborts when it is lost. */
  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  /** Aborts when nobody keeps it any more. */
  get ended(): AbortSignal {
    return this.#ended.signal;
  }

  /** Extends it until it ends or is lost. Never rejects. */
  async keep(): Promise<void> {
    const { database, clock, leaseMs } = this.#options;
    while (!this.ended.aborted) {
      await clock.wait(leaseMs / 3, this.ended);
      if (this.ended.aborted) return;
      const until = clock.elapsed() + leaseMs;
      try {
        const kept = await database.write(this.#tenantId, (tx) => extendLease(tx, this.claim, leaseMs));
        if (!kept) return this.ended.aborted ? undefined : this.#lose();
        this.#until = until;
      } catch {
        // The database is away; the lease lasts for two more beats, and then somebody else may have it.
        if (clock.elapsed() >= this.#until) return this.#lose();
      }
    }
  }

  end(): void {
    this.#ended.abort();
  }

  /** Gives it back; what the attempt still does no longer counts. */
  async abandon(): Promise<void> {
    this.#lose();
    this.end();
    await this.release();
  }

  release(): Promise<unknown> {
    return this.write((tx) => releaseLease(tx, this.claim));
  }

  /**
   * Records something under the claim. While the lease lasts a database that is away is waited for: the outside world may have
   * changed already, and without a record it would be done again.
   */
  write<T>(work: (tx: TenantTx) => Promise<T>): Promise<T> {
    const { database, clock } = this.#options;
    const retrying = { clock, until: () => this.#until, pauseMs: 1000, signal: this.lost };
    return retryWhileUnavailable(() => database.write(this.#tenantId, work), retrying);
  }

  #lose(): void {
    this.#lost.abort(new LeaseLost(this.claim.id));
  }
}
