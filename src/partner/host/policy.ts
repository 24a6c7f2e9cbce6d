import {
  BrokenCircuitError,
  bulkhead,
  CircuitState,
  ConsecutiveBreaker,
  circuitBreaker,
  DelegateBackoff,
  handleWhen,
  type IBackoff,
  type IRetryBackoffContext,
  retry,
  TimeoutStrategy,
  timeout,
  wrap,
} from 'cockatiel';
import type { Clock } from '../../core/clock.ts';
import type { Log } from '../../core/log.ts';
import { sentence } from '../../text/recorded/sentences.ts';
import type { ConnectorHealth } from '../connector.ts';
import { PartnerFailure } from '../partner-failure.ts';

/** Whose host it is, and where it is said when its breaker opens or closes. */
export interface PolicyParts {
  /** The connector's. */
  readonly name: string;
  readonly clock: Clock;
  readonly log: Log;
}

export interface PolicyOptions {
  /** Attempts under way at once; others wait. 16 unless told. */
  readonly callsAtOnce?: number;
  /** For one attempt, body included. Milliseconds; 10 s unless told. */
  readonly timeoutMs?: number;
  readonly retry?: {
    /** Retries after the first attempt; 2 unless told. */
    readonly attempts?: number;
    /** The first pause in milliseconds, before jitter; doubles. 200 unless told. */
    readonly pauseMs?: number;
    /** A longer `Retry-After` than this is left to the caller. Milliseconds; 2 s unless told. */
    readonly longestPauseMs?: number;
  };
  readonly breaker?: {
    /** Failures in a row that open it; 5 unless told. */
    readonly failures?: number;
    /** How long it stays open before one call is let through. Milliseconds; 15 s unless told. */
    readonly pauseMs?: number;
  };
}

/** What one attempt is given: a signal that aborts when its time is over. */
export type Attempt<T> = (timedOut: AbortSignal) => Promise<T>;

/** How one host is called: a timeout for each attempt, a breaker, and short retries for what is safe to repeat. */
export class HostPolicy {
  readonly timeoutMs: number;
  readonly #clock: Clock;
  readonly #once: ReturnType<typeof buildOnce>;
  readonly #repeating: ReturnType<typeof buildRepeating>;
  #openUntil = 0;
  #health: ConnectorHealth;

  constructor({ name, clock, log, ...options }: PolicyParts & PolicyOptions) {
    this.timeoutMs = options.timeoutMs ?? 10_000;
    this.#clock = clock;
    this.#health = { state: 'unknown', since: clock.now(), breaker: 'closed' };
    const pauseMs = options.breaker?.pauseMs ?? 15_000;
    const breaker = circuitBreaker(handleWhen(isHostFailure), {
      breaker: new ConsecutiveBreaker(options.breaker?.failures ?? 5),
      halfOpenAfter: this.#pause(pauseMs),
    });
    breaker.onStateChange((changed) => {
      const state = changed === CircuitState.Open ? 'open' : changed === CircuitState.HalfOpen ? 'halfOpen' : 'closed';
      this.#health = { ...this.#health, breaker: state };
      log[state === 'open' ? 'warn' : 'info']({ connector: name, breaker: state }, 'partner breaker changed');
    });
    this.#once = buildOnce(breaker, this.timeoutMs, options.callsAtOnce ?? 16);
    this.#repeating = buildRepeating(this.#once, options.retry ?? {});
  }

