import { Button } from '@fluentui/react-components';
import { useMutation } from '@tanstack/react-query';
import { address, at } from '../../../src/client/address.ts';
import { type Session, sessionsPath, type Value } from '../../../src/client/resources.ts';
import { CopyField } from '../elements/copy-field.tsx';
import { Failure } from '../elements/failure.tsx';
import { useText } from '../text/text.tsx';
import { useGraph } from '../wire/graph.ts';
import { useAnswer } from '../wire/queries.ts';

/** The two links of an open session. The supporter's is fetched on demand: that it was given is recorded. */
export function SessionLinks({ id }: { readonly id: string }) {
  const { sessions: text } = useText();
  const graph = useGraph();
  const path = at(sessionsPath, id);
  const endUser = useAnswer<Pick<Session, 'endUserUrl'>>(address(path, { $select: 'endUserUrl' }));
  const supporter = useMutation({ mutationFn: () => graph.get<Value<string | null>>(at(path, 'supporterUrl()')) });
  return (
    <>
      {supporter.data?.value ? (
        <CopyField label={text.supporterLink} link={supporter.data.value} />
      ) : (
        <Button disabledFocusable={supporter.isPending} onClick={() => supporter.mutate()}>
          {text.showSupporterLink}
        </Button>
      )}
      {supporter.error && <Failure error={supporter.error} />}
      {endUser.data?.endUserUrl && <CopyField label={text.endUserLink} link={endUser.data.endUserUrl} />}
    </>
  );
}
