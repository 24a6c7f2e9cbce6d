import { Text } from '@fluentui/react-components';
import { useMutation } from '@tanstack/react-query';
import { at } from '../../../src/client/address.ts';
import { type Connector, connectorsPath, severancesPath } from '../../../src/client/resources.ts';
import { Question } from '../elements/ending/question.tsx';
import { useText } from '../text/text.tsx';
import { useGraph } from '../wire/graph.ts';
import { useInvalidate } from '../wire/queries.ts';

/** Lets organisations connect again; nothing comes back by itself. */
export function RestoreDialog({ connector, close }: { readonly connector: Connector; readonly close: () => void }) {
  const { connectors: text } = useText();
  const graph = useGraph();
  const invalidate = useInvalidate(connectorsPath, severancesPath);
  const restore = useMutation({
    mutationFn: () => graph.post(at(connectorsPath, connector.id, 'restore')),
    meta: { told: text.toldRestored(connector.displayName ?? connector.id), asked: text.restore },
    onSuccess: close,
    // Nobody waits with it for the lists behind it to be read again.
    onSettled: () => void invalidate(),
  });
  return (
    <Question title={text.restore} action={text.restore} ends={false} asked={restore} close={close}>
      <Text>{text.restoreMeaning}</Text>
    </Question>
  );
}
