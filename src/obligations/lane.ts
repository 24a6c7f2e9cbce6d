import { newId } from '../core/id.ts';
import { claimObligations } from '../store/table/claimed-obligations.ts';
import type { KindsOwed } from '../store/table/due-obligations.ts';
import { Attempt, type AttemptSettings } from './attempt.ts';

/** How long others wait while the rows of a tenant cannot be had, in milliseconds: its connections may be used up, by requests that wait for a lock. */
const patienceMs = 250;

interface LaneParts {
  readonly settings: AttemptSettings;
  readonly kinds: KindsOwed;
  /** Attempts at once; at most half of them for one tenant, so that nobody's trouble holds up everybody. */
  readonly slots: number;
  /** The connectors whose partners are not to be called now. */
  readonly resting: () => readonly string[];
}

/** Slots for attempts at some kinds of obligations: what fills them holds up no other kind. */
export class Lane {
  readonly #settings: AttemptSettings;
  readonly #kinds: KindsOwed;
  readonly #slots: number;
  readonly #resting: () => readonly string[];
  readonly #stop: AbortSignal;
  readonly #ended: () => void;
  readonly #running = new Map<Attempt, Promise<void>>();
  /** The claims that are not made yet, by tenant, and how many slots each may take. */
  readonly #claiming = new Map<string, { readonly slots: number; readonly made: Promise<number> }>();
  /** The tenant that was served last; the next round begins behind it. */
  #cursor = '';

  /**
   * @param stop tells attempts under way to end
   * @param ended is told when a slot is free again
   */
  constructor({ settings, kinds, slots, resting }: LaneParts, stop: AbortSignal, ended: () => void) {
    this.#settings = settings;
    this.#kinds = kinds;
    this.#slots = slots;
    this.#resting = resting;
    this.#stop = stop;
    this.#ended = ended;
  }

  get running(): ReadonlyMap<Attempt, Promise<void>> {
    return this.#running;
  }

  /** Resolves when no claim is under way. */
  async claimed(): Promise<void> {
    await Promise.all([...this.#claiming.values()].map(({ made }) => made));
  }

  /**
   * Claims what there is room for, a fair share for each tenant that has something due; no more once `closing`.
   * @returns `due` when something is due that can't be taken now.
   */
  async round(closing: AbortSignal): Promise<'claimed' | 'due' | 'nothing'> {
    let free = this.#slots - this.#running.size;
    for (const { slots } of this.#claiming.values()) free -= slots;
    if (free <= 0) return 'due';
    const due = await this.#dueTenants();
    const most = Math.ceil(this.#slots / 2);
    const served = due.filter((tenantId) => this.#of(tenantId).length < most && !this.#claiming.has(tenantId));
    const share = Math.max(1, Math.floor(free / served.length));
    let claimed = 0;
    for (const tenantId of served) {
      if (free <= 0 || closing.aborted) break;
      const slots = Math.min(free, share, most - this.#of(tenantId).length);
      const started = await this.#startSome(tenantId, slots);
      this.#cursor = tenantId;
      free -= started ?? slots;
      claimed += started ?? 0;
    }
    if (claimed > 0) return 'claimed';
    return due.length > 0 || this.#claiming.size > 0 ? 'due' : 'nothing';
  }

  /** Tenants with due work, beginning behind the one that was served last, so that none is passed over for ever. */
  async #dueTenants(): Promise<string[]> {
    const { database } = this.#settings;
    // One tenant for each attempt that could run, those included whose share is used up.
    const limit = this.#slots;
    const resting = this.#resting();
    const behind = await database.dueTenants(this.#kinds, { after: this.#cursor, limit }, resting);
    if (behind.length >= limit || this.#cursor === '') return behind;
    const fromFirst = await database.dueTenants(this.#kinds, { after: '', limit }, resting);
    return [...new Set([...behind, ...fromFirst])].slice(0, limit);
  }

  /** Starts attempts of a tenant, and gives how many; `undefined` where its rows cannot be had soon: it is started then, and nobody waits. */
  async #startSome(tenantId: string, slots: number): Promise<number | undefined> {
    const { clock, log } = this.#settings;
    const soon = new AbortController();
    const claim = async () => {
      try {
        const attempts = await this.#claim(tenantId, slots);
        for (const attempt of attempts) this.#start(attempt);
        return attempts.length;
      } catch (err) {
        log.warn({ err, tenantId }, 'obligations: what an organisation owes could not be claimed');
        return 0;
      } finally {
        this.#claiming.delete(tenantId);
        soon.abort();
      }
    };
    const made = claim();
    this.#claiming.set(tenantId, { slots, made });
    const late = clock.wait(patienceMs, soon.signal).then(() => (soon.signal.aborted ? made : undefined));
    const started = await Promise.race([made, late]);
    if (started === undefined) void made.finally(() => this.#ended());
    return started;
  }

  async #claim(tenantId: string, limit: number): Promise<Attempt[]> {
    const { database, clock, leaseMs } = this.#settings;
    const owner = newId();
    // After a clock was turned or set, our own leases may seem to have run out before they are extended.
    const except = this.#of(tenantId).map(({ obligation }) => obligation.id);
    const leaseUntil = clock.elapsed() + leaseMs;
    const obligations = await database.write(tenantId, (tx) =>
      claimObligations(tx, { ...this.#kinds, owner, leaseMs, limit, except, resting: this.#resting() }),
    );
    return obligations.map((obligation) => new Attempt(this.#settings, obligation, owner, leaseUntil));
  }

  #start(attempt: Attempt): void {
    const running = attempt.run(this.#stop).finally(() => {
      this.#running.delete(attempt);
      this.#ended();
    });
    this.#running.set(attempt, running);
  }

  #of(tenantId: string): Attempt[] {
    return [...this.#running.keys()].filter(({ obligation }) => obligation.tenant_id === tenantId);
  }
}
