import { resource } from '../edm/operation.ts';
import {
  boolean,
  collectionOf,
  complexType,
  dateTimeOffset,
  entityType,
  enumType,
  guid,
  int32,
  int64,
  of,
  string,
} from '../edm/type.ts';
import { deviceManagementSubscriptionState } from './device-management.ts';
import { operateAssist, readAssist } from './permissions.ts';
import { remoteAssistancePartner } from './remote-assistance-partner.ts';

const set = { readOnly: true, nullable: false } as const;
const known = { readOnly: true } as const;

export const tenant = entityType('tenant', {
  description: 'An organisation that this service serves.',
  only: 'assist',
  properties: {
    tenantId: guid('The tenant id (tid) in the tokens of the organisation: given when it is added, then its id.', {
      nullable: false,
    }),
    displayName: string('The name of the organisation.'),
    subscriptionState: of(
      deviceManagementSubscriptionState,
      'Whether the organisation is served: active and warning are; suspend makes it disabled.',
      set,
    ),
    intuneAccountId: guid('The account of the organisation, as its deviceManagement shows it.', set),
    createdDateTime: dateTimeOffset('When the organisation was added.', set),
    suspendedDateTime: dateTimeOffset('When the organisation was suspended; null when it is not.', known),
  },
});

/** Tenants belong to no tenant: every row wants `Assist.Operate.All` in a token of an operator's tenant, which is a setting. */
export const tenants = resource({
  kind: 'entitySet',
  type: tenant,
  paths: [{ path: 'tenants', versions: ['assist'] }],
  operations: {
    list: { permission: operateAssist, description: "List the organisations. An operator tenant's token." },
    get: { permission: operateAssist, description: "Read one organisation. An operator tenant's token." },
    create: {
      permission: operateAssist,
      description: "Add an organisation. An operator tenant's token.",
    },
  },
  actions: {
    suspend: {
      permission: operateAssist,
      parameters: {},
      description: "Stop serving the organisation; what it owes to partners is still done. An operator tenant's token.",
    },
    resume: {
      permission: operateAssist,
      parameters: {},
      description: "Serve the organisation again. An operator tenant's token.",
    },
  },
});

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
  },
  'assist',
);

export const session = entityType('session', {
  description: 'A remote-assistance session on a device.',
  only: 'assist',
  properties: {
    status: of(sessionStatus, 'How far the session is.', set),
    partnerId: string('The id of the partner that the session is opened at.', set),
    partnerDisplayName: string('The name of the partner, when the session was asked for.', known),
    deviceId: string('The id of the device.', set),
    deviceName: string('The name of the device, when the session was asked for.', known),
    userPrincipalName: string('The user of the device, when the session was asked for.', known),
    requestedBy: string('Who asked: a user principal name, or the id of an application.', known),
    requestedDateTime: dateTimeOffset('When the session was asked for.', set),
    openedDateTime: dateTimeOffset('When the partner had opened it.', known),
    expirationDateTime: dateTimeOffset('When it closes by itself.', set),
    closedDateTime: dateTimeOffset('When the partner had closed it.', known),
    closeReason: of(sessionCloseReason, 'Why it was closed.', known),
    errorDetails: string('Why it could not be opened, in plain words.', known),
    endUserUrl: string('Where the person at the device joins.', {
      readOnly: true,
      selectOnly: true,
      filterable: false,
    }),
    connections: collectionOf(sessionConnection, 'The help that was given, as far as the partner has reported it.', {
      readOnly: true,
    }),
  },
});

export const sessions = resource({
  kind: 'entitySet',
  type: session,
  paths: [{ path: 'sessions', versions: ['assist'] }],
  operations: {
    list: { permission: readAssist, description: 'List the sessions, open and past.' },
    get: { permission: readAssist, description: 'Read one session.' },
  },
  actions: {
    close: {
      permission: operateAssist,
      parameters: {},
      description: 'Close the session at the partner. A closed session stays as it is.',
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

export const obligationStatus = enumType(
  'obligationStatus',
  {
    /** Waits for nextAttemptDateTime. */
    pending: 0,
    /** Being worked on. */
    running: 1,
    /** Still retried, and reported because it has not been met for too long. */
    reported: 2,
    completed: 3,
  },
  'assist',
);

export const obligationStep = complexType(
  'obligationStep',
  {
    name: string('The step: close a session, revoke, destroy.', { nullable: false }),
    completedDateTime: dateTimeOffset('When the step was done.', { nullable: false }),
    detail: string('What it was done to.'),
  },
  'assist',
);

export const obligation = entityType('obligation', {
  description:
    'Work that is owed to the outside and is retried until it is done: a grant to revoke, a session to close.',
  only: 'assist',
  properties: {
    kind: string('What is owed: grant.retire, session.open, session.close, …', set),
    subject: string('The id of the grant, session or partner that it concerns.', set),
    status: of(obligationStatus, 'How far it is.', set),
    attempts: int32('How often it was tried.', set),
    createdDateTime: dateTimeOffset('Since when it is owed.', set),
    nextAttemptDateTime: dateTimeOffset('When it is tried next; null when it is done.', known),
    lastFailure: string('Why it failed last, in plain words.', known),
    reportedDateTime: dateTimeOffset('When it was reported as not met in time.', known),
    completedDateTime: dateTimeOffset('When it was done.', known),
    steps: collectionOf(obligationStep, 'The steps that are done, in order.', { readOnly: true }),
  },
});

export const obligations = resource({
  kind: 'entitySet',
  type: obligation,
  paths: [{ path: 'obligations', versions: ['assist'] }],
  operations: {
    list: { permission: readAssist, description: 'List what is owed to the outside, and what was.' },
    get: { permission: readAssist, description: 'Read one obligation.' },
  },
  actions: {
    retry: {
      permission: operateAssist,
      parameters: {},
      description: 'Try again now instead of at nextAttemptDateTime.',
    },
  },
});

export const connectorStatus = enumType('connectorStatus', { unknown: 0, reachable: 1, unreachable: 2 }, 'assist');

export const connectorCapabilities = complexType(
  'connectorCapabilities',
  {
    authorization: string('How an administrator consents: oauthCode.', { nullable: false }),
    closesSessions: boolean('Whether sessions can be closed from here.', { nullable: false }),
    closingCuts: boolean('Whether closing a session cuts a connection that is running.', { nullable: false }),
    revokingCutsSessions: boolean('Whether revoking the grant cuts sessions.', { nullable: false }),
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
    capabilities: of(connectorCapabilities, 'What the partner product can do.', set),
  },
});

export const connectors = resource({
  kind: 'entitySet',
  type: connector,
  paths: [{ path: 'connectors', versions: ['assist'] }],
  operations: {
    list: { permission: readAssist, description: 'List the connectors, and whether their hosts can be reached.' },
    get: { permission: readAssist, description: 'Read one connector.' },
  },
});

export const disconnectImpact = complexType(
  'disconnectImpact',
  {
    openSessions: int64('How many open sessions it would end.', { nullable: false }),
    devices: int64('How many devices have such a session.', { nullable: false }),
  },
  'assist',
);

export const partners = resource({
  kind: 'entitySet',
  type: remoteAssistancePartner,
  paths: [{ path: 'partners', versions: ['assist'] }],
  operations: {
    get: { permission: readAssist, description: 'Read one partner; the same as in Graph.' },
  },
  functions: {
    impact: {
      boundTo: 'entity',
      permission: readAssist,
      parameters: {},
      returns: of(disconnectImpact, 'What a disconnect would end.', { nullable: false }),
      description: 'Say what a disconnect of the partner would end.',
    },
  },
});
