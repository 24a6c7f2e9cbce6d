import type { Settings } from '../settings/schema.ts';
import { usualDrain } from '../settings/values.ts';

/** How long a service that is told to stop still serves, in milliseconds. */
export function drainDelayOf({ drainDelay }: Pick<Settings, 'drainDelay'>): number {
  return drainDelay ?? usualDrain;
}

/** What is left of the time to stop once balancers have noticed: half of it is for requests, half for attempts, in milliseconds. */
export function finishing(settings: Pick<Settings, 'drainDelay' | 'stopTimeout'>): number {
  return Math.max(0, settings.stopTimeout - drainDelayOf(settings));
}
