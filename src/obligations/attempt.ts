import { type Clock, type Instant, later } from '../core/clock.ts';
import { Failure } from '../core/failure.ts';
import type { Log } from '../core/log.ts';
import type { Observer } from '../core/observer.ts';
import { cut } from '../core/unicode.ts';
import { dateTimeOf, millisecondsOf } from '../edm/date-time.ts';
import type { ObligationKind } from '../model/obligation.ts';
import type { Database } from '../store/database.ts';
import {
  completeObligation,
  hastenOwedAgain,
  postponeObligation,
  postponeUntried,
  saveProgress,
} from '../store/table/claimed-obligations.ts';
import { markReported, type Obligation } from '../store/table/obligations.ts';
import { afterCommit, type TenantTx } from '../store/tenant.ts';
import { sentence } from '../text/recorded/sentences.ts';
import { type Duties, type Duty, LeaseLost, type Outcome } from './duty.ts';
import { Lease } from './lease.ts';
import { observeAttempt } from './observe-attempt.ts';
import { pauseAfter } from './pause.ts';
import type { Progress } from './progress.ts';

/** What all attempts have in common. Times are in milliseconds. */
export interface AttemptSettings {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly duties: Partial<Duties>;
  readonly observer: Observer | undefined;
  readonly leaseMs: number;
  readonly attemptMs: number;
  readonly maxPauseMs: number;
  readonly reportAfterMs: number;
  readonly onReport: (tx: TenantTx, obligation: Obligation) => Promise<void>;
}

/** One attempt at a claimed obligation, from the claim to the record of what it came to. */
export class Attempt {
  readonly obligation: Obligation;
  readonly #settings: AttemptSettings;
  readonly #lease: Lease;

  constructor(settings: AttemptSettings, obligation: Obligation, leaseOwner: string, leaseUntil: number) {
    this.#settings = settings;
    this.obligation = obligation;
    this.#lease = new Lease(settings, obligation, leaseOwner, leaseUntil);
  }

  /** Never rejects: what goes wrong is recorded, or, where even that fails, left to whoever takes the lease over. */
  async run(stop: AbortSignal): Promise<void> {
    const { clock, log } = this.#settings;
    const { tenant_id: tenantId, id, kind, subject, attempts } = this.obligation;
    const began = clock.elapsed();
    const heartbeat = this.#lease.keep();
    let outcome: string;
    try {
      outcome = await this.#make(stop);
    } catch (error) {
      outcome = error instanceof LeaseLost ? 'lost' : `not recorded: ${messageOf(error)}`;
    } finally {
      this.#lease.end();
      await heartbeat;
    }
    log.info(
      { tenantId, obligation: id, kind, subject, attempt: attempts, outcome, ms: Math.round(clock.elapsed() - began) },
      'obligation',
    );
  }

  /** Gives the lease back; what the attempt still does no longer counts. */
  abandon(): Promise<void> {
    return this.#lease.abandon();
  }

  async #make(stop: AbortSignal): Promise<string> {
    try {
      const outcome = await this.#perform(AbortSignal.any([stop, this.#lease.lost]));
      await this.#finish(outcome);
      if (outcome.kind !== 'done') return `${outcome.kind}: ${outcome.reason}`;
      return outcome.unconfirmed === undefined ? 'done' : `unconfirmed: ${outcome.unconfirmed}`;
    } catch (error) {
      if (error instanceof LeaseLost || this.#lease.lost.aborted) throw new LeaseLost(this.obligation.id);
      if (stop.aborted) {
        await this.#lease.release();
        return 'returned: the service stops';
      }
      await this.#fail(error);
      return `failed: ${messageOf(error)}`;
    }
  }

