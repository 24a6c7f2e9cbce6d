import { resource } from '../edm/operation.ts';
import {
  boolean,
  complexType,
  dateTimeOffset,
  entityType,
  enumType,
  known,
  of,
  set,
  string,
  strings,
} from '../edm/type.ts';
import { because } from './because.ts';
import { operateAssist, readAssist } from './permissions.ts';

export const connectorStatus = enumType('connectorStatus', { unknown: 0, reachable: 1, unreachable: 2 }, 'assist');

export const connectorCapabilities = complexType(
  'connectorCapabilities',
  {
    onboarding: string(
      'How an administrator consents: oauthCode, at the partner; delegation, by giving rights there to an account that is made for this; none, here alone.',
      { nullable: false },
    ),
    revokes: boolean('Whether the grant can be taken away from here, so that the partner confirms it.', {
      nullable: false,
    }),
    deviceBound: boolean('Whether a session is for one device, which the partner has to know.', { nullable: false }),
    closesSessions: boolean('Whether sessions can be closed from here.', { nullable: false }),
    closingCuts: boolean('Whether closing a session cuts a connection that is running.', { nullable: false }),
    revokingCutsSessions: boolean('Whether revoking the grant cuts sessions.', { nullable: false }),
    access: strings('What a supporter can be given: desktop, terminal, files; empty where the partner decides.', {
      nullable: false,
    }),
    viewOnly: string('Whether a supporter can be let in to watch alone: enforced, advisory, no.', { nullable: false }),
    consentPrompt: boolean('Whether the person at the device can be asked first.', { nullable: false }),
    inventory: boolean('Whether the partner lists devices.', { nullable: false }),
    events: string('How the partner tells of the use of sessions: poll, push, none.', { nullable: false }),
  },
  'assist',
);

export const connector = entityType('connector', {
  description: 'A connector that is configured. Its id is its name in the settings.',
  only: 'assist',
  properties: {
    displayName: string('The name of the partner product.', known),
    isDefault: boolean('Whether a partner whose displayName names no connector is bound to it.', set),
    status: of(connectorStatus, "Whether the partner's host answers; unknown until the first call.", set),
    statusSinceDateTime: dateTimeOffset('Since when the status is what it is.', set),
    lastFailure: string('How the last call that failed did, in plain words.', known),
    severanceId: string('The severance that is in force; null where the connector can be used.', known),
    capabilities: of(connectorCapabilities, 'What the partner product can do.', set),
  },
});

export const connectors = resource({
  kind: 'entitySet',
  type: connector,
  paths: [
    { path: 'connectors', rows: 'service', versions: ['assist'], operations: ['list', 'get'] },
    // What they do is done to every organisation.
    { path: 'connectors', rows: 'everyOrganisation', versions: ['assist'], operations: ['sever', 'restore'] },
  ],
  operations: {
    list: { permission: readAssist, description: 'List the connectors, and whether their hosts can be reached.' },
    get: { permission: readAssist, description: 'Read one connector.' },
  },
  actions: {
    sever: {
      permission: operateAssist,
      parameters: because,
      returns: string('The id of the severance, which tells how far it is.', { nullable: false }),
      description:
        "End the connector for every organisation: no session and no onboarding begins from now on, and every grant is revoked. An operator tenant's token.",
    },
    restore: {
      permission: operateAssist,
      parameters: {},
      description:
        "Let organisations connect with the connector again; nothing comes back by itself. An operator tenant's token.",
    },
  },
  listedById: true,
});
