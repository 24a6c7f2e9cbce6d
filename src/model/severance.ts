import { resource } from '../edm/operation.ts';
import { boolean, dateTimeOffset, entityType, int64, known, set, string } from '../edm/type.ts';
import { operateAssist } from './permissions.ts';

const counted = { ...set, filterable: false } as const;

export const severance = entityType('severance', {
  description: 'The ending of a connector for every organisation at once.',
  only: 'assist',
  properties: {
    connector: string('The name of the connector.', set),
    reason: string('Why, as it was said.', { ...known, maxLength: 1000 }),
    ticket: string('The ticket that it was done for.', { ...known, maxLength: 100 }),
    requestedBy: string('Who severed it: a user principal name, or the id of an application.', known),
    createdDateTime: dateTimeOffset('Since when no session and no onboarding begins with the connector.', set),
    walkedDateTime: dateTimeOffset(
      'When every organisation had been disconnected, and all its grants were owed for retirement; null before.',
      known,
    ),
    restoredBy: string('Who restored the connector.', known),
    restoredDateTime: dateTimeOffset('When the connector was restored; null while it is severed.', known),
    total: int64('How many grants it has taken, or found left there; it grows until walkedDateTime.', counted),
    proven: int64('How many of them the partner has proven to be revoked.', counted),
    waiting: int64('How many wait for their revocation.', counted),
    failing: int64('How many could not be revoked yet; they are tried again.', counted),
    unconfirmed: int64('How many are over without the proof of the partner.', counted),
    isDone: boolean('Whether every organisation was walked and every grant is proven to be revoked.', counted),
  },
});

/** Severances are the operator's: they concern every organisation. */
export const severances = resource({
  kind: 'entitySet',
  type: severance,
  paths: [{ path: 'severances', rows: 'everyOrganisation', versions: ['assist'] }],
  operations: {
    list: { permission: operateAssist, description: "List the severances. An operator tenant's token." },
    get: {
      permission: operateAssist,
      description: "Read one severance, and how far it is. An operator tenant's token.",
    },
  },
  order: 'createdDateTime desc',
});
