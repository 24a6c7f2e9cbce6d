import { resource } from '../edm/operation.ts';
import { dateTimeOffset, entityType, guid, known, set, string } from '../edm/type.ts';
import { because } from './because.ts';
import { operateAssist, readAssist } from './permissions.ts';

export const caller = entityType('caller', {
  description:
    'A person or an application whose tokens were revoked. Its id is what tokens name it by: the oid or sub of a person, the client id of an application.',
  only: 'assist',
  properties: {
    revokedDateTime: dateTimeOffset('Tokens that were issued before are refused.', set),
    revokedBy: string('Who revoked them: a user principal name, or the id of an application.', known),
    reason: string('Why, as it was said.', { ...known, maxLength: 1000 }),
    ticket: string('The ticket that it was done for.', { ...known, maxLength: 100 }),
  },
});

export const callers = resource({
  kind: 'entitySet',
  type: caller,
  paths: [{ path: 'callers', rows: 'organisation', versions: ['assist'] }],
  operations: {
    list: { permission: readAssist, description: 'List the callers whose tokens were revoked.' },
  },
  actions: {
    revoke: {
      permission: operateAssist,
      parameters: {
        tenantId: guid("The organisation of the caller; the own one unless an operator tenant's token says otherwise."),
        ...because,
      },
      description:
        'Refuse the tokens that a person or an application has had until now, and close the sessions that it asked for or was given a link of. Names anybody: also who has never called.',
      whileSuspended: true,
    },
  },
  order: 'revokedDateTime desc',
});
