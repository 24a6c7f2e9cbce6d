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
  stringOf,
  strings,
} from '../edm/type.ts';
import { operateAssist, readAssist } from './permissions.ts';

/** What one kind of obligation is about, and what is done. */
interface Kind {
  readonly subject: 'grant' | 'partner' | 'session' | 'device';
  /** For whoever operates the service; the guide has it word for word. */
  readonly description: string;
  /** It ends something at the partner, so it waits for no other work: its attempts have slots of their own. */
  readonly ends?: true;
}

/** Every kind of obligation that there is, under its name on the wire. */
export const obligationKinds = {
  'grant.retire': {
    subject: 'grant',
    ends: true,
    description: 'close what is open at the partner, revoke, prove it, remove the sealed tokens',
  },
  'grant.watch': { subject: 'grant', description: 'ask now and then whether the partner still knows us' },
  'onboarding.settle': {
    subject: 'grant',
    ends: true,
    description: 'make sure that nothing stays of a consent whose outcome is not known: present its code again',
  },
  'onboarding.expire': { subject: 'partner', description: 'end an onboarding that nobody consented to in time' },
  'session.open': { subject: 'session', description: 'open it at the partner' },
  'session.watch': {
    subject: 'session',
    description: 'ask the partner now and then what became of it: who helped, from when to when',
  },
  'session.close': {
    subject: 'session',
    ends: true,
    description: 'close it at the partner: on request, or when it expires',
  },
  'device.act': {
    subject: 'device',
    description: 'in `assistd dev` and `start()` alone: end an action on a device that was rehearsed',
  },
} as const satisfies Readonly<Record<string, Kind>>;

export type ObligationKind = keyof typeof obligationKinds;

export const endingKinds: readonly ObligationKind[] = Object.entries<Kind>(obligationKinds)
  .filter(([, { ends }]) => ends)
  .map(([kind]) => kind as ObligationKind);

export const obligationStatus = enumType(
  'obligationStatus',
  {
    /** Waits for nextAttemptDateTime. */
    pending: 0,
    /** Being worked on. */
    running: 1,
    /** Waits for nextAttemptDateTime, because the last attempt failed. */
    failing: 2,
    /** Still retried, and reported because it has not been met for too long. */
    reported: 3,
    completed: 4,
    /** Taken back, because it is not wanted any more. */
    cancelled: 5,
    /** Over, and the partner may still have what it is about: unconfirmedReason says why. Nothing is tried any more. */
    unconfirmed: 6,
  },
  'assist',
);

export const obligationStep = complexType(
  'obligationStep',
  {
    name: string(
      'The step: newSessionsStopped, closeSession (once for each), closeSessions, revoke, revocationRefused, nothingToRevoke, refusedWhenAskedAgain, keyDestroyed.',
      { nullable: false },
    ),
    completedDateTime: dateTimeOffset('When the step was done.', { nullable: false }),
    detail: string('What came of it.'),
    answer: string('What the partner answered; null where nobody was asked.'),
    resourceId: string('The id of the session that it was about, where it was about one that is known.'),
  },
  'assist',
);

export const obligationAttempt = complexType(
  'obligationAttempt',
  {
    status: of(obligationStatus, 'How far the obligation is after it.', { nullable: false }),
    attempts: int32('How often it was tried, this time included.', { nullable: false }),
    nextAttemptDateTime: dateTimeOffset('When it is tried next; null when it is over.'),
    lastFailure: string('Why it failed, in plain words; null where it did not.'),
  },
  'assist',
);

export const obligation = entityType('obligation', {
  description:
    'Work that is owed to the outside and is retried until it is done: a grant to revoke, a session to close.',
  only: 'assist',
  properties: {
    kind: stringOf(obligationKinds, `What is owed: ${Object.keys(obligationKinds).join(', ')}.`, set),
    subject: string('The id of the grant, session or partner that it concerns.', set),
    partnerDisplayName: string(
      'The name of the partner that it concerns; of one that is removed, that of its connector.',
      known,
    ),
    deviceName: string('Of a session: the name of the device, when it was asked for.', known),
    status: of(obligationStatus, 'How far it is.', set),
    attempts: int32('How often it was tried.', set),
    createdDateTime: dateTimeOffset('Since when it is owed.', set),
    nextAttemptDateTime: dateTimeOffset('When it is tried next; null when it is over.', known),
    lastFailure: string('Why it failed last, in plain words.', known),
    reportedDateTime: dateTimeOffset('When it was reported as not met in time.', known),
    completedDateTime: dateTimeOffset('When it was done, or taken back.', known),
    unconfirmedReason: string(
      'Why it is not known whether it is done at the partner, and where to look; null where it is known.',
      known,
    ),
    steps: collectionOf(obligationStep, 'The steps that are done, in order.', { readOnly: true }),
    notEstablished: strings('Of a grant that was retired: what this partner does not let anybody know, in sentences.', {
      readOnly: true,
    }),
  },
});

export const obligations = resource({
  kind: 'entitySet',
  type: obligation,
  paths: [{ path: 'obligations', rows: 'organisation', versions: ['assist'] }],
  operations: {
    list: {
      permission: readAssist,
      description: 'List what is owed to the outside, and what was.',
      whileSuspended: true,
    },
    get: { permission: readAssist, description: 'Read one obligation.', whileSuspended: true },
  },
  actions: {
    retry: {
      permission: operateAssist,
      parameters: {},
      returns: of(obligationAttempt, 'What came of it.', { nullable: false }),
      description:
        'Try again now instead of at nextAttemptDateTime, also at a partner that is not called just now because it failed too often. Answers with what came of it, or after some seconds with running.',
      whileSuspended: true,
    },
  },
  order: 'createdDateTime desc',
});
