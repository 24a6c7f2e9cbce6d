import { Badge } from '@fluentui/react-components';
import type { Session } from '../../../src/client/resources.ts';
import { useText } from '../text/text.tsx';
import { notSeenLeaving } from './help.ts';
import { stateColours } from './session-states.ts';

/** How far a session is. One that is closed, with somebody in it of whom the partner has not said that they left, stands out. */
export function SessionState({
  session,
  size = 'medium',
}: {
  readonly session: Pick<Session, 'status' | 'connections'>;
  readonly size?: 'medium' | 'large';
}) {
  const { sessions: text } = useText();
  const { status } = session;
  if (status === 'closed' && notSeenLeaving(session).length > 0) {
    return (
      <Badge appearance="tint" size={size} color="danger" title={text.endUnreportedMeaning}>
        {text.endUnreported}
      </Badge>
    );
  }
  return (
    <Badge appearance="tint" size={size} color={stateColours[status]}>
      {text.status[status]}
    </Badge>
  );
}
