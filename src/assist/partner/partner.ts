import { unsetDateTime } from '../../edm/date-time.ts';
import { remoteAssistancePartner } from '../../model/remote-assistance-partner.ts';
import type { PartnerTable } from '../../store/schema.ts';
import { foundIn } from '../found.ts';

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
  return foundIn(remoteAssistancePartner, row, id);
}
