import { databaseUnavailable } from '../unavailable.ts';

/** What a connection is wanted for. */
export interface Claim {
  readonly kind: 'read' | 'write' | 'longWrite';
  /** `undefined` for what the service asks of all tenants. */
  readonly tenantId: string | undefined;
}

export interface ShareLimits {
  readonly connections: number;
  /** How many may wait. */
  readonly waiting: number;
  readonly waitMs: number;
  /** The same of a long write, which waits for others of its kind to be over. */
  readonly longMs: number;
}

interface Waiting {
  readonly claim: Claim;
  readonly begin: () => void;
}

/** What one of many may have of something, so that there is some for the others. */
export const share = (whole: number) => (whole < 4 ? whole : Math.ceil(whole / 2));

/** How many connections reads leave to writes. */
export const reserve = (connections: number) => Math.floor(connections / 5);

/**
 * Who gets the next connection. One tenant has at most half of them, and of the places in the line, and one for what it writes at length; reads leave some to
 * writes: what ends or begins something, and what is owed, is written. Whoever can be served is, in the order of the line.
 */
export class FairShares {
  readonly #limits: ShareLimits;
  readonly #given: () => void;
  readonly #held: Claim[] = [];
  readonly #line: Waiting[] = [];

  /** @param given tells that a connection was given back */
  constructor(limits: ShareLimits, given = () => {}) {
    this.#limits = limits;
    this.#given = given;
  }

  get waiting(): number {
    return this.#line.length;
  }

  /** Whether something short of another tenant than these is under way. */
  hasShortBeside(tenants: readonly string[]): boolean {
    return this.#held.some(
      ({ kind, tenantId }) => kind !== 'longWrite' && tenantId !== undefined && !tenants.includes(tenantId),
    );
  }

  /** @throws Failure `unavailable` when the line is full, or does not get this far in time. */
  async take(claim: Claim): Promise<Disposable> {
    if (this.#fits(claim)) this.#held.push(claim);
    else await this.#wait(claim);
    return { [Symbol.dispose]: () => this.#giveBack(claim) };
  }

  #wait(claim: Claim): Promise<void> {
    const { waiting, waitMs: usualMs, longMs } = this.#limits;
    const waitMs = claim.kind === 'longWrite' ? longMs : usualMs;
    const mine = this.#line.filter((each) => each.claim.tenantId === claim.tenantId).length;
    if (this.#line.length >= waiting || (claim.tenantId !== undefined && mine >= share(waiting))) {
      throw databaseUnavailable(`${this.#line.length} callers wait for a connection already, ${mine} of this tenant`);
    }
    return new Promise((resolve, reject) => {
      const waited = () => {
        clearTimeout(timer);
        this.#line.splice(this.#line.indexOf(entry), 1);
      };
      const entry: Waiting = {
        claim,
        begin: () => {
          waited();
          this.#held.push(claim);
          resolve();
        },
      };
      const timer = setTimeout(() => {
        waited();
        reject(databaseUnavailable(`no connection within ${waitMs} ms for a ${claim.kind} of this tenant`));
      }, waitMs);
      this.#line.push(entry);
    });
  }

  #giveBack(claim: Claim): void {
    this.#held.splice(this.#held.indexOf(claim), 1);
    for (let next = this.#next(); next; next = this.#next()) next.begin();
    this.#given();
  }

  #next(): Waiting | undefined {
    return this.#line.find(({ claim }) => this.#fits(claim));
  }

  #fits({ kind, tenantId }: Claim): boolean {
    const { connections } = this.#limits;
    if (this.#held.length >= connections) return false;
    const reads = this.#held.filter((claim) => claim.kind === 'read').length;
    if (kind === 'read' && reads >= connections - reserve(connections)) return false;
    if (tenantId === undefined) return true;
    const mine = this.#held.filter((claim) => claim.tenantId === tenantId);
    if (mine.length >= share(connections)) return false;
    return kind !== 'longWrite' || !mine.some((claim) => claim.kind === kind);
  }
}
