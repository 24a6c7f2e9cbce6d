import { DialogBody, DialogTitle, makeStyles, Text, useRestoreFocusTarget } from '@fluentui/react-components';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { at } from '../../../src/client/address.ts';
import { auditEventsPath, callersPath, sessionsPath } from '../../../src/client/resources.ts';
import { PermittedButton } from '../elements/button/permitted-button.tsx';
import { Modal } from '../elements/dialog/modal.tsx';
import { type Because, toldOf } from '../elements/ending/because.ts';
import { EndingQuestion } from '../elements/ending/ending-question.tsx';
import { Announced } from '../elements/page/announced.tsx';
import { useText } from '../text/text.tsx';
import { useGraph } from '../wire/graph.ts';
import { useInvalidate } from '../wire/queries.ts';

const useStyles = makeStyles({ title: { overflowWrap: 'anywhere' } });

/** Refuses the tokens that a person has had until now, and closes what they opened: for an account that was stolen. */
export function RevokeCaller({ id, name }: { readonly id: string; readonly name: string }) {
  const { people: text } = useText();
  const styles = useStyles();
  const graph = useGraph();
  const invalidate = useInvalidate(callersPath, sessionsPath, auditEventsPath);
  const [asking, setAsking] = useState(false);
  const restored = useRestoreFocusTarget();
  const revoke = useMutation({
    mutationFn: (because: Because) => graph.post(at(callersPath, id, 'revoke'), toldOf(because)),
    meta: { asked: text.revokeTitle(name) },
    onSuccess: () => setAsking(false),
    // Nobody waits with it for the lists behind it to be read again.
    onSettled: () => void invalidate(),
  });
  return (
    <>
      <PermittedButton
        {...restored}
        operation="callers.revoke"
        onClick={() => {
          // What came of it before is not said of what is asked now.
          revoke.reset();
          setAsking(true);
        }}
      >
        {text.revoke}
      </PermittedButton>
      <Announced>{revoke.isSuccess && <Text>{text.revoked}</Text>}</Announced>
      {asking && (
        <Modal busy={revoke.isPending} close={() => setAsking(false)}>
          <DialogBody>
            <DialogTitle className={styles.title}>{text.revokeTitle(name)}</DialogTitle>
            <EndingQuestion
              meaning={text.revokeMeaning}
              phrase={undefined}
              ready
              action={text.revoke}
              asked={revoke}
              confirm={revoke.mutate}
              close={() => setAsking(false)}
            >
              {null}
            </EndingQuestion>
          </DialogBody>
        </Modal>
      )}
    </>
  );
}
