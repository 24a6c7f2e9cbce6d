import type { Clock } from '../core/clock.ts';
import type { Log } from '../core/log.ts';
import type { Observer } from '../core/observer.ts';
import { endingKinds } from '../model/obligation.ts';
import type { Database } from '../store/database.ts';
import type { Obligation } from '../store/table/obligations.ts';
import type { TenantTx } from '../store/tenant.ts';
import type { Attempt, AttemptSettings } from './attempt.ts';
import type { Duties } from './duty.ts';
import { Lane } from './lane.ts';
import { hasten } from './recover.ts';

/** Times are in milliseconds. */
export interface ObligationsOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  /** How each kind of obligation is met; what is owed of another kind, by a later release, stays owed. */
  readonly duties: Partial<Duties>;
  /** The connectors whose partners the duties call, as their breakers see them. */
  readonly hosts?: () => readonly Host[];
  /** Sees every attempt. */
  readonly observer?: Observer | undefined;
  /** Attempts at once at what ends something at a partner, and as many at all else. Default 8; at most half for one tenant. */
  readonly concurrency?: number;
  /** How long work may go unnoticed when no word of it came. Default 1000. */
  readonly pollIntervalMs?: number;
  /** How long the work of a runner that died stays with it. Default 60,000. */
  readonly leaseMs?: number;
  /** The longest one attempt may take. Default 10 minutes. */
  readonly attemptMs?: number;
  /** The longest pause between two attempts. Default 15 minutes. */
  readonly maxPauseMs?: number;
  /** How long an obligation may fail without a break before it is reported. Default 7 days. */
  readonly reportAfterMs?: number;
  /** How long attempts may finish when the service stops, and then once more as long to notice that they should. Default 5000. */
  readonly stopMs?: number;
  /** Is told of an obligation that could not be met for long, once, in the transaction that notes that it was. */
  readonly onReport?: (tx: TenantTx, obligation: Obligation) => Promise<void>;
}

/** A partner's host. */
export interface Host {
  /** The connector's name. */
  readonly name: string;
  readonly breaker: 'closed' | 'halfOpen' | 'open';
  /** By {@link Clock.elapsed}; absent while calls are let through. */
  readonly restsUntil?: number;
}

/** Meets what is owed, with every other runner on the same database, until it is disposed of. */
export interface Obligations extends AsyncDisposable {
  /** Looks for due work now. */
  wake(): void;
  /** Resolves when this runner is at rest and nothing is due that it could do; what is planned for later is not waited for. */
  idle(): Promise<void>;
  /** Stops without letting attempts finish: each gives its lease back and is made again by whoever runs next. */
  halt(): Promise<void>;
}

export function startObligations(options: ObligationsOptions): Obligations {
  return new Runner(options);
}

const minute = 60_000;

class Runner implements Obligations {
  readonly #settings: AttemptSettings;
  readonly #endings: Lane;
  readonly #others: Lane;
  readonly #pollIntervalMs: number;
  readonly #stopMs: number;
  /** Nothing is claimed any more. */
  readonly #closing = new AbortController();
  /** Attempts under way are to end. */
  readonly #stop = new AbortController();
  readonly #subscription: Disposable;
  readonly #looping: Promise<void>;
  readonly #hosts: () => readonly Host[];
  /** The hosts that were away when it was looked last; at the start nobody has looked, so all of them. */
  #away: ReadonlySet<string>;
  #woken = true;
  #sleep = new AbortController();
  #idle: PromiseWithResolvers<void> | undefined;

  constructor(options: ObligationsOptions) {
    this.#settings = {
      database: options.database,
      clock: options.clock,
      log: options.log,
      duties: options.duties,
      observer: options.observer,
      leaseMs: options.leaseMs ?? minute,
      attemptMs: options.attemptMs ?? 10 * minute,
      maxPauseMs: options.maxPauseMs ?? 15 * minute,
      reportAfterMs: options.reportAfterMs ?? 7 * 24 * 60 * minute,
      onReport: options.onReport ?? (async () => {}),
    };
    this.#hosts = options.hosts ?? (() => []);
    this.#away = new Set(this.#hosts().map(({ name }) => name));
    const slots = options.concurrency ?? 8;
    const parts = { settings: this.#settings, slots, resting: () => this.#resting() };
    const laneOf = (others: boolean) =>
      new Lane({ ...parts, kinds: { kinds: endingKinds, others } }, this.#stop.signal, () => this.wake());
    this.#endings = laneOf(false);
    this.#others = laneOf(true);
    this.#pollIntervalMs = options.pollIntervalMs ?? 1000;
    this.#stopMs = options.stopMs ?? 5000;
    this.#subscription = options.database.onDue(() => this.wake());
    this.#looping = this.#loop();
  }

  wake(): void {
    this.#woken = true;
    this.#sleep.abort();
  }

  idle(): Promise<void> {
    if (this.#closing.signal.aborted) return Promise.reject(new Error('the runner of obligations is stopped'));
    this.#idle ??= Promise.withResolvers();
    this.wake();
    return this.#idle.promise;
  }

  async halt(): Promise<void> {
    this.#stop.abort(new Error('the service stops'));
    await this[Symbol.asyncDispose]();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    this.#subscription[Symbol.dispose]();
    this.wake();
    await this.#looping;
    await Promise.all([this.#endings.claimed(), this.#others.claimed()]);
    this.#idle?.reject(new Error('the runner of obligations is stopped'));
    await this.#finished();
    this.#stop.abort(new Error('the service stops'));
    await this.#finished();
    await Promise.allSettled(this.#running().map(([attempt]) => attempt.abandon()));
  }

  /** Resolves when no attempt is running, or `stopMs` later. */
  async #finished(): Promise<void> {
    const ended = new AbortController();
    const all = Promise.all(this.#running().map(([, running]) => running));
    await Promise.race([all, this.#settings.clock.wait(this.#stopMs, ended.signal)]);
    ended.abort();
  }

  async #loop(): Promise<void> {
    const { clock, log } = this.#settings;
    while (!this.#closing.signal.aborted) {
      this.#woken = false;
      this.#sleep = new AbortController();
      try {
        this.#welcome();
        const found = [await this.#endings.round(this.#closing.signal), await this.#others.round(this.#closing.signal)];
        if (found.includes('claimed')) continue;
        if (!found.includes('due') && this.#running().length === 0 && !this.#woken) {
          this.#idle?.resolve();
          this.#idle = undefined;
        }
      } catch (error) {
        log.warn({ err: error }, 'obligations: looking for due work failed');
      }
      if (!this.#woken) await clock.wait(this.#pollIntervalMs, this.#sleep.signal);
    }
  }

  #running(): [Attempt, Promise<void>][] {
    return [...this.#endings.running, ...this.#others.running];
  }

  /** What failed at a host that is back becomes due. */
  #welcome(): void {
    const away = this.#hosts().filter(({ breaker }) => breaker !== 'closed');
    const back = [...this.#away].filter((name) => !away.some((host) => host.name === name));
    this.#away = new Set(away.map(({ name }) => name));
    const { database, log } = this.#settings;
    for (const connector of back) {
      hasten(database, connector, this.#stop.signal).catch((err: unknown) =>
        log.warn({ err, connector }, 'obligations: what failed at a partner that is back waits for its pauses'),
      );
    }
  }

  /** The connectors whose partners are not to be called. */
  #resting(): string[] {
    const now = this.#settings.clock.elapsed();
    return this.#hosts().flatMap(({ name, restsUntil = 0 }) => (restsUntil > now ? [name] : []));
  }
}
