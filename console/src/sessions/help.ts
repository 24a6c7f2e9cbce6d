import type { Session } from '../../../src/client/resources.ts';

/** A `$filter` for the sessions in which somebody is at this moment. */
export const somebodyInside = 'connections/any(c:c/endDateTime eq null)';

/** Who is inside at this moment, as far as the partner has reported it. */
export function insideNow({ connections }: Pick<Session, 'connections'>): readonly string[] {
  return connections.flatMap(({ supporter, endDateTime }) => (endDateTime === null ? [supporter ?? ''] : []));
}

/** How long help was given, in seconds: all connections together, those that last counted so far. */
export function secondsOfHelp({ connections }: Pick<Session, 'connections'>): number {
  return connections.reduce((sum, { durationInSeconds, startDateTime }) => {
    const soFar = Math.max(0, Math.round((Date.now() - Date.parse(startDateTime)) / 1000));
    return sum + (durationInSeconds ?? soFar);
  }, 0);
}
