import { unsetDateTime } from '../edm/date-time.ts';
import { fail } from '../model/failures.ts';
import type { PartnerTable } from '../store/schema.ts';

/** What every partner's row holds while it is not connected. */
export const unconnected = {
  onboardingUrl: null,
  onboardingStatus: 'notOnboarded',
  onboardingRequestExpiryDateTime: unsetDateTime,
  grant_id: null,
  connected_at: null,
  connected_by: null,
} as const satisfies Partial<PartnerTable>;

/** The row, or the 404 that says which one is missing. */
export function found<Row>(row: Row | undefined, id: string): Row {
  if (row) return row;
  throw fail('entityNotFound', { type: 'remoteAssistancePartner', id });
}
