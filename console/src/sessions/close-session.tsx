import { Button } from '@fluentui/react-components';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { at } from '../../../src/client/address.ts';
import { sessionsPath } from '../../../src/client/resources.ts';
import { Failure } from '../elements/failure.tsx';
import { useText } from '../text/text.tsx';
import { useGraph } from '../wire/graph.ts';

export function CloseSession({ id }: { readonly id: string }) {
  const { sessions: text } = useText();
  const graph = useGraph();
  const queries = useQueryClient();
  const close = useMutation({
    mutationFn: () => graph.post(at(sessionsPath, id, 'close')),
    onSettled: () => queries.invalidateQueries(),
  });
  return (
    <>
      {close.error && <Failure error={close.error} retry={() => close.mutate()} />}
      <div>
        <Button disabledFocusable={close.isPending} onClick={() => close.mutate()}>
          {close.isPending ? text.closing : text.close}
        </Button>
      </div>
    </>
  );
}
