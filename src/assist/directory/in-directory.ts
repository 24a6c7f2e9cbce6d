import { fail } from '../../model/failures.ts';

/** What was found in the directory, or the 404 that Graph's directory gives. */
export function inDirectory<Found>(found: Found | undefined, id: string): Found {
  if (found) return found;
  throw fail('directoryObjectNotFound', { id });
}
