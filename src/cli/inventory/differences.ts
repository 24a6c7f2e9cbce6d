import type { Json } from '../../client/graph.ts';
import { canonicalDateTime } from '../../edm/date-time.ts';

/** What of `wanted` is not `present`; `undefined` when all of it is. */
export function differences(wanted: Readonly<Json>, present: Readonly<Json>): Json | undefined {
  const changes = Object.entries(wanted).filter(([name, value]) => comparable(value) !== comparable(present[name]));
  return changes.length === 0 ? undefined : Object.fromEntries(changes);
}

/** A date is the same however many digits of its second are written. */
function comparable(value: unknown): string {
  const date = typeof value === 'string' ? canonicalDateTime(value) : undefined;
  return date ?? JSON.stringify(value ?? null);
}
