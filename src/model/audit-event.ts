import { resource } from '../edm/operation.ts';
import {
  boolean,
  collectionOf,
  complexType,
  dateTimeOffset,
  entityType,
  guid,
  int64,
  of,
  string,
  strings,
} from '../edm/type.ts';
import { readAssist, readAudit } from './permissions.ts';

/** What beta adds, our own version has too: it shows an event whole, so that its hash can be computed from it. */
const beyondV1 = ['beta', 'assist'] as const;
const chained = { only: 'assist', readOnly: true, nullable: false } as const;
const keyed = { only: 'assist', readOnly: true } as const;

export const roleScopeTagInfo = complexType(
  'roleScopeTagInfo',
  {
    displayName: string('The display name of the scope tag.'),
    roleScopeTagId: string('The id of the scope tag.'),
  },
  beyondV1,
);

export const auditActor = complexType('auditActor', {
  type: string('The kind of actor.', { only: beyondV1 }),
  auditActorType: string('The kind of actor: ItPro, Application, System.'),
  userPermissions: strings('The permissions that the actor used.'),
  applicationId: string('The id of the application that called.'),
  applicationDisplayName: string('The name of the application that called.'),
  userPrincipalName: string('The user principal name of the person who called.'),
  servicePrincipalName: string('The name of the service principal that called.'),
  ipAddress: string('The address that the call came from.'),
  userId: string('The id of the person who called.'),
  remoteTenantId: string('The tenant that the call came from, where it was the operator’s.', { only: beyondV1 }),
  remoteUserId: string('The id of who called from there.', { only: beyondV1 }),
  userRoleScopeTags: collectionOf(roleScopeTagInfo, 'The scope tags of the person who called.', { only: beyondV1 }),
});

export const auditProperty = complexType('auditProperty', {
  displayName: string('The name of the property.'),
  oldValue: string('The value before; secrets never appear.'),
  newValue: string('The value after; secrets never appear.'),
});

export const auditResource = complexType('auditResource', {
  displayName: string('The display name of the resource.'),
  type: string('The type of the resource.', { only: beyondV1 }),
  auditResourceType: string('The type of the resource.'),
  resourceId: string('The id of the resource.', { holdsKey: true }),
  modifiedProperties: collectionOf(auditProperty, 'What was changed.'),
});

export const auditEvent = entityType('auditEvent', {
  description:
    'Something that was done, by a person, an application or the service itself. Events are only ever added.',
  properties: {
    displayName: string('What was done, in words.'),
    componentName: string('The part of the service that did it.'),
    activity: string('What was done, for people.'),
    activityDateTime: dateTimeOffset('When it was done.', { nullable: false }),
    activityType: string('What was done: a verb and a type.'),
    activityOperationType: string('The kind of operation: Create, Patch, Delete, Action, Get.'),
    activityResult: string('What came of it: Success, Failure.'),
    correlationId: guid('The client-request-id of the call that it was done in.', { nullable: false }),
    category: string('The category of the event.'),
    actor: of(auditActor, 'Who did it.'),
    resources: collectionOf(auditResource, 'What it was done to.'),
    sequence: int64('Which event of the organisation it is: 1, 2, 3 …, without a gap.', chained),
    previousHash: string('The hash of the event before it.', chained),
    hash: string('The hash of this event, the one before it included.', chained),
    hashKeyId: string('The key that the hash is made with; null where it is a plain SHA-256.', keyed),
  },
});

export const auditVerification = complexType(
  'auditVerification',
  {
    intact: boolean('Whether every event still carries the hash of the one before it.', { nullable: false }),
    count: int64('How many events were found whole: all, or those before the first that is not.', { nullable: false }),
    firstBroken: string('The id of the first event that does not fit; null when all do, or none follows the gap.'),
    firstBrokenSequence: int64('The sequence of the first event that does not fit, or is not there.'),
    problem: string('What is wrong there: altered, missing, keyMissing.'),
    keyedFromSequence: int64(
      'The sequence of the first event whose hash is made with a key; null when there is none. Who writes the database can make those before it anew.',
    ),
    newestSequence: int64('The sequence of the newest event; 0 before the first.', { nullable: false }),
    newestHash: string('The hash of the newest event, for keeping elsewhere.', { nullable: false }),
  },
  'assist',
);

export const auditEvents = resource({
  kind: 'entitySet',
  type: auditEvent,
  workload: 'auditing',
  paths: [
    { path: 'deviceManagement/auditEvents', rows: 'organisation', versions: ['v1.0', 'beta'] },
    {
      path: 'auditEvents',
      rows: 'organisation',
      versions: ['assist'],
      operations: ['list', 'get', 'verify'],
      permission: readAssist,
    },
  ],
  operations: {
    list: { permission: readAudit, description: 'List the audit events of the organisation.' },
    get: { permission: readAudit, description: 'Read one audit event.' },
  },
  functions: {
    getAuditCategories: {
      boundTo: 'collection',
      permission: readAudit,
      parameters: {},
      returns: strings('The categories that events are sorted by.', { unicode: false }),
      description: 'List the categories of audit events.',
    },
    getAuditActivityTypes: {
      boundTo: 'collection',
      permission: readAudit,
      parameters: { category: string('The category.', { unicode: false }) },
      returns: strings('The activity types of the category.', { unicode: false }),
      description: 'List the activity types of one category.',
    },
    verify: {
      boundTo: 'collection',
      permission: readAssist,
      parameters: {},
      returns: of(auditVerification, 'Whether the audit trail is whole.', { nullable: false }),
      description: 'Check that no event was removed or altered.',
      only: 'assist',
    },
  },
  pageSize: 1000,
  alwaysCounts: true,
  order: 'activityDateTime desc',
});
