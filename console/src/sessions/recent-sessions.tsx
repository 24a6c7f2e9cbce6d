import { address } from '../../../src/client/address.ts';
import { type Session, sessionsPath } from '../../../src/client/resources.ts';
import { Recent } from '../elements/list/recent.tsx';
import { useFormat, useText } from '../text/text.tsx';
import { insideNow, secondsOfHelp } from './help.ts';
import { SessionState } from './session-state.tsx';

/** The newest sessions that fit a filter: which device, who helped, when, how long. */
export function RecentSessions({
  title,
  filter,
  all,
  none,
}: {
  readonly title: string;
  readonly filter: string;
  /** Where the rest is. */
  readonly all: string;
  /** What is said where there is none. */
  readonly none?: string;
}) {
  const { sessions: text, general } = useText();
  const format = useFormat();
  const length = (seconds: number | undefined) => (seconds === undefined ? general.unknown : format.duration(seconds));
  return (
    <Recent<Session>
      title={title}
      address={address(sessionsPath, { $filter: filter, $orderby: 'requestedDateTime desc', $top: 8 })}
      line={(session) => ({
        badge: <SessionState session={session} />,
        href: `/sessions?session=${encodeURIComponent(session.id)}`,
        name: session.deviceName ?? session.deviceId,
        who:
          format.list(insideNow(session).map((name) => name || general.unknown)) ||
          (session.connections.at(-1)?.supporter ?? session.requestedBy),
        detail: length(secondsOfHelp(session)),
        iso: session.requestedDateTime,
      })}
      all={{ href: all, text: text.all }}
      none={none}
    />
  );
}
