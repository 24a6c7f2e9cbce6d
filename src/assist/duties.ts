import type { Duties } from '../obligations/duty.ts';
import type { Assist } from './assist.ts';
import { expireOnboarding } from './consent/expire-onboarding.ts';
import { settleOnboarding } from './consent/settle-onboarding.ts';
import { endDeviceActions } from './device/end-device-actions.ts';
import { sparing } from './obligation/sparing.ts';
import type { Followers } from './partner/follow-grants.ts';
import { watchGrant } from './partner/watch-grant.ts';
import { retireGrant } from './retirement/retire-grant.ts';
import { endSession } from './session/end-session.ts';
import { openSession } from './session/open-session.ts';
import { watchSession } from './session/watch-session.ts';

/** How each kind of obligation is met. */
export function duties(assist: Assist, { follow }: Pick<Followers, 'follow'>): Duties {
  return {
    'grant.retire': sparing(assist, retireGrant(assist)),
    'grant.watch': sparing(assist, watchGrant(assist, follow)),
    'onboarding.settle': sparing(assist, settleOnboarding(assist)),
    'onboarding.expire': sparing(assist, expireOnboarding(assist)),
    'session.open': sparing(assist, openSession(assist)),
    'session.watch': sparing(assist, watchSession(assist)),
    'session.close': sparing(assist, endSession(assist)),
    'device.act': endDeviceActions(assist),
  };
}
