import type { Duty } from '../obligations/duty.ts';
import type { Assist } from './assist.ts';
import { endSession } from './end-session.ts';
import { expireOnboarding } from './expire-onboarding.ts';
import { openSession } from './open-session.ts';
import { retireGrant } from './retire-grant.ts';
import { watchGrant } from './watch-grant.ts';
import { watchSession } from './watch-session.ts';

/** How each kind of obligation is met. */
export function duties(assist: Assist): Readonly<Record<string, Duty>> {
  return {
    'grant.retire': retireGrant(assist),
    'grant.watch': watchGrant(assist),
    'onboarding.expire': expireOnboarding(assist),
    'session.open': openSession(assist),
    'session.watch': watchSession(assist),
    'session.close': endSession(assist),
  };
}
