import { resource } from '../edm/operation.ts';
import {
  boolean,
  collectionOf,
  complexType,
  entityType,
  guid,
  int64,
  known,
  of,
  set,
  string,
  strings,
} from '../edm/type.ts';
import { anyPermission } from './permissions.ts';

export const callerOrganisation = complexType(
  'callerOrganisation',
  {
    tenantId: guid('The tenant id (tid) of the token.', { nullable: false }),
    displayName: string('The name that the operator gave the organisation.'),
    domain: string("The domain in the person's userPrincipalName; null where there is none."),
    isServed: boolean('Whether it is served; where it is not, only what ends something can be done.', {
      nullable: false,
    }),
  },
  'assist',
);

export const callerLifetimes = complexType(
  'callerLifetimes',
  {
    sessionInSeconds: int64('How long a session stays open before it is closed; the setting sessionLifetime.', set),
    onboardingInSeconds: int64('How long consent at a partner is awaited; onboardingLifetime.', set),
    watchInSeconds: int64('How often a connected partner is asked whether it still knows us; watchInterval.', set),
    auditInSeconds: int64('How long audit events are kept; auditRetention.', set),
    recordInSeconds: int64(
      'How long sessions that are over and obligations that are met are kept; recordRetention.',
      set,
    ),
  },
  'assist',
);

export const refusedOperation = complexType(
  'refusedOperation',
  {
    name: string('The operation: its resource and its name, remoteAssistancePartners.disconnect.', { nullable: false }),
    permissions: strings('The permissions of which any would be enough, the least privileged first.', {
      nullable: false,
    }),
  },
  'assist',
);

export const currentCaller = entityType('currentCaller', {
  description:
    'Who is calling, as the token proves it, and what they may do. Its id is the oid, else the sub of the token.',
  only: 'assist',
  properties: {
    userPrincipalName: string('The name of the person; null of an application.', known),
    applicationDisplayName: string('The application that is used.', known),
    organisation: of(callerOrganisation, 'The organisation that the caller belongs to.', set),
    isOperator: boolean('Whether the organisation is that of the operator, operatorTenant.', set),
    lifetimes: of(callerLifetimes, 'How long things last and are kept here, as the operator has set it.', set),
    permissions: strings('What the caller may: of a person, what the token and the person both have.', known),
    refusedOperations: collectionOf(
      refusedOperation,
      'The operations that would be refused, also those of tenants to whoever is no operator.',
      known,
    ),
  },
});

export const me = resource({
  kind: 'singleton',
  type: currentCaller,
  paths: [{ path: 'me', rows: 'organisation', versions: ['assist'] }],
  operations: {
    get: {
      permission: anyPermission,
      description: 'Say who is calling, in which organisation, and what they may.',
      whileSuspended: true,
    },
  },
});
