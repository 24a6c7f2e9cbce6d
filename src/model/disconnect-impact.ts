import { resource } from '../edm/operation.ts';
import { collectionOf, complexType, dateTimeOffset, int64, of, string } from '../edm/type.ts';
import { because } from './because.ts';
import { operateAssist, readAssist } from './permissions.ts';
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
  },
});
