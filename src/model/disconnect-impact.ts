import { resource } from '../edm/operation.ts';
import { collectionOf, complexType, dateTimeOffset, int64, of, string, strings } from '../edm/type.ts';
import { because } from './because.ts';
import { partnerConsent } from './partner-consent.ts';
import { operateAssist, readAssist, readConsent, writeServiceConfig } from './permissions.ts';
import { remoteAssistancePartner } from './remote-assistance-partner.ts';

export const runningConnection = complexType(
  'runningConnection',
  {
    sessionId: string('The id of the session.', { nullable: false }),
    deviceId: string('The id of the device.', { nullable: false }),
    deviceName: string('The name of the device, when the session was asked for.'),
    supporter: string('Who is inside, as the partner names them.'),
    startDateTime: dateTimeOffset('Since when.', { nullable: false }),
  },
  'assist',
);

export const disconnectImpact = complexType(
  'disconnectImpact',
  {
    openSessions: int64('How many open sessions it would end.', { nullable: false }),
    devices: int64('How many devices have such a session.', { nullable: false }),
    runningConnections: collectionOf(
      runningConnection,
      'Who is inside, as the partner said when it was asked last. Whether a disconnect cuts that off, the connector’s closingCuts says.',
    ),
    limits: strings('What this partner does not let anybody do or know, in sentences.'),
  },
  'assist',
);

export const tenantImpact = complexType(
  'tenantImpact',
  {
    partners: int64('How many partners it would disconnect.', { nullable: false }),
    openSessions: int64('How many open sessions it would end.', { nullable: false }),
    devices: int64('How many devices have such a session.', { nullable: false }),
  },
  'assist',
);

export const partners = resource({
  kind: 'entitySet',
  type: remoteAssistancePartner,
  paths: [{ path: 'partners', rows: 'organisation', versions: ['assist'] }],
  operations: {
    list: { permission: readAssist, description: 'List the partners; the same as in Graph.', whileSuspended: true },
    get: { permission: readAssist, description: 'Read one partner; the same as in Graph.', whileSuspended: true },
  },
  actions: {
    disconnect: {
      permission: operateAssist,
      parameters: because,
      description:
        'Disconnect the organisation from the partner as in Graph, with a reason; also while the organisation is suspended.',
      whileSuspended: true,
    },
    confirmOnboarding: {
      permission: { ...writeServiceConfig, delegatedOnly: true },
      parameters: {
        state: string('The state in the onboardingUrl.', { nullable: false }),
        browser: string('What /connect/browser gives the browser that goes on to the partner.', { nullable: false }),
      },
      description:
        'Stand behind the consent that the browser is going to bring. The console does it, on the start page.',
    },
    confirmConsent: {
      permission: writeServiceConfig,
      parameters: {
        accountId: string('The accountId that awaitedConsent gives: the account to connect the organisation to.', {
          nullable: false,
        }),
      },
      description: 'Confirm the account that consented: from here on the organisation is connected to it.',
    },
    denyConsent: {
      permission: writeServiceConfig,
      parameters: {},
      description: 'Deny the account that consented: the partner is not connected, and the grant is revoked.',
    },
  },
  functions: {
    impact: {
      boundTo: 'entity',
      permission: readAssist,
      parameters: {},
      returns: of(disconnectImpact, 'What a disconnect would end.', { nullable: false }),
      description: 'Say what a disconnect of the partner would end.',
      whileSuspended: true,
    },
    awaitedConsent: {
      boundTo: 'entity',
      permission: readConsent,
      parameters: {},
      returns: of(partnerConsent, 'The consent that is awaited.', { nullable: false }),
      description: 'Say who began to connect the partner, and which account consented that nobody has confirmed yet.',
    },
  },
});
