import { address } from '../../../src/client/address.ts';
import { every, literal } from '../../../src/client/expression.ts';
import { sessionsPath } from '../../../src/client/resources.ts';
import { fromDay, untilDay } from '../wire/days.ts';
import { endUnreported, somebodyInside } from './help.ts';

export const sessionFilterNames = ['view', 'status', 'from', 'to', 'device', 'user', 'supporter'] as const;

/** What is looked for; an empty value asks for nothing. */
export type SessionFilter = Readonly<Record<(typeof sessionFilterNames)[number], string>>;

/** Where the sessions are, the newest first; `me` is the person who looks, for what is theirs. */
export function sessionsAddress(
  { view, status, from, to, device, user, supporter }: SessionFilter,
  me: string | null | undefined,
  top: number,
): string {
  return address(sessionsPath, {
    $filter: every(
      view === 'inside' && somebodyInside,
      view === 'unreported' && endUnreported,
      // While nobody knows who that is, nothing is theirs.
      view === 'mine' && `requestedBy eq ${literal(me ?? '')}`,
      status && `status eq ${literal(status)}`,
      fromDay('requestedDateTime', from),
      untilDay('requestedDateTime', to),
      device && (isId.test(device) ? `deviceId eq ${literal(device)}` : has('deviceName', device)),
      user && has('userPrincipalName', user),
      supporter && `(connections/any(c:${has('c/supporter', supporter)}) or ${has('requestedBy', supporter)})`,
    ),
    $orderby: 'requestedDateTime desc',
    $top: top,
  });
}

/** A device is found by its id as well: it may have no name, or that of another. */
const isId = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

function has(property: string, part: string): string {
  return `contains(tolower(${property}),${literal(part.toLowerCase())})`;
}
