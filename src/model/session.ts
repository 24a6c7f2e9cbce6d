import { resource } from '../edm/operation.ts';
import {
  collectionOf,
  complexType,
  dateTimeOffset,
  entityType,
  enumType,
  int32,
  known,
  of,
  set,
  string,
  strings,
} from '../edm/type.ts';
import { giveSessionLinks, operateAssist, readAssist } from './permissions.ts';

export const sessionStatus = enumType(
  'sessionStatus',
  {
    /** Asked for; the partner has not opened it yet. */
    requested: 0,
    open: 1,
    /** To be closed; the partner has not confirmed it yet. */
    closing: 2,
    closed: 3,
    /** The partner could not or would not open it. */
    failed: 4,
    /** We can no longer end it, and the partner has not said that it is over; it may go on until unconfirmedUntil. */
    unconfirmed: 5,
  },
  'assist',
);

export const sessionCloseReason = enumType(
  'sessionCloseReason',
  {
    /** `close`, or the supporter at the partner. */
    closed: 0,
    expired: 1,
    /** The partner was disconnected. */
    disconnected: 2,
    /** The device was removed from the inventory. */
    deviceDeleted: 3,
    /** The organisation was suspended. */
    suspended: 4,
    /** The tokens of who asked for it were revoked. */
    callerRevoked: 5,
  },
  'assist',
);

export const sessionConnection = complexType(
  'sessionConnection',
  {
    supporter: string('Who helped, as the partner names them.'),
    startDateTime: dateTimeOffset('When help began.', { nullable: false }),
    endDateTime: dateTimeOffset('When it ended; null while it lasts.'),
    durationInSeconds: int32('How long it took, in seconds; null while it lasts.'),
    access: string('What was used: desktop, terminal or files; null where the partner does not tell.'),
  },
  'assist',
);

export const session = entityType('session', {
  description: 'A remote-assistance session on a device.',
  only: 'assist',
  properties: {
    status: of(sessionStatus, 'How far the session is.', set),
    partnerId: string('The id of the partner that the session is opened at.', { ...set, holdsKey: true }),
    partnerDisplayName: string('The name of the partner, when the session was asked for.', known),
    deviceId: string('The id of the device.', { ...set, holdsKey: true }),
    deviceName: string('The name of the device, when the session was asked for.', known),
    userPrincipalName: string('The user of the device, when the session was asked for.', known),
    requestedBy: string('Who asked: a user principal name, or the id of an application.', known),
    linkGivenTo: strings('Who was given the link that a supporter joins with, each once, in order.', {
      readOnly: true,
    }),
    requestedDateTime: dateTimeOffset('When the session was asked for.', set),
    openedDateTime: dateTimeOffset('When the partner had opened it.', known),
    expirationDateTime: dateTimeOffset('When it closes by itself.', set),
    closedDateTime: dateTimeOffset('When the partner had closed it.', known),
    closeReason: of(sessionCloseReason, 'Why it was closed.', known),
    unconfirmedUntil: dateTimeOffset(
      'Until when it may go on at the partner, where nobody can end it any more.',
      known,
    ),
    errorDetails: string(
      'Why it could not be opened, or why nobody can say whether it is over, in plain words.',
      known,
    ),
    endUserUrl: string('Where the person at the device joins.', {
      readOnly: true,
      selectOnly: true,
      seenBy: giveSessionLinks,
    }),
    connections: collectionOf(sessionConnection, 'The help that was given, as far as the partner has reported it.', {
      readOnly: true,
    }),
  },
});

export const sessions = resource({
  kind: 'entitySet',
  type: session,
  paths: [{ path: 'sessions', rows: 'organisation', versions: ['assist'] }],
  operations: {
    list: { permission: readAssist, description: 'List the sessions, open and past.', whileSuspended: true },
    get: { permission: readAssist, description: 'Read one session.', whileSuspended: true },
  },
  actions: {
    close: {
      permission: operateAssist,
      parameters: {},
      description: 'Close the session at the partner. A closed session stays as it is.',
      whileSuspended: true,
    },
  },
  functions: {
    // Whoever holds this link can take control of the device, so that it has a permission row of its own.
    supporterUrl: {
      boundTo: 'entity',
      permission: operateAssist,
      parameters: {},
      returns: string('Where the supporter joins; null unless the session is open.'),
      description: 'Give the link that a supporter joins with. That it was given is recorded in the audit trail.',
    },
  },
});
