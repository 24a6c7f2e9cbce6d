import { databaseUnavailable } from '../unavailable.ts';

interface Waiting {
  readonly tenantId: string;
  /** By the monotonic clock, in milliseconds. */
  readonly until: number;
  readonly begin: () => void;
  readonly refuse: (reason: unknown) => void;
}

/** What a tenant had of the time. */
interface Had {
  /** When its next search may begin. */
  readonly restsUntil: number;
  /** In which turn its last was. */
  readonly turn: number;
}

const waitMs = 5000;
/** What may wait; for each, a request is held open. */
const longestLine = 200;
/** A search that takes less holds nobody up, in milliseconds. */
const noticeableMs = 50;

/**
 * Searches run on the thread that answers everybody: one at a time, others are answered between two, tenants take turns, and after a long one
 * its tenant rests for as long as it took. So one has at most half of the time, and a search of another waits for one at most.
 */
export class SearchTurns {
  readonly #line: Waiting[] = [];
  readonly #had = new Map<string, Had>();
  #turn = 0;
  #isBusy = false;
  #timer: NodeJS.Timeout | undefined;

  /** @throws Failure `unavailable` when too many wait, or its turn does not come in time. */
  async run<T>(tenantId: string, search: () => Promise<T>): Promise<T> {
    const mine = this.#line.filter((each) => each.tenantId === tenantId).length;
    if (this.#line.length >= longestLine || mine >= longestLine / 2) {
      throw databaseUnavailable(`${this.#line.length} searches wait already, ${mine} of this tenant`);
    }
    await new Promise<void>((begin, refuse) => {
      this.#line.push({ tenantId, until: performance.now() + waitMs, begin, refuse });
      this.#next();
    });
    const began = performance.now();
    try {
      return await search();
    } finally {
      const now = performance.now();
      const took = now - began;
      this.#had.set(tenantId, { restsUntil: took > noticeableMs ? now + took : now, turn: ++this.#turn });
      setImmediate(() => {
        this.#isBusy = false;
        this.#next();
      });
    }
  }

  #next(): void {
    if (this.#isBusy) return;
    clearTimeout(this.#timer);
    const now = performance.now();
    for (const late of this.#line.filter(({ until }) => until <= now)) {
      this.#line.splice(this.#line.indexOf(late), 1);
      late.refuse(databaseUnavailable(`no turn within ${waitMs} ms for a search of this tenant`));
    }
    const rests = ({ tenantId }: Waiting) => this.#had.get(tenantId)?.restsUntil ?? 0;
    const turn = ({ tenantId }: Waiting) => this.#had.get(tenantId)?.turn ?? 0;
    const [next] = this.#line.filter((each) => rests(each) <= now).sort((one, other) => turn(one) - turn(other));
    if (next) {
      this.#line.splice(this.#line.indexOf(next), 1);
      this.#isBusy = true;
      next.begin();
      return;
    }
    if (this.#line.length > 0) {
      const soonest = Math.min(...this.#line.map((each) => Math.min(rests(each), each.until)));
      this.#timer = setTimeout(() => this.#next(), Math.max(1, soonest - now));
    } else this.#forget(now);
  }

  /** Whoever rests no more has as much right as whoever never searched. */
  #forget(now: number): void {
    for (const [tenantId, { restsUntil }] of this.#had) if (restsUntil <= now) this.#had.delete(tenantId);
  }
}