  get health(): ConnectorHealth {
    const rests = this.#health.breaker === 'open' && this.#openUntil > this.#clock.elapsed();
    return rests ? { ...this.#health, restsUntil: this.#openUntil } : this.#health;
  }

  /** Ends the rest: the next call is the probe. */
  wake(): void {
    this.#openUntil = Math.min(this.#openUntil, this.#clock.elapsed());
  }

  /**
   * Runs attempts until one succeeds or nothing more is worth trying. Attempts throw {@link PartnerFailure}.
   * @throws PartnerFailure; `resting` without a call while the breaker is open; `timeout` as soon as `signal` aborts.
   */
  async run<T>(
    label: string,
    kind: 'once' | 'repeating',
    attempt: Attempt<T>,
    signal: AbortSignal | undefined,
  ): Promise<T> {
    let failed: unknown;
    const watched: Attempt<T> = async (timedOut) => {
      signal?.throwIfAborted();
      try {
        const value = await attempt(signal === undefined ? timedOut : AbortSignal.any([timedOut, signal]));
        this.#heard('reachable');
        return value;
      } catch (error) {
        if (signal?.aborted) throw error;
        const failure = timedOut.aborted
          ? new PartnerFailure('timeout', sentence('notInTime', { call: label, milliseconds: this.timeoutMs }))
          : error;
        if (failure instanceof PartnerFailure) {
          this.#heard(isHostFailure(failure) ? 'unreachable' : 'reachable', failure.message);
        }
        failed = failure;
        throw failure;
      }
    };
    const policy = kind === 'once' ? this.#once : this.#repeating;
    try {
      return await untilAborted(
        policy.execute((context) => watched(context.signal), signal),
        signal,
      );
    } catch (error) {
      if (signal?.aborted) throw new PartnerFailure('timeout', sentence('cancelled', { call: label }));
      // The call that opened it was made, and is what failed.
      if (error instanceof BrokenCircuitError && failed) throw failed;
      if (error instanceof BrokenCircuitError) {
        const retryAfter = Math.max(0, this.#openUntil - this.#clock.elapsed());
        const because = this.#health.lastFailure ?? sentence('failedTooOften');
        throw new PartnerFailure('resting', sentence('resting', { call: label, why: because }), {
          retryAfter,
        });
      }
      throw error;
    }
  }

  /** The breaker measures with Date.now(); asked through this, its pause passes on the service's clock. */
  #pause(pauseMs: number): IBackoff<unknown> {
    const isOver = () => this.#clock.elapsed() >= this.#openUntil;
    const pause: IBackoff<unknown> = {
      get duration() {
        return isOver() ? 0 : Number.POSITIVE_INFINITY;
      },
      next: () => {
        this.#openUntil = this.#clock.elapsed() + pauseMs;
        return pause;
      },
    };
    return pause;
  }

  #heard(state: 'reachable' | 'unreachable', lastFailure: string | undefined = this.#health.lastFailure): void {
    const since = this.#health.state === state ? this.#health.since : this.#clock.now();
    this.#health = { ...this.#health, state, since, ...(lastFailure !== undefined && { lastFailure }) };
  }
}

/** Says something about the host, not about this one request. */
function isHostFailure(error: unknown): boolean {
  return error instanceof PartnerFailure && ['unreachable', 'timeout', 'broken'].includes(error.reason);
}

/** 429, 5xx and connection errors. A timeout is not: it has cost the caller the time of all retries already. */
function isWorthRepeating(error: unknown, longestPauseMs: number): boolean {
  if (!(error instanceof PartnerFailure)) return false;
  if ((error.retryAfter ?? 0) > longestPauseMs) return false;
  return (
    error.reason === 'unreachable' ||
    error.reason === 'throttled' ||
    (error.reason === 'broken' && (error.status ?? 0) >= 500)
  );
}

/** What waits its turn is not timed, and finds the breaker as it is then. */
function buildOnce(breaker: ReturnType<typeof circuitBreaker>, timeoutMs: number, callsAtOnce: number) {
  const slots = bulkhead(callsAtOnce, Number.POSITIVE_INFINITY);
  return wrap(slots, breaker, timeout(timeoutMs, TimeoutStrategy.Cooperative));
}

function buildRepeating(once: ReturnType<typeof buildOnce>, options: NonNullable<PolicyOptions['retry']>) {
  const pauseMs = options.pauseMs ?? 200;
  const longestPauseMs = options.longestPauseMs ?? 2000;
  const backoff = new DelegateBackoff<IRetryBackoffContext<unknown>>(({ attempt, result }) => {
    const asked = 'error' in result && result.error instanceof PartnerFailure ? (result.error.retryAfter ?? 0) : 0;
    // Half of the pause is jitter, so that callers that failed together do not come back together. What is asked for is the least.
    return Math.max(asked, Math.min(longestPauseMs, pauseMs * 2 ** (attempt - 1) * (0.5 + Math.random() / 2)));
  });
  const policy = retry(
    handleWhen((error) => isWorthRepeating(error, longestPauseMs)),
    { maxAttempts: options.attempts ?? 2, backoff },
  );
  return wrap(policy, once);
}

/** The breaker's queue and the pauses between retries do not listen to the signal themselves. */
async function untilAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work;
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const abort = () => reject(signal.reason);
  if (signal.aborted) abort();
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
