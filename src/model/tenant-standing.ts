import { collectionOf, complexType, dateTimeOffset, int64, of, string } from '../edm/type.ts';
import { remoteAssistanceOnboardingStatus } from './remote-assistance-partner.ts';

export const partnerStanding = complexType(
  'partnerStanding',
  {
    displayName: string('The name of the partner.'),
    onboardingStatus: of(remoteAssistanceOnboardingStatus, 'How far the connection to the partner is.', {
      nullable: false,
    }),
  },
  'assist',
);

export const tenantStanding = complexType(
  'tenantStanding',
  {
    partners: collectionOf(partnerStanding, 'The partners of the organisation, by id.'),
    openSessions: int64('How many sessions were asked for or are open.', { nullable: false }),
    owed: int64('How much is owed to partners and not done: grants to revoke, sessions to open or to end.', {
      nullable: false,
    }),
    overdue: int64('How much of that was reported, because it is owed for too long.', { nullable: false }),
    lastActivityDateTime: dateTimeOffset(
      'When the newest event of its audit trail was done; null where there is none.',
    ),
  },
  'assist',
);
