import { millisecondsOf } from '../../edm/date-time.ts';
import type { Wire } from '../../edm/type.ts';
import type { runningConnection } from '../../model/disconnect-impact.ts';
import type { Session } from '../../store/table/sessions.ts';
import { usesOf } from './session-use.ts';

/** Who is inside at `now`, as far as the partner has said, the longest first. */
export function runningConnections(sessions: readonly Session[], now: number): Wire<typeof runningConnection>[] {
  return sessions
    .flatMap((session) => {
      const running = usesOf(session).filter(
        ({ endDateTime }) => endDateTime === null || millisecondsOf(endDateTime) > now,
      );
      return running.map(({ supporter, startDateTime }) => ({
        sessionId: session.id,
        deviceId: session.deviceId,
        deviceName: session.deviceName,
        supporter,
        startDateTime,
      }));
    })
    .sort((one, other) => (one.startDateTime < other.startDateTime ? -1 : 1));
}
