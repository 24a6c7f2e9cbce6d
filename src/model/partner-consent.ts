import { complexType, dateTimeOffset, enumType, of, string } from '../edm/type.ts';

export const partnerConsentStatus = enumType(
  'partnerConsentStatus',
  {
    /** Nobody has begun to connect, or it is over. */
    none: 0,
    /** Nobody has consented yet. */
    awaited: 1,
    /** Somebody has consented; it counts for nothing until a caller confirms the account. */
    parked: 2,
  },
  'assist',
);

export const partnerConsent = complexType(
  'partnerConsent',
  {
    status: of(partnerConsentStatus, 'How far the consent is.', { nullable: false }),
    requestedBy: string('Who began to connect: a user principal name, or the id of an application.'),
    requestedDateTime: dateTimeOffset('When they began; null once it is parked.'),
    expirationDateTime: dateTimeOffset('Until when it is awaited; then what is parked is revoked.'),
    confirmedBy: string('Who signed in on the start page and stands behind it.'),
    consentedDateTime: dateTimeOffset('When somebody consented.'),
    accountId: string('The id, at the partner, of the account that consented.'),
    accountName: string('The name of that account.'),
    accountEmail: string('The mail address of that account.'),
    accountCompany: string('The company that the account belongs to at the partner.'),
  },
  'assist',
);