  /** Runs the duty, and stops waiting for it after `attemptMs`: one that hangs must not hold its obligation for ever. */
  async #perform(signal: AbortSignal): Promise<Outcome> {
    const { duties, clock, attemptMs, observer } = this.#settings;
    const {
      tenant_id: tenantId,
      id,
      kind,
      subject,
      payload,
      attempts,
      connector,
      progress,
      createdDateTime,
    } = this.obligation;
    // What is in the database was written by some release, and need not be a kind of this one.
    const duty = (duties as Readonly<Record<string, Duty | undefined>>)[kind];
    if (!duty) throw new Error(`no duty is known for obligations of kind "${kind}"`);
    const late = new AbortController();
    const timer = clock.wait(attemptMs, this.#lease.ended).then(() => {
      const error = new Error(sentence('attemptTooLong', { milliseconds: attemptMs }));
      if (!this.#lease.ended.aborted) late.abort(error);
      throw error;
    });
    const job = {
      tenantId,
      id,
      subject,
      payload: JSON.parse(payload) as unknown,
      attempt: attempts,
      probe: this.obligation.probe === 1,
      connector,
      progress: progress === null ? undefined : (JSON.parse(progress) as Progress<ObligationKind>),
      createdAt: millisecondsOf(createdDateTime),
      signal: AbortSignal.any([signal, late.signal]),
    };
    const save = async (next: Progress<ObligationKind>, write?: (tx: TenantTx) => Promise<void>) => {
      late.signal.throwIfAborted();
      await this.#lease.write(async (tx) => {
        if (!(await saveProgress(tx, this.#lease.claim, next))) throw new LeaseLost(id);
        await write?.(tx);
      });
    };
    const perform = async () => duty(job, { save });
    const performing = observer ? observeAttempt(observer, kind, job, perform) : perform();
    return Promise.race([performing, timer]);
  }

  #finish(outcome: Outcome): Promise<void> {
    return this.#lease.write(async (tx) => {
      if (outcome.kind === 'untried') {
        const dueAt = later(tx.now, outcome.inMs);
        if (!(await postponeUntried(tx, this.#lease.claim, dueAt))) throw new LeaseLost(this.obligation.id);
        return;
      }
      // The claim is checked first: it locks the obligation, so that of two attempts only one gets to write anything.
      if (outcome.kind === 'done') {
        const completed = await completeObligation(tx, this.#lease.claim, outcome);
        if (completed === 'lost') throw new LeaseLost(this.obligation.id);
        if (completed === 'owedAgain') afterCommit(tx, tx.announceDue);
        if (outcome.unconfirmed !== undefined) afterCommit(tx, () => this.#reportUnconfirmed(outcome.unconfirmed));
      } else {
        await this.#postpone(tx, { inMs: outcome.inMs, failures: 0, failingSince: null, failure: undefined });
        await hastenOwedAgain(tx, this.#lease.claim);
      }
      await outcome.write?.(tx);
    });
  }

  #fail(error: unknown): Promise<void> {
    // Somebody who asks in vain does not put off what is planned.
    const asked = this.obligation.probe === 1 && this.obligation.failures > 0;
    const failures = this.obligation.failures + (asked ? 0 : 1);
    const pause = pauseAfter(failures, this.#settings.maxPauseMs, error);
    const planned = millisecondsOf(this.obligation.nextAttemptDateTime) - this.#settings.clock.now();
    const inMs = asked ? Math.min(pause, Math.max(shortestPauseMs, planned)) : pause;
    const failure = messageOf(error);
    return this.#lease.write(async (tx) => {
      const failingSince = this.obligation.failing_since ?? tx.now;
      await this.#postpone(tx, { inMs, failures, failingSince, failure });
      await this.#reportWhenLong(tx, failingSince, failure);
    });
  }

  async #postpone(
    tx: TenantTx,
    { inMs, ...next }: { inMs: number; failures: number; failingSince: Instant | null; failure: string | undefined },
  ): Promise<void> {
    const postponed = await postponeObligation(tx, this.#lease.claim, { ...next, dueAt: later(tx.now, inMs) });
    if (!postponed) throw new LeaseLost(this.obligation.id);
  }

  /** What nobody can find out is told at once: it is for a person to look. */
  #reportUnconfirmed(reason: string | undefined): void {
    const { tenant_id: tenantId, id, kind, subject } = this.obligation;
    this.#settings.log.error({ tenantId, obligation: id, kind, subject, reason }, 'not confirmed by the partner');
  }

  /** What could not be met for long is told once, and tried on. */
  async #reportWhenLong(tx: TenantTx, failingSince: number, lastFailure: string): Promise<void> {
    const { log, reportAfterMs, onReport } = this.#settings;
    const { tenant_id: tenantId, id, kind, subject, attempts } = this.obligation;
    if (tx.now - failingSince < reportAfterMs || !(await markReported(tx, id))) return;
    await onReport(tx, { ...this.obligation, lastFailure });
    afterCommit(tx, () => {
      const since = dateTimeOf(failingSince);
      const fields = { tenantId, obligation: id, kind, subject, attempt: attempts, since, lastFailure };
      log.error(fields, 'an obligation could not be met for long');
    });
  }
}

const longestMessage = 500;
const shortestPauseMs = 1000;

function messageOf(error: unknown): string {
  const message =
    error instanceof Failure
      ? (error.internal ?? error.message)
      : error instanceof Error
        ? error.message
        : String(error);
  return cut(message, longestMessage);
}
