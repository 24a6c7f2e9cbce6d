import { resource } from '../edm/operation.ts';
import {
  collectionOf,
  complexType,
  dateTimeOffset,
  entityType,
  enumType,
  int32,
  of,
  string,
  stringOf,
} from '../edm/type.ts';
import { operateAssist, readAssist } from './permissions.ts';

const set = { readOnly: true, nullable: false } as const;
const known = { readOnly: true } as const;

/** What one kind of obligation is about, and what is done. */
interface Kind {
  readonly subject: 'grant' | 'partner' | 'session';
  /** For whoever operates the service; the guide has it word for word. */
  readonly description: string;
}

/** Every kind of obligation that there is, under its name on the wire. */
export const obligationKinds = {
  'grant.retire': {
    subject: 'grant',
    description: 'close what is open at the partner, revoke, prove it, remove the sealed tokens',
  },
  'grant.watch': { subject: 'grant', description: 'ask now and then whether the partner still knows us' },
  'onboarding.expire': { subject: 'partner', description: 'end an onboarding that nobody consented to in time' },
  'session.open': { subject: 'session', description: 'open it at the partner' },
  'session.watch': {
    subject: 'session',
    description: 'ask the partner now and then what became of it: who helped, from when to when',
  },
  'session.close': { subject: 'session', description: 'close it at the partner: on request, or when it expires' },
} as const satisfies Readonly<Record<string, Kind>>;

export type ObligationKind = keyof typeof obligationKinds;

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
  },
  'assist',
);

export const obligationStep = complexType(
  'obligationStep',
  {
    name: string('The step: closeSessions, revoke.', { nullable: false }),
    completedDateTime: dateTimeOffset('When the step was done.', { nullable: false }),
    detail: string('What came of it.'),
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
    status: of(obligationStatus, 'How far it is.', set),
    attempts: int32('How often it was tried.', set),
    createdDateTime: dateTimeOffset('Since when it is owed.', set),
    nextAttemptDateTime: dateTimeOffset('When it is tried next; null when it is over.', known),
    lastFailure: string('Why it failed last, in plain words.', known),
    reportedDateTime: dateTimeOffset('When it was reported as not met in time.', known),
    completedDateTime: dateTimeOffset('When it was done, or taken back.', known),
    steps: collectionOf(obligationStep, 'The steps that are done, in order.', { readOnly: true }),
  },
});

export const obligations = resource({
  kind: 'entitySet',
  type: obligation,
  paths: [{ path: 'obligations', rows: 'organisation', versions: ['assist'] }],
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
  order: 'createdDateTime desc',
});
