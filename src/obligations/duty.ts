import type { ObligationKind } from '../model/obligation.ts';
import type { TenantTx } from '../store/tenant.ts';
import type { Progress } from './progress.ts';

/** One attempt to do what is owed. */
export interface Job<K extends ObligationKind = ObligationKind> {
  readonly tenantId: string;
  /** The obligation's id. */
  readonly id: string;
  /** What it is about: a grant's id, a session's. */
  readonly subject: string;
  readonly payload: unknown;
  /** 1 for the first attempt, one that was killed counted too. */
  readonly attempt: number;
  /** Whether a person asked for this attempt. */
  readonly probe: boolean;
  /** The connector whose partner it calls; `null` where what it is about says none. */
  readonly connector: string | null;
  /** What an earlier attempt saved last; `undefined` when none did. */
  readonly progress: Progress<K> | undefined;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  /** Aborts when the attempt no longer counts: cancelled, taken over by another runner, or the service stops. */
  readonly signal: AbortSignal;
}

export interface Steps<K extends ObligationKind = ObligationKind> {
  /**
   * Records what is behind, so that an attempt that follows need not repeat it, together with the rows that `write` changes.
   * @throws LeaseLost when the attempt no longer counts; then neither is written.
   */
  save(progress: Progress<K>, write?: (tx: TenantTx) => Promise<void>): Promise<void>;
}

/**
 * What an attempt came to. `write` is committed together with that: a duty's last rows, its audit event and the end of the
 * obligation are one transaction, or nothing. It may run again, as any work of `Database.write`.
 */
export type Outcome =
  | {
      readonly kind: 'done';
      /** Why it is not known whether it is done at the partner, and where to look: it is over, and somebody is told at once. */
      readonly unconfirmed?: string | undefined;
      /** What stays of the steps; what was saved last unless told. */
      readonly progress?: Progress<ObligationKind>;
      readonly write?: (tx: TenantTx) => Promise<void>;
    }
  /** Nobody could be called, because the partner rests: the attempt counts for nothing. */
  | { readonly kind: 'untried'; readonly inMs: number; readonly reason: string }
  /** All is well, and there is more to do later; not a failure. */
  | {
      readonly kind: 'again';
      /** Milliseconds. */
      readonly inMs: number;
      /** Why, in plain words, for the log. */
      readonly reason: string;
      readonly write?: (tx: TenantTx) => Promise<void>;
    };

/**
 * How an obligation of one kind is met. An attempt can be killed at any instant and made again, so everything it does outside must
 * be safe to repeat. What it throws is recorded, by its message, and it is tried again after a pause that grows; a number of
 * milliseconds `retryAfter` on the error is the least that the pause is.
 */
export type Duty<K extends ObligationKind = ObligationKind> = (job: Job<K>, steps: Steps<K>) => Promise<Outcome>;

/** How every kind of obligation is met: one that is missing, or that the model does not have, does not compile. */
export type Duties = { readonly [K in ObligationKind]: Duty<K> };

/** The attempt no longer counts: its obligation was cancelled, or another runner has it. */
export class LeaseLost extends Error {
  constructor(id: string) {
    super(`the lease on obligation ${id} is lost`);
    this.name = 'LeaseLost';
  }
}
