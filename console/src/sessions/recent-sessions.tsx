import { Badge } from '@fluentui/react-components';
import { address } from '../../../src/client/address.ts';
import { type Session, sessionsPath } from '../../../src/client/resources.ts';
import { Recent } from '../elements/recent.tsx';
import { useFormat, useText } from '../text/text.tsx';
import { insideNow, secondsOfHelp } from './help.ts';
import { stateColours } from './session-states.ts';

/** The newest sessions that fit a filter: which device, who helped, when, how long. */
export function RecentSessions({
  title,
  filter,
  all,
}: {
  readonly title: string;
  readonly filter: string;
  /** Where the rest is. */
  readonly all: string;
}) {
  const { sessions: text } = useText();
  const format = useFormat();
  return (
    <Recent<Session>
      title={title}
      address={address(sessionsPath, { $filter: filter, $orderby: 'requestedDateTime desc', $top: 8 })}
      line={(session) => ({
        badge: (
          <Badge appearance="tint" color={stateColours[session.status]}>
            {text.status[session.status]}
          </Badge>
        ),
        href: `/sessions?session=${encodeURIComponent(session.id)}`,
        name: session.deviceName ?? session.deviceId,
        who: insideNow(session)[0] ?? session.connections.at(-1)?.supporter ?? session.requestedBy,
        detail: format.duration(secondsOfHelp(session)),
        iso: session.requestedDateTime,
      })}
      all={{ href: all, text: text.all }}
    />
  );
}
