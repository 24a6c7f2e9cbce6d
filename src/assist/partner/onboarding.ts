import type { Wire } from '../../edm/type.ts';
import { fail } from '../../model/failures.ts';
import type { remoteAssistanceOnboardingStatus } from '../../model/remote-assistance-partner.ts';

export type OnboardingStatus = Wire<typeof remoteAssistanceOnboardingStatus>;

/** What can happen to the connection between an organisation and its partner. */
export type OnboardingEvent = 'beginOnboarding' | 'consented' | 'denied' | 'expired' | 'disconnect' | 'lost';

/** The whole state machine: where each event leads from each state; what is absent cannot happen there. */
const transitions: Readonly<Record<OnboardingStatus, Partial<Record<OnboardingEvent, OnboardingStatus>>>> = {
  notOnboarded: {
    beginOnboarding: 'onboarding',
    // What is asked for already holds: a second disconnect succeeds like the first.
    disconnect: 'notOnboarded',
  },
  onboarding: {
    beginOnboarding: 'onboarding',
    consented: 'onboarded',
    denied: 'notOnboarded',
    expired: 'notOnboarded',
    disconnect: 'notOnboarded',
  },
  onboarded: {
    disconnect: 'notOnboarded',
    lost: 'notOnboarded',
  },
};

/** The state that `event` leads to, or `undefined` where it cannot happen. */
export function after(status: OnboardingStatus, event: OnboardingEvent): OnboardingStatus | undefined {
  return transitions[status][event];
}

/** As {@link after}, for an event that a client asks for: what cannot happen is a conflict, and says what to do first. */
export function demand(status: OnboardingStatus, event: OnboardingEvent): OnboardingStatus {
  const next = after(status, event);
  if (next) return next;
  const problem =
    event === 'beginOnboarding'
      ? 'The partner is connected already. Call disconnect first, then beginOnboarding.'
      : `The partner is ${status}, and ${event} is not possible there.`;
  throw fail('conflict', { problem, target: 'onboardingStatus' });
}
