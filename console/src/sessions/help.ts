import type { Session } from '../../../src/client/resources.ts';
import { serviceNow } from '../wire/service-clock.ts';

const unended = 'connections/any(c:c/endDateTime eq null)';

/** A `$filter` for the sessions in which somebody is at this moment. */
export const somebodyInside = `status in ('open','closing') and ${unended}`;

/** A `$filter` for the sessions that are over here, and of which the partner has not said that somebody left. */
export const endUnreported = `status in ('closed','unconfirmed') and ${unended}`;

type Help = Pick<Session, 'status' | 'connections'>;

/** Who is inside at this moment, as far as the partner has reported it: each once, who shares a screen and files as well. */
export function insideNow(session: Help): readonly string[] {
  return isOver(session) ? [] : unendedOf(session);
}

/** Of whom the partner has not said that they left, though the session is over: nobody knows whether they are inside. */
export function notSeenLeaving(session: Help): readonly string[] {
  return isOver(session) ? unendedOf(session) : [];
}

/**
 * How long help was given, in seconds: all connections together, those that last counted so far; `undefined` where nobody knows when one
 * ended.
 */
export function secondsOfHelp(session: Help): number | undefined {
  if (notSeenLeaving(session).length > 0) return undefined;
  return session.connections.reduce((sum, { durationInSeconds, startDateTime }) => {
    const soFar = Math.max(0, Math.round((serviceNow() - Date.parse(startDateTime)) / 1000));
    return sum + (durationInSeconds ?? soFar);
  }, 0);
}

function unendedOf({ connections }: Help): readonly string[] {
  return [
    ...new Set(connections.flatMap(({ supporter, endDateTime }) => (endDateTime === null ? [supporter ?? ''] : []))),
  ];
}

function isOver({ status }: Help): boolean {
  return status === 'closed' || status === 'unconfirmed';
}
