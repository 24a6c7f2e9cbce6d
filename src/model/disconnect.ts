import { resource } from '../edm/operation.ts';
import {
  collectionOf,
  complexType,
  dateTimeOffset,
  entityType,
  enumType,
  int32,
  int64,
  known,
  of,
  set,
  string,
  strings,
} from '../edm/type.ts';
import { auditActor } from './audit-event.ts';
import { obligationStep } from './obligation.ts';
import { readAssist } from './permissions.ts';
import { sessionCloseReason, sessionStatus } from './session.ts';

/** In no row of its own, so that no condition finds it. */
const listed = { readOnly: true, filterable: false } as const;

export const disconnectKind = enumType(
  'disconnectKind',
  {
    /** One partner of an organisation. */
    partner: 0,
    /** All partners of an organisation. */
    tenant: 1,
    /** A connector, for every organisation. */
    severance: 2,
  },
  'assist',
);

export const disconnectStatus = enumType(
  'disconnectStatus',
  {
    /** Under way. */
    pending: 0,
    /** Over: the partner has confirmed it all. */
    proven: 1,
    /** Over: nothing more can be done from here, and the partner has not confirmed it all; notEstablished says what. */
    unconfirmed: 2,
    /** Under way, and the last attempt failed; it is tried on. */
    failing: 3,
  },
  'assist',
);

export const disconnectedSession = complexType(
  'disconnectedSession',
  {
    id: string('The id of the session.', { nullable: false }),
    deviceId: string('The id of the device.', { nullable: false }),
    deviceName: string('The name of the device, when the session was asked for.'),
    userPrincipalName: string('The user of the device, when the session was asked for.'),
    requestedBy: string('Who asked for the session.'),
    status: of(sessionStatus, 'How far the session is; null once its record is too old to be kept.'),
    openedDateTime: dateTimeOffset('When the partner had opened it.'),
    closedDateTime: dateTimeOffset('When it was over.'),
    closeReason: of(sessionCloseReason, 'Why it was closed.'),
    unconfirmedUntil: dateTimeOffset('Until when it may go on at the partner, where nobody can end it any more.'),
  },
  'assist',
);

export const grantRetirement = complexType(
  'grantRetirement',
  {
    grantId: string('The id of the grant that is taken away.', { nullable: false }),
    partnerId: string('The id of the partner that the grant was for.', { nullable: false }),
    connector: string('The connector that speaks to the partner.', { nullable: false }),
    obligationId: string('The id of the obligation by which it is retried until it is done.'),
    status: of(disconnectStatus, 'How far it is.', { nullable: false }),
    attempts: int32('How often it was tried.', { nullable: false }),
    completedDateTime: dateTimeOffset('When it was over.'),
    lastFailure: string('Why the last attempt failed, in plain words; null when it did not.'),
    steps: collectionOf(obligationStep, 'The steps that are done, in order.'),
    notEstablished: strings('What the partner did not let anybody know, in plain words.'),
  },
  'assist',
);

export const disconnectEvent = complexType(
  'disconnectEvent',
  {
    id: string('The id of the audit event.', { nullable: false }),
    sequence: int64('Which event of the organisation it is.', { nullable: false }),
    hash: string('The hash of the event, the one before it included.', { nullable: false }),
    activityDateTime: dateTimeOffset('When it was done.', { nullable: false }),
    activityType: string('What was done: a verb and a type.'),
    activityResult: string('What came of it: Success, Failure.'),
  },
  'assist',
);

export const disconnect = entityType('disconnect', {
  description: 'One disconnect: who asked for it, why, what was open, and what has become of it at the partner.',
  only: 'assist',
  properties: {
    kind: of(disconnectKind, 'What was disconnected.', set),
    status: of(disconnectStatus, 'How far it is.', { ...set, filterable: false }),
    partnerId: string('The id of the partner; null where it was all of them.', known),
    partnerDisplayName: string('The name of the partner at that time.', known),
    reason: string('Why, as whoever asked gave it.', known),
    ticket: string('The ticket that whoever asked named.', known),
    requestedBy: string('Who asked: a user principal name, or the id of an application.', known),
    requestedDateTime: dateTimeOffset('When it was asked for. From then on nothing new can begin.', set),
    completedDateTime: dateTimeOffset('When it was over; null while it is under way.', { ...known, filterable: false }),
    severanceId: string('The id of the severance that it is part of.', known),
    actor: of(auditActor, 'Who asked and from where, as the audit trail tells it.', { ...set, filterable: false }),
    sessions: collectionOf(disconnectedSession, 'The sessions that were asked for or open.', listed),
    retirements: collectionOf(grantRetirement, 'What is taken away at partners.', listed),
    events: collectionOf(disconnectEvent, 'The events of the audit trail that belong to it, in order.', listed),
  },
});

export const disconnects = resource({
  kind: 'entitySet',
  type: disconnect,
  paths: [
    { path: 'disconnects', rows: 'organisation', versions: ['assist'] },
    // For the operator, who answers for them.
    { path: 'tenants/{tenant}/disconnects', rows: 'everyOrganisation', versions: ['assist'] },
  ],
  operations: {
    list: { permission: readAssist, description: 'List the disconnects, under way and past.', whileSuspended: true },
    get: { permission: readAssist, description: 'Read one disconnect.', whileSuspended: true },
  },
  functions: {
    receipt: {
      boundTo: 'entity',
      permission: readAssist,
      parameters: {},
      whileSuspended: true,
      returns: string('The receipt: a JWS (RFC 7515) in compact serialization.', { nullable: false }),
      description:
        'Give the disconnect signed, for whoever asks for proof. With Accept: text/html it is a page for printing.',
    },
  },
  pageSize: 20,
  order: 'requestedDateTime desc',
});
