import type { Duties } from '../obligations/duty.ts';
import type { Assist } from './assist.ts';
import { expireOnboarding } from './partner/expire-onboarding.ts';
import { settleOnboarding } from './partner/settle-onboarding.ts';
import { watchGrant } from './partner/watch-grant.ts';
import { retireGrant } from './retirement/retire-grant.ts';
import { endSession } from './session/end-session.ts';
import { openSession } from './session/open-session.ts';
import { watchSession } from './session/watch-session.ts';

/** How each kind of obligation is met. */
export function duties(assist: Assist): Duties {
  return {
    'grant.retire': retireGrant(assist),
    'grant.watch': watchGrant(assist),
    'onboarding.settle': settleOnboarding(assist),
    'onboarding.expire': expireOnboarding(assist),
    'session.open': openSession(assist),
    'session.watch': watchSession(assist),
    'session.close': endSession(assist),
  };
}
