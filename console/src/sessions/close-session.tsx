import { Text, useRestoreFocusTarget } from '@fluentui/react-components';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { at } from '../../../src/client/address.ts';
import { devicesPath, type Session, sessionsPath } from '../../../src/client/resources.ts';
import { PermittedButton } from '../elements/button/permitted-button.tsx';
import { Question } from '../elements/ending/question.tsx';
import { Name } from '../elements/value/name.tsx';
import { useText } from '../text/text.tsx';
import { useGraph } from '../wire/graph.ts';
import { useInvalidate } from '../wire/queries.ts';

/** Closes a session, having asked: somebody may be helping in it. */
export function CloseSession({ session }: { readonly session: Session }) {
  const { sessions: text } = useText();
  const graph = useGraph();
  const invalidate = useInvalidate(sessionsPath, devicesPath);
  const [asking, setAsking] = useState(false);
  const restored = useRestoreFocusTarget();
  const close = useMutation({
    mutationFn: () => graph.post(at(sessionsPath, session.id, 'close')),
    meta: { asked: text.closeTitle },
    onSuccess: () => setAsking(false),
    onSettled: invalidate,
  });
  const closing = close.isPending || session.status === 'closing';
  return (
    <div>
      <PermittedButton
        {...restored}
        operation="sessions.close"
        disabledFocusable={closing}
        onClick={() => {
          // Why it failed before is not said of what is asked now.
          close.reset();
          setAsking(true);
        }}
      >
        {closing ? text.closing : text.close}
      </PermittedButton>
      {asking && (
        <Question title={text.closeTitle} action={text.close} asked={close} close={() => setAsking(false)}>
          <Text weight="semibold">
            <Name>{session.deviceName ?? session.deviceId}</Name>
          </Text>
          <Text>{text.closeMeaning}</Text>
        </Question>
      )}
    </div>
  );
}
