import { nobodyWaits } from '../search-time.ts';
import { databaseUnavailable } from '../unavailable.ts';

/** What a connection is wanted for. A search is a statement whose length a client decides. */
export interface Claim {
  readonly kind: 'search' | 'read' | 'write';
  /** `undefined` for what the service asks of all tenants. */
  readonly tenantId: string | undefined;
}

export interface ShareLimits {
  readonly connections: number;
  /** How many searches may run at once: each keeps a core of PostgreSQL busy. */
  readonly searches: number;
  /** How many may wait. */
  readonly waiting: number;
  readonly waitMs: number;
  /** How long a statement may take; and so long a search waits for others to be over. */
  readonly statementMs: number;
}

interface Waiting {
  readonly claim: Claim;
  readonly begin: () => void;
}

/** What one of many may have of something, so that there is some for the others. */
const share = (whole: number) => (whole < 4 ? whole : Math.ceil(whole / 2));

/**
 * Who gets the next connection. One tenant has at most half of them, and of the places in the line; searches leave some to reads, and
 * both leave some to writes: what ends or begins something, and what is owed, is written. Whoever can be served is, in the order of the line;
 * of searches that wait, those of the tenant whose last began longest ago.
 */
export class FairShares {
  readonly #limits: ShareLimits;
  readonly #held: Claim[] = [];
  readonly #line: Waiting[] = [];
  /** The tenants that have searched, the last of them last; nobody, where nobody waits. */
  readonly #searched = new Set<string>();

  constructor(limits: ShareLimits) {
    this.#limits = limits;
  }

  get waiting(): number {
    return this.#line.length;
  }

  /**
   * @param gone takes it out of the line
   * @throws Failure `unavailable` when the line is full, does not get this far in time, or nobody waits for it any more.
   */
  async take(claim: Claim, gone?: AbortSignal): Promise<Disposable> {
    if (gone?.aborted) throw nobodyWaits();
    if (this.#fits(claim)) this.#hold(claim);
    else await this.#wait(claim, gone);
    return { [Symbol.dispose]: () => this.#giveBack(claim) };
  }

  #hold(claim: Claim): void {
    this.#held.push(claim);
    if (claim.kind !== 'search' || claim.tenantId === undefined) return;
    this.#searched.delete(claim.tenantId);
    this.#searched.add(claim.tenantId);
  }

  #wait(claim: Claim, gone: AbortSignal | undefined): Promise<void> {
    const { waiting, waitMs: usualMs, statementMs } = this.#limits;
    const waitMs = claim.kind === 'search' ? Math.max(usualMs, statementMs) : usualMs;
    const mine = this.#line.filter((each) => each.claim.tenantId === claim.tenantId).length;
    if (this.#line.length >= waiting || (claim.tenantId !== undefined && mine >= share(waiting))) {
      throw databaseUnavailable(`${this.#line.length} callers wait for a connection already, ${mine} of this tenant`);
    }
    return new Promise((resolve, reject) => {
      const waited = () => {
        clearTimeout(timer);
        gone?.removeEventListener('abort', left);
        this.#line.splice(this.#line.indexOf(entry), 1);
      };
      const entry: Waiting = {
        claim,
        begin: () => {
          waited();
          resolve();
        },
      };
      const left = () => {
        waited();
        reject(nobodyWaits());
      };
      const timer = setTimeout(() => {
        waited();
        reject(databaseUnavailable(`no connection within ${waitMs} ms for a ${claim.kind} of this tenant`));
      }, waitMs);
      gone?.addEventListener('abort', left, { once: true });
      this.#line.push(entry);
    });
  }

  #giveBack(claim: Claim): void {
    this.#held.splice(this.#held.indexOf(claim), 1);
    for (let next = this.#next(); next; next = this.#next()) {
      this.#hold(next.claim);
      next.begin();
    }
    if (this.#line.length === 0) this.#searched.clear();
  }

  #next(): Waiting | undefined {
    const served = this.#line.filter(({ claim }) => this.#fits(claim));
    const [first] = served;
    if (first?.claim.kind !== 'search') return first;
    const searches = served.filter(({ claim }) => claim.kind === 'search');
    const order = [...this.#searched];
    const lastOf = ({ claim }: Waiting) => order.indexOf(claim.tenantId ?? '');
    return searches.sort((one, other) => lastOf(one) - lastOf(other))[0];
  }

  #fits({ kind, tenantId }: Claim): boolean {
    const { connections, searches: atOnce } = this.#limits;
    const reserve = Math.floor(connections / 5);
    const held = (which: (claim: Claim) => boolean) => this.#held.filter(which).length;
    const searches = (claim: Claim) => claim.kind === 'search';
    const mine = (claim: Claim) => claim.tenantId === tenantId;
    if (this.#held.length >= connections) return false;
    if (kind !== 'write' && held((claim) => claim.kind !== 'write') >= connections - reserve) return false;
    const mostSearches = Math.min(atOnce, Math.max(1, connections - Math.max(1, 2 * reserve)));
    if (kind === 'search' && held(searches) >= mostSearches) return false;
    if (tenantId === undefined) return true;
    const most = share(connections);
    if (held(mine) >= most) return false;
    const mostOwn = Math.min(Math.ceil(atOnce / 2), Math.max(1, most - Math.max(1, reserve)));
    return kind !== 'search' || held((claim) => mine(claim) && searches(claim)) < mostOwn;
  }
}
