import { Button } from '@fluentui/react-components';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Failure } from '../elements/failure.tsx';
import { useText } from '../text/text.tsx';
import { sessionsPath } from '../wire/entities.ts';
import { useWire } from '../wire/wire.ts';

export function CloseSession({ id }: { readonly id: string }) {
  const { sessions: text } = useText();
  const wire = useWire();
  const queries = useQueryClient();
  const close = useMutation({
    mutationFn: () => wire.post(`${sessionsPath}/${encodeURIComponent(id)}/close`),
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
