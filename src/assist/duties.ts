import type { Duty } from '../obligations/duty.ts';
import type { Assist } from './assist.ts';
import { expireOnboarding } from './expire-onboarding.ts';
import { retireGrant } from './retire-grant.ts';
import { watchGrant } from './watch-grant.ts';

/** How each kind of obligation is met. */
export function duties(assist: Assist): Readonly<Record<string, Duty>> {
  return {
    'grant.retire': retireGrant(assist),
    'grant.watch': watchGrant(assist),
    'onboarding.expire': expireOnboarding(assist),
  };
}
