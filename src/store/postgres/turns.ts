import type { Clock } from '../../core/clock.ts';
import { nobodyWaits } from '../search-time.ts';
import { databaseUnavailable } from '../unavailable.ts';
import { reserve, share } from './fair-shares.ts';
import { FairTime } from './fair-time.ts';

/** A part of what takes long: it keeps a core busy, PostgreSQL's or our own, until it is over. */
export interface LongPart {
  readonly tenantId: string;
  readonly kind: 'search' | 'walk' | 'write';
}

export interface TurnLimits {
  readonly connections: number;
  /** How many parts run at once, those of one tenant half as many; fewer where there are few connections. */
  readonly searches: number;
  /** How many may wait. */
  readonly waiting: number;
}

interface Patience {
  /** How long it waits for its turn. */
  readonly waitMs: number;
  /** Whether it begins without one, then: it holds locks. Others fail. */
  readonly goesOn: boolean;
  /** Takes it out of the line. */
  readonly gone?: AbortSignal | undefined;
}

/** Whether something short of another tenant than these is under way. */
export type ShortBeside = (tenants: readonly string[]) => boolean;

/** As long as the part before took, and no longer than this, what is short goes before the next part. */
const mostPrecedenceMs = 20;

interface Waiting extends LongPart {
  readonly begin: () => void;
}

/**
 * What works for long does it in parts, each in its turn, so that few cores are busy with such work, whatever one tenant asks for at once. Tenants have the
 * same time, and so have the searches, walks and writes of one. What is short never comes here; but while there is some of others, the next part waits until
 * it is over, at most as long as the part before took. So long work has half of its time or more, and all of it where nobody else asks. A part waits for no
 * lock that one who waits for a turn may hold.
 */
export class Turns {
  readonly #clock: Clock;
  readonly #shortBeside: ShortBeside;
  readonly #atOnce: number;
  readonly #ownAtOnce: number;
  /** How many may wait. */
  readonly #waiting: number;
  readonly #line: Waiting[] = [];
  readonly #running: LongPart[] = [];
  #tenants = new FairTime();
  #kinds = new Map<string, FairTime>();
  #isLooking = false;
  /** Runs while what is short goes first. */
  #precedence: NodeJS.Timeout | undefined;

  constructor({ connections, searches, waiting }: TurnLimits, clock: Clock, shortBeside: ShortBeside) {
    this.#clock = clock;
    this.#shortBeside = shortBeside;
    const left = (of: number) => Math.max(1, of - Math.max(1, reserve(connections)));
    this.#atOnce = Math.min(searches, left(connections - reserve(connections)));
    this.#ownAtOnce = Math.min(Math.ceil(searches / 2), left(share(connections)));
    this.#waiting = waiting;
  }

  get waiting(): number {
    return this.#line.length;
  }

  /** @throws Failure `unavailable` when the line is full, its turn does not come in time, or nobody waits for it any more. */
  async take(part: LongPart, patience: Patience): Promise<Disposable> {
    const { gone } = patience;
    if (gone?.aborted) throw nobodyWaits();
    if (this.#mayBegin(part) && !this.#line.some((other) => this.#mayBegin(other))) this.#begin(part);
    else await this.#wait(part, patience);
    const began = this.#clock.elapsed();
    return {
      [Symbol.dispose]: () => {
        this.#running.splice(this.#running.indexOf(part), 1);
        const took = this.#clock.elapsed() - began;
        this.#tenants.end(part.tenantId, took);
        this.#kindsOf(part).end(part.kind, took);
        this.#givePrecedence(took);
        this.#look();
      },
    };
  }

  /** Something short is over, which the next part may have waited for. */
  shortEnded(): void {
    if (this.#precedence !== undefined && this.#line.length > 0) this.#look();
  }

  #wait(part: LongPart, { waitMs, goesOn, gone }: Patience): Promise<void> {
    const mine = this.#line.filter(({ tenantId }) => tenantId === part.tenantId).length;
    if (this.#line.length >= this.#waiting || mine >= share(this.#waiting)) {
      throw databaseUnavailable(`${this.#line.length} parts of long work wait already, ${mine} of this tenant`);
    }
    return new Promise((resolve, reject) => {
      const waited = () => {
        clearTimeout(timer);
        gone?.removeEventListener('abort', left);
        this.#line.splice(this.#line.indexOf(entry), 1);
      };
      const begin = () => {
        waited();
        this.#begin(part);
        resolve();
      };
      const left = () => {
        waited();
        reject(nobodyWaits());
      };
      const late = () => {
        waited();
        reject(databaseUnavailable(`no turn within ${waitMs} ms for a ${part.kind} of this tenant`));
      };
      const entry: Waiting = { ...part, begin };
      const timer = setTimeout(goesOn ? begin : late, waitMs);
      gone?.addEventListener('abort', left, { once: true });
      this.#line.push(entry);
    });
  }

  #begin(part: LongPart): void {
    this.#running.push(part);
    this.#tenants.begin(part.tenantId);
    this.#kindsOf(part).begin(part.kind);
  }

  #givePrecedence(tookMs: number): void {
    clearTimeout(this.#precedence);
    this.#precedence = setTimeout(
      () => {
        this.#precedence = undefined;
        this.#look();
      },
      Math.min(tookMs, mostPrecedenceMs),
    );
  }

  /** Whoever goes on with the next part of its work has come back to the line by then. */
  #look(): void {
    if (this.#isLooking) return;
    this.#isLooking = true;
    setImmediate(() => {
      this.#isLooking = false;
      for (let next = this.#next(); next; next = this.#next()) next.begin();
      if (this.#line.length > 0 || this.#running.length > 0) return;
      this.#tenants = new FairTime();
      this.#kinds.clear();
    });
  }

  #next(): Waiting | undefined {
    const fit = this.#line.filter((part) => this.#mayBegin(part));
    const next = least(fit, ({ tenantId }) => this.#tenants.of(tenantId));
    const own = fit.filter(({ tenantId }) => tenantId === next?.tenantId);
    return least(own, (part) => this.#kindsOf(part).of(part.kind));
  }

  #mayBegin(part: LongPart): boolean {
    return this.#fits(part) && !this.#isPreceded(part);
  }

  /** What a tenant asks for that has a part at work may be that part. */
  #isPreceded({ tenantId }: LongPart): boolean {
    if (this.#precedence === undefined) return false;
    return this.#shortBeside([tenantId, ...this.#running.map((part) => part.tenantId)]);
  }

  #fits({ tenantId }: LongPart): boolean {
    if (this.#running.length >= this.#atOnce) return false;
    return this.#running.filter((part) => part.tenantId === tenantId).length < this.#ownAtOnce;
  }

  #kindsOf({ tenantId }: LongPart): FairTime {
    const kinds = this.#kinds.get(tenantId) ?? new FairTime();
    this.#kinds.set(tenantId, kinds);
    return kinds;
  }
}

/** The first of those that have the least. */
function least<T>(all: readonly T[], of: (one: T) => number): T | undefined {
  return all.reduce<T | undefined>((best, one) => (best === undefined || of(one) < of(best) ? one : best), undefined);
}
