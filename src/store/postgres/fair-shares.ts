import { databaseUnavailable } from '../unavailable.ts';

/** What a connection is wanted for. A search is a statement whose length a client decides. */
export interface Claim {
  readonly kind: 'search' | 'read' | 'write';
  /** `undefined` for what the service asks of all tenants. */
  readonly tenantId: string | undefined;
}

export interface ShareLimits {
  readonly connections: number;
  /** How many may wait. */
  readonly waiting: number;
  readonly waitMs: number;
}

interface Waiting {
  readonly claim: Claim;
  readonly begin: () => void;
}

/** What one of many may have of something, so that there is some for the others. */
const share = (whole: number) => (whole < 4 ? whole : Math.ceil(whole / 2));

/**
 * Who gets the next connection. One tenant has at most half of them, and of the places in the line; searches leave some to reads, and
 * both leave some to writes: what ends or begins something, and what is owed, is written. Whoever can be served is, in the order of the line.
 */
export class FairShares {
  readonly #limits: ShareLimits;
  readonly #held: Claim[] = [];
  readonly #line: Waiting[] = [];

  constructor(limits: ShareLimits) {
    this.#limits = limits;
  }

  get waiting(): number {
    return this.#line.length;
  }

  /** @throws Failure `unavailable` when the line is full, or does not get this far in time. */
  async take(claim: Claim): Promise<Disposable> {
    if (!this.#fits(claim)) await this.#wait(claim);
    else this.#held.push(claim);
    return { [Symbol.dispose]: () => this.#giveBack(claim) };
  }

  #wait(claim: Claim): Promise<void> {
    const { waiting, waitMs } = this.#limits;
    const mine = this.#line.filter((each) => each.claim.tenantId === claim.tenantId).length;
    if (this.#line.length >= waiting || (claim.tenantId !== undefined && mine >= share(waiting))) {
      throw databaseUnavailable(`${this.#line.length} callers wait for a connection already, ${mine} of this tenant`);
    }
    return new Promise((resolve, reject) => {
      const entry: Waiting = {
        claim,
        begin: () => {
          clearTimeout(timer);
          resolve();
        },
      };
      const timer = setTimeout(() => {
        this.#line.splice(this.#line.indexOf(entry), 1);
        reject(databaseUnavailable(`no connection within ${waitMs} ms for a ${claim.kind} of this tenant`));
      }, waitMs);
      this.#line.push(entry);
    });
  }

  #giveBack(claim: Claim): void {
    this.#held.splice(this.#held.indexOf(claim), 1);
    for (let next = this.#next(); next; next = this.#next()) {
      this.#line.splice(this.#line.indexOf(next), 1);
      this.#held.push(next.claim);
      next.begin();
    }
  }

  #next(): Waiting | undefined {
    return this.#line.find(({ claim }) => this.#fits(claim));
  }

  #fits({ kind, tenantId }: Claim): boolean {
    const { connections } = this.#limits;
    const reserve = Math.floor(connections / 5);
    const held = (which: (claim: Claim) => boolean) => this.#held.filter(which).length;
    const searches = (claim: Claim) => claim.kind === 'search';
    const mine = (claim: Claim) => claim.tenantId === tenantId;
    if (this.#held.length >= connections) return false;
    if (kind !== 'write' && held((claim) => claim.kind !== 'write') >= connections - reserve) return false;
    if (kind === 'search' && held(searches) >= Math.max(1, connections - Math.max(1, 2 * reserve))) return false;
    if (tenantId === undefined) return true;
    const most = share(connections);
    if (held(mine) >= most) return false;
    const mostSearches = Math.max(1, most - Math.max(1, reserve));
    return kind !== 'search' || held((claim) => mine(claim) && searches(claim)) < mostSearches;
  }
}
