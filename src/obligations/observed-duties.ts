import type { Observer, Settled } from '../core/observer.ts';
import { type Duty, LeaseLost, type Outcome } from './duty.ts';

type Duties = Readonly<Record<string, Duty>>;

/** The same duties, with an observer that sees every attempt at one. */
export function observedDuties(duties: Duties, observer: Observer): Duties {
  return Object.fromEntries(
    Object.entries(duties).map(([kind, duty]): [string, Duty] => [
      kind,
      (job, steps) => {
        const attributes = {
          'assistd.tenant': job.tenantId,
          'assistd.obligation': job.id,
          'assistd.subject': job.subject,
          'assistd.attempt': job.attempt,
        };
        return observer.observe({ kind: 'obligation', name: kind, attributes }, () => duty(job, steps), outcomeOf);
      },
    ]),
  );
}

function outcomeOf(settled: Settled<Outcome>) {
  if ('value' in settled) return { result: settled.value.kind, isFailure: false };
  return settled.error instanceof LeaseLost
    ? { result: 'lost', isFailure: false }
    : { result: 'failed', isFailure: true };
}
