import type { Clock } from '../core/clock.ts';
import { workloadWindowMs } from '../model/throttling.ts';
import type { Database } from '../store/database.ts';
import {
  beginRequestWindows,
  lockRequestWindows,
  type RequestWindow,
  saveRequestWindows,
} from '../store/table/request-windows.ts';
import type { TenantTx } from '../store/tenant.ts';
import { type Budget, room, roomAfterMs } from './sliding-windows.ts';
import type { Budgets, Spent } from './throttle.ts';

/** Which part of the room that is left a replica draws at once: large while there is much, single requests near the limit. */
const portion = 1 / 8;

/**
 * Budgets of an organisation that several replicas serve. The windows are rows, and a replica draws on them in portions, so that
 * most requests cost nothing. What is drawn counts as used: the limit is never passed, and reached up to what other replicas hold
 * unused, which they forget as the window moves on.
 */
export class SharedBudgets implements Budgets {
  readonly #database: Database;
  readonly #clock: Clock;
  #period = 0;
  /** Requests that are drawn and not made, by tenant and budget. */
  #stock = new Map<string, Map<string, number>>();
  /** Budgets that are known to have no room, and until when. */
  #spent = new Map<string, { readonly budget: Budget; readonly until: number }>();
  readonly #turns = new Map<string, Promise<unknown>>();

  constructor(database: Database, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  take(tenantId: string, budgets: readonly Budget[]): Spent | undefined | Promise<Spent | undefined> {
    return (
      this.#refused(tenantId, budgets) ??
      (this.#takeOwn(tenantId, budgets) ? undefined : this.#inTurn(tenantId, budgets))
    );
  }

  /** One draw at a time for a tenant: whoever waited meanwhile mostly finds what they need in stock. */
  #inTurn(tenantId: string, budgets: readonly Budget[]): Promise<Spent | undefined> {
    const before = this.#turns.get(tenantId) ?? Promise.resolve();
    const turn = before.then(async () => {
      const refused = this.#refused(tenantId, budgets);
      if (refused || this.#takeOwn(tenantId, budgets)) return refused;
      return this.#draw(tenantId, budgets);
    });
    const settled = turn
      .catch(() => {})
      .then(() => {
        if (this.#turns.get(tenantId) === settled) this.#turns.delete(tenantId);
      });
    this.#turns.set(tenantId, settled);
    return turn;
  }

  #refused(tenantId: string, budgets: readonly Budget[]): Spent | undefined {
    const now = this.#clock.elapsed();
    for (const { key } of budgets) {
      const spent = this.#spent.get(`${tenantId} ${key}`);
      if (spent && spent.until > now) return { budget: spent.budget, waitMs: spent.until - now };
    }
    return undefined;
  }

  #takeOwn(tenantId: string, budgets: readonly Budget[]): boolean {
    const stock = this.#stockOf(tenantId);
    if (!budgets.every(({ key }) => (stock.get(key) ?? 0) > 0)) return false;
    for (const { key } of budgets) stock.set(key, (stock.get(key) ?? 0) - 1);
    return true;
  }

  async #draw(tenantId: string, budgets: readonly Budget[]): Promise<Spent | undefined> {
    const lacking = budgets.filter(({ key }) => !this.#stockOf(tenantId).get(key));
    const drawn = await this.#database.write(tenantId, (tx) => draw(tx, lacking));
    const stock = this.#stockOf(tenantId);
    let spent: Spent | undefined;
    for (const { budget, requests, waitMs } of drawn) {
      if (requests > 0) stock.set(budget.key, (stock.get(budget.key) ?? 0) + requests);
      else {
        spent ??= { budget, waitMs };
        this.#spent.set(`${tenantId} ${budget.key}`, { budget, until: this.#clock.elapsed() + waitMs });
      }
    }
    if (!spent) this.#takeOwn(tenantId, budgets);
    return spent;
  }

  /** What was drawn in one half of the window is not made in the next, where it would not be counted. */
  #stockOf(tenantId: string): Map<string, number> {
    const period = Math.floor(this.#clock.now() / workloadWindowMs);
    if (period !== this.#period) {
      this.#period = period;
      this.#stock = new Map();
      this.#spent = new Map([...this.#spent].filter(([, { until }]) => until > this.#clock.elapsed()));
    }
    const stock = this.#stock.get(tenantId) ?? new Map<string, number>();
    this.#stock.set(tenantId, stock);
    return stock;
  }
}

interface Drawn {
  readonly budget: Budget;
  /** 0 where there is no room. */
  readonly requests: number;
  readonly waitMs: number;
}

async function draw(tx: TenantTx, budgets: readonly Budget[]): Promise<Drawn[]> {
  const period = Math.floor(tx.now / workloadWindowMs);
  const keys = budgets.map(({ key }) => key);
  let windows = await lockRequestWindows(tx, keys);
  if (windows.length < keys.length) {
    await beginRequestWindows(tx, keys, period);
    windows = await lockRequestWindows(tx, keys);
  }
  const current = new Map(windows.map((window) => [window.budget, advanced(window, period)]));
  const drawn = budgets.map((budget): Drawn => {
    const window = current.get(budget.key);
    if (!window) throw new Error(`no window for ${budget.key}`);
    const elapsedMs = Math.max(0, tx.now - window.period * workloadWindowMs);
    const fill = { before: window.earlier, current: window.current, elapsedMs };
    const left = room(budget.limit, fill, workloadWindowMs);
    const requests = left < 1 ? 0 : Math.max(1, Math.floor(left * portion));
    current.set(budget.key, { ...window, current: window.current + requests });
    return { budget, requests, waitMs: roomAfterMs(budget.limit, fill, workloadWindowMs) };
  });
  await saveRequestWindows(tx, [...current.values()]);
  return drawn;
}

/** The window at `period`; of two transactions the later may have begun in the earlier half. One further ahead is left of a clock that was wrong. */
function advanced(window: RequestWindow, period: number): RequestWindow {
  if (period < window.period - 1) return { ...window, period, earlier: 0, current: 0 };
  if (period <= window.period) return window;
  return { ...window, period, earlier: period === window.period + 1 ? window.current : 0, current: 0 };
}
