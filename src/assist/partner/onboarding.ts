import type { Wire } from '../../edm/type.ts';
import { type Activity, activities } from '../../model/audit-activities.ts';
import { fail } from '../../model/failures.ts';
import type { remoteAssistanceOnboardingStatus } from '../../model/remote-assistance-partner.ts';
import { sentence } from '../../text/recorded/sentences.ts';

export type OnboardingStatus = Wire<typeof remoteAssistanceOnboardingStatus>;

/** Where a partner can be: in a state of the contract, or removed. */
export type PartnerState = OnboardingStatus | 'deleted';

/** Something that happens to the connection between an organisation and its partner. */
export interface Transition {
  /** The states in which it can happen. */
  readonly from: readonly OnboardingStatus[];
  readonly to: PartnerState;
  /** The audit event that is written. */
  readonly activity: Activity;
  readonly result?: 'Failure';
  /** What the audit event tells beside the status: something that is `new`, or the `old` value of something that ends. */
  readonly tells?: Readonly<Record<string, 'new' | 'old'>>;
}

/** The whole state machine. */
export const transitions = {
  beginOnboarding: { from: ['notOnboarded', 'onboarding'], to: 'onboarding', activity: activities.onboardingBegun },
  consented: {
    from: ['onboarding'],
    to: 'onboarded',
    activity: activities.onboardingCompleted,
    tells: { PartnerAccount: 'new', RequestedBy: 'new', ConfirmedBy: 'new' },
  },
  denied: {
    from: ['onboarding'],
    to: 'notOnboarded',
    activity: activities.onboardingDenied,
    result: 'Failure',
    tells: { Reason: 'new' },
  },
  expired: { from: ['onboarding'], to: 'notOnboarded', activity: activities.onboardingExpired, result: 'Failure' },
  // From notOnboarded too: what is asked for already holds, and a second disconnect succeeds like the first.
  disconnect: {
    from: ['notOnboarded', 'onboarding', 'onboarded'],
    to: 'notOnboarded',
    activity: activities.partnerDisconnected,
    tells: { Disconnect: 'new', Reason: 'new', Ticket: 'new' },
  },
  lost: {
    from: ['onboarded'],
    to: 'notOnboarded',
    activity: activities.connectionLost,
    result: 'Failure',
    tells: { Reason: 'new' },
  },
  delete: {
    from: ['notOnboarded', 'onboarding', 'onboarded'],
    to: 'deleted',
    activity: activities.partnerDeleted,
    tells: { DisplayName: 'old', Disconnect: 'new' },
  },
} as const satisfies Readonly<Record<string, Transition>>;

export type OnboardingEvent = keyof typeof transitions;

export function canHappen(status: OnboardingStatus, event: OnboardingEvent): boolean {
  const { from }: Transition = transitions[event];
  return from.includes(status);
}

/** Lets an event pass that can happen; what cannot is a conflict, and says what to do first. */
export function demand(status: OnboardingStatus, event: OnboardingEvent): void {
  if (canHappen(status, event)) return;
  const problem =
    event === 'beginOnboarding' ? sentence('connectedAlready') : sentence('partnerIs', { state: status, event });
  throw fail('conflict', { problem, target: 'onboardingStatus' });
}
