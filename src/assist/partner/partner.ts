import { unsetDateTime } from '../../edm/date-time.ts';
import { remoteAssistancePartner } from '../../model/remote-assistance-partner.ts';
import { foundIn } from '../found.ts';
import { unconnected } from './states.ts';

/** A partner as it begins. */
export function newPartner(partner: {
  readonly id: string;
  readonly displayName: string | null;
  readonly connector: string;
}) {
  return {
    ...unconnected,
    onboardingStatus: 'notOnboarded' as const,
    lastConnectionDateTime: unsetDateTime,
    ...partner,
  };
}

/** The row, or the 404 that says which one is missing. */
export function found<Row>(row: Row | undefined, id: string): Row {
  return foundIn(remoteAssistancePartner, row, id);
}
