import { nobodyWaits } from '../search-time.ts';
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
 * Searches run one at a time, and tenants take turns, so that a search of another waits for one at most. On the thread that answers
 * everybody others are answered between two, and after a long one its tenant rests for as long as it took: one has at most half of the time.
 */
export class SearchTurns {
  readonly #rests: boolean;
  readonly #line: Waiting[] = [];
  readonly #had = new Map<string, Had>();
  #turn = 0;
  #isBusy = false;
  #timer: NodeJS.Timeout | undefined;

  constructor({ onOwnThread }: { readonly onOwnThread: boolean }) {
    this.#rests = !onOwnThread;
  }

  /**
   * @param gone takes it out of the line
   * @throws Failure `unavailable` when too many wait, its turn does not come in time, or nobody waits for it any more.
   */
  async run<T>(tenantId: string, search: () => Promise<T>, gone?: AbortSignal): Promise<T> {
    const mine = this.#line.filter((each) => each.tenantId === tenantId).length;
    if (this.#line.length >= longestLine || mine >= longestLine / 2) {
      throw databaseUnavailable(`${this.#line.length} searches wait already, ${mine} of this tenant`);
    }
    if (gone?.aborted) throw nobodyWaits();
    let leave = () => {};
    await new Promise<void>((begin, refuse) => {
      const waiting = { tenantId, until: performance.now() + waitMs, begin, refuse };
      leave = () => this.#leave(waiting);
      gone?.addEventListener('abort', leave, { once: true });
      this.#line.push(waiting);
      this.#next();
    }).finally(() => gone?.removeEventListener('abort', leave));
    const began = performance.now();
    try {
      return await search();
    } finally {
      const now = performance.now();
      const took = now - began;
      this.#had.set(tenantId, {
        restsUntil: this.#rests && took > noticeableMs ? now + took : now,
        turn: ++this.#turn,
      });
      setImmediate(() => {
        this.#isBusy = false;
        this.#next();
      });
    }
  }

  #leave(waiting: Waiting): void {
    const place = this.#line.indexOf(waiting);
    if (place < 0) return;
    this.#line.splice(place, 1);
    waiting.refuse(nobodyWaits());
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
