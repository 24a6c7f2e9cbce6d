import type { Observer, Settled } from '../core/observer.ts';
import { type Job, LeaseLost, type Outcome } from './duty.ts';

/** Runs an attempt at an obligation of `kind`, as an observer sees it. */
export function observeAttempt(
  observer: Observer,
  kind: string,
  job: Job,
  run: () => Promise<Outcome>,
): Promise<Outcome> {
  const attributes = {
    'assistd.tenant': job.tenantId,
    'assistd.obligation': job.id,
    'assistd.subject': job.subject,
    'assistd.attempt': job.attempt,
  };
  return observer.observe({ kind: 'obligation', name: kind, attributes }, run, outcomeOf);
}

function outcomeOf(settled: Settled<Outcome>) {
  if ('value' in settled) {
    const { value } = settled;
    if (value.kind === 'done' && value.unconfirmed !== undefined) return { result: 'unconfirmed', isFailure: true };
    return { result: value.kind, isFailure: false };
  }
  return settled.error instanceof LeaseLost
    ? { result: 'lost', isFailure: false }
    : { result: 'failed', isFailure: true };
}
