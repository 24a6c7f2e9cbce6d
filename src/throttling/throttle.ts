import type { Clock } from '../core/clock.ts';
import type { Workload } from '../edm/operation.ts';
import type { Caller } from '../identity/caller.ts';
import { fail } from '../model/failures.ts';
import { type ThrottlingLimits, workloadWindowMs } from '../model/throttling.ts';
import { type Budget, SlidingWindows } from './sliding-windows.ts';

/** Lets a request pass, or throws `throttled` with the seconds after which it would. */
export interface Throttle {
  /** Holds an application of an organisation to its limit of a second. It looks at nothing outside this process, so it is asked first. */
  admit(caller: Caller): void;
  /** Takes a request from the budgets of its organisation. */
  take(caller: Caller, request: Throttled): Promise<void> | undefined;
}

/** What is asked for, as far as limits go. */
export interface Throttled {
  /** `batches`: of a `$batch` as a whole, whose steps count by themselves. */
  readonly workload: Workload | 'batches' | undefined;
  readonly writes: boolean;
}

/** Where the budgets of organisations are counted. */
export interface Budgets {
  /** Takes one request from every budget, or from none when one of them has no room. */
  take(tenantId: string, budgets: readonly Budget[]): Spent | undefined | Promise<Spent | undefined>;
}

/** A budget without room, and after how many milliseconds it has some. */
export interface Spent {
  readonly budget: Budget;
  readonly waitMs: number;
}

/** Holds callers to limits of their organisation: of a workload, for all and for each application; and of an application altogether. */
export function createThrottle(limits: ThrottlingLimits, budgets: Budgets, clock: Clock): Throttle {
  const applications = new SlidingWindows(1000);
  return {
    admit(caller) {
      // Organisations share the application that their people sign in with: one must not use up what another ends its connection by.
      const altogether = { key: `${caller.tenantId} ${applicationOf(caller)}`, limit: limits.applicationPerSecond };
      const now = clock.elapsed();
      refuse(spent(applications, altogether, now));
      applications.take(altogether, now);
    },
    take(caller, { workload, writes }) {
      if (!workload) return undefined;
      const application = applicationOf(caller);
      // Graph publishes no limit of batches; theirs is that of small collections.
      const { requests, writes: write } = limits[workload === 'batches' ? 'remoteAssistance' : workload];
      const wanted = [
        { key: `${workload} requests`, limit: requests.tenant },
        { key: `${workload} requests of ${application}`, limit: requests.application },
      ];
      if (writes) {
        wanted.push(
          { key: `${workload} writes`, limit: write.tenant },
          { key: `${workload} writes of ${application}`, limit: write.application },
        );
      }
      const taken = budgets.take(caller.tenantId, wanted);
      if (taken instanceof Promise) return taken.then(refuse);
      refuse(taken);
      return undefined;
    },
  };
}

function applicationOf({ applicationId, subject }: Caller): string {
  return applicationId ?? subject;
}

/** Budgets of a process that serves an organisation alone. */
export class LocalBudgets implements Budgets {
  readonly #clock: Clock;
  readonly #windows = new SlidingWindows(workloadWindowMs);

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  take(tenantId: string, budgets: readonly Budget[]): Spent | undefined {
    const now = this.#clock.elapsed();
    const own = budgets.map(({ key, limit }) => ({ key: `${tenantId} ${key}`, limit }));
    for (const budget of own) {
      const found = spent(this.#windows, budget, now);
      if (found) return found;
    }
    for (const budget of own) this.#windows.take(budget, now);
    return undefined;
  }
}

function spent(windows: SlidingWindows, budget: Budget, now: number): Spent | undefined {
  const waitMs = windows.waitMs(budget, now);
  return waitMs > 0 ? { budget, waitMs } : undefined;
}

function refuse(spent: Spent | undefined): void {
  if (!spent) return;
  const { budget, waitMs } = spent;
  throw fail(
    'throttled',
    { retryAfterSeconds: waitMs / 1000 },
    { internal: `no more than ${budget.limit} ${budget.key}; the setting throttling decides` },
  );
}
