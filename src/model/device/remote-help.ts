import type { Action, BoundFunction } from '../../edm/operation.ts';
import { complexType, dateTimeOffset, enumType, of, string } from '../../edm/type.ts';
import { helpRemotely } from '../permissions.ts';

/** What a helper may do in a session of Remote Help. */
export const allowedRemoteAssistanceActions = enumType(
  'allowedRemoteAssistanceActions',
  { viewScreen: 0, takeFullControl: 1, elevation: 2, unattended: 3, unknownFutureValue: 4 },
  'beta',
);

const sessionKey = string('What the session is known by.');
const sessionType = of(allowedRemoteAssistanceActions, 'What the helper may do.');

export const createRemoteHelpSessionResponse = complexType(
  'createRemoteHelpSessionResponse',
  { sessionKey, sessionType },
  'beta',
);

export const requestRemoteHelpSessionAccessResponse = complexType(
  'requestRemoteHelpSessionAccessResponse',
  {
    sessionKey,
    sessionType,
    pubSubEncryptionKey: string('The key that messages are encrypted with.'),
    pubSubEncryption: string('The initialization vector that they are encrypted with.'),
  },
  'beta',
);

const helperSees = {
  acsHelperUserToken: string('The token of the helper for the call.'),
  pubSubHelperAccessUri: string('Where the helper is told what happens.'),
  sessionExpirationDateTime: dateTimeOffset('When the session expires.'),
};

export const retrieveRemoteHelpSessionResponse = complexType(
  'retrieveRemoteHelpSessionResponse',
  {
    sessionKey,
    deviceName: string('The name of the device.'),
    acsGroupId: string('The id of the call.'),
    acsHelperUserId: string('The id of the helper in the call.'),
    acsSharerUserId: string('The id of the person at the device in the call.'),
    pubSubGroupId: string('The id of the channel.'),
    ...helperSees,
  },
  'beta',
);

export const extendRemoteHelpSessionResponse = complexType(
  'extendRemoteHelpSessionResponse',
  { sessionKey, ...helperSees },
  'beta',
);

const rehearsed = { permission: helpRemotely, only: 'beta', developmentOnly: true } as const;
const returned = { nullable: false } as const;

/** Sessions of Remote Help on a device, as beta published them in 2023. The schema of 2026 has them no longer. */
export const remoteHelpActions = {
  createRemoteHelpSession: {
    ...rehearsed,
    parameters: { sessionType },
    returns: of(createRemoteHelpSessionResponse, 'The session.', returned),
    description: 'Create a session of Remote Help with the device.',
  },
  requestRemoteHelpSessionAccess: {
    ...rehearsed,
    parameters: { sessionKey },
    returns: of(requestRemoteHelpSessionAccessResponse, 'What the helper is let in with.', returned),
    description: 'Ask the person at the device to be let in.',
  },
  extendRemoteHelpSession: {
    ...rehearsed,
    parameters: { sessionKey },
    returns: of(extendRemoteHelpSessionResponse, 'Until when it is extended.', returned),
    description: 'Extend a session of Remote Help.',
  },
  endRemoteHelpSession: {
    ...rehearsed,
    parameters: { sessionKey },
    description: 'End a session of Remote Help.',
  },
} as const satisfies Readonly<Record<string, Action>>;

export const remoteHelpFunctions = {
  retrieveRemoteHelpSession: {
    ...rehearsed,
    boundTo: 'entity',
    parameters: { sessionKey },
    returns: of(retrieveRemoteHelpSessionResponse, 'The session.', returned),
    description: 'Read a session of Remote Help.',
  },
} as const satisfies Readonly<Record<string, BoundFunction>>;

export const remoteHelpNames = [...Object.keys(remoteHelpActions), ...Object.keys(remoteHelpFunctions)];
