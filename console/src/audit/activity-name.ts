import type { Text } from '../text/en.ts';
import { named } from '../text/named.ts';

/** What an event is called, in the reader's language; what it is called on the wire where there are no words for it. */
export function activityName(
  { activities }: Text['audit'],
  activityType: string | null,
  displayName?: string | null,
): string | undefined {
  return named(activities, activityType) ?? displayName ?? undefined;
}
