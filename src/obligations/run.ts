import { type Clock, later } from '../core/clock.ts';
import { newId } from '../core/id.ts';
import type { Log } from '../core/log.ts';
import type { Observer } from '../core/observer.ts';
import type { Database } from '../store/database.ts';
import { claimObligations, type Obligation } from '../store/table/obligations.ts';
import type { TenantTx } from '../store/tenant.ts';
import { Attempt, type AttemptSettings } from './attempt.ts';
import type { Duties } from './duty.ts';
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
  /** Attempts at once. Default 8; at most half of them for one tenant, so that nobody's trouble holds up everybody. */
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
  /** Milliseconds since the epoch; absent while calls are let through. */
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
  readonly #concurrency: number;
  readonly #pollIntervalMs: number;
  readonly #stopMs: number;
  readonly #running = new Map<Attempt, Promise<void>>();
  readonly #stop = new AbortController();
  readonly #subscription: Disposable;
  readonly #looping: Promise<void>;
  readonly #hosts: () => readonly Host[];
  /** The hosts that were away when it was looked last. */
  #away: ReadonlySet<string> = new Set();
  #stopping = false;
  #woken = true;
  #sleep = new AbortController();
  #idle: PromiseWithResolvers<void> | undefined;
  /** The tenant that was served last; the next round begins behind it. */
  #cursor = '';

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
    this.#concurrency = options.concurrency ?? 8;
    this.#hosts = options.hosts ?? (() => []);
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
    if (this.#stopping) return Promise.reject(new Error('the runner of obligations is stopped'));
    this.#idle ??= Promise.withResolvers();
    this.wake();
    return this.#idle.promise;
  }

  async halt(): Promise<void> {
    this.#stop.abort(new Error('the service stops'));
    await this[Symbol.asyncDispose]();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopping = true;
    this.#subscription[Symbol.dispose]();
    this.wake();
    await this.#looping;
    this.#idle?.reject(new Error('the runner of obligations is stopped'));
    await this.#finished();
    this.#stop.abort(new Error('the service stops'));
    await this.#finished();
    await Promise.allSettled([...this.#running.keys()].map((attempt) => attempt.abandon()));
  }

  /** Resolves when no attempt is running, or `stopMs` later. */
  async #finished(): Promise<void> {
    const ended = new AbortController();
    const all = Promise.all(this.#running.values());
    await Promise.race([all, this.#settings.clock.wait(this.#stopMs, ended.signal)]);
    ended.abort();
  }

  async #loop(): Promise<void> {
    const { clock, log } = this.#settings;
    while (!this.#stopping) {
      this.#woken = false;
      this.#sleep = new AbortController();
      try {
        const found = await this.#round();
        if (found === 'claimed') continue;
        if (found === 'nothing' && this.#running.size === 0 && !this.#woken) {
          this.#idle?.resolve();
          this.#idle = undefined;
        }
      } catch (error) {
        log.warn({ err: error }, 'obligations: looking for due work failed');
      }
      if (!this.#woken) await clock.wait(this.#pollIntervalMs, this.#sleep.signal);
    }
  }

  /**
   * Claims what there is room for, a fair share for each tenant that has something due.
   * @returns `due` when something is due that can't be taken now.
   */
  async #round(): Promise<'claimed' | 'due' | 'nothing'> {
    let free = this.#concurrency - this.#running.size;
    if (free <= 0) return 'due';
    this.#welcome();
    const due = await this.#dueTenants();
    const most = Math.ceil(this.#concurrency / 2);
    const served = due.filter((tenantId) => this.#of(tenantId).length < most);
    const share = Math.max(1, Math.floor(free / served.length));
    let claimed = 0;
    for (const tenantId of served) {
      if (free <= 0 || this.#stopping) break;
      const started = await this.#claim(tenantId, Math.min(free, share, most - this.#of(tenantId).length));
      this.#cursor = tenantId;
      free -= started;
      claimed += started;
    }
    if (claimed > 0) return 'claimed';
    return due.length > 0 ? 'due' : 'nothing';
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
    const now = this.#settings.clock.now();
    return this.#hosts().flatMap(({ name, restsUntil = 0 }) => (restsUntil > now ? [name] : []));
  }

  /** Tenants with due work, beginning behind the one that was served last, so that none is passed over for ever. */
  async #dueTenants(): Promise<string[]> {
    const { database, clock } = this.#settings;
    const now = clock.now();
    // One tenant for each attempt that could run, those included whose share is used up.
    const limit = this.#concurrency;
    const resting = this.#resting();
    const behind = await database.dueTenants(now, { after: this.#cursor, limit }, resting);
    if (behind.length >= limit || this.#cursor === '') return behind;
    const fromFirst = await database.dueTenants(now, { after: '', limit }, resting);
    return [...new Set([...behind, ...fromFirst])].slice(0, limit);
  }

  async #claim(tenantId: string, limit: number): Promise<number> {
    const { database, leaseMs } = this.#settings;
    const owner = newId();
    // After the clock was turned, our own leases may seem to have run out before they are extended.
    const except = this.#of(tenantId).map(({ obligation }) => obligation.id);
    const obligations = await database.write(tenantId, (tx) =>
      claimObligations(tx, { owner, leaseUntil: later(tx.now, leaseMs), limit, except, resting: this.#resting() }),
    );
    for (const obligation of obligations) this.#start(new Attempt(this.#settings, obligation, owner));
    return obligations.length;
  }

  #start(attempt: Attempt): void {
    const running = attempt.run(this.#stop.signal).finally(() => {
      this.#running.delete(attempt);
      this.wake();
    });
    this.#running.set(attempt, running);
  }

  #of(tenantId: string): Attempt[] {
    return [...this.#running.keys()].filter(({ obligation }) => obligation.tenant_id === tenantId);
  }
}
