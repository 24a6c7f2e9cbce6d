import { Button } from '@fluentui/react-components';
import { useMutation } from '@tanstack/react-query';
import { CopyField } from '../elements/copy-field.tsx';
import { Failure } from '../elements/failure.tsx';
import { useText } from '../text/text.tsx';
import { type Session, sessionsPath } from '../wire/entities.ts';
import { address, type Value } from '../wire/odata.ts';
import { useAnswer } from '../wire/queries.ts';
import { useWire } from '../wire/wire.ts';

/** The two links of an open session. The supporter's is fetched on demand: that it was given is recorded. */
export function SessionLinks({ id }: { readonly id: string }) {
  const { sessions: text } = useText();
  const wire = useWire();
  const path = `${sessionsPath}/${encodeURIComponent(id)}`;
  const endUser = useAnswer<Pick<Session, 'endUserUrl'>>(address(path, { $select: 'endUserUrl' }));
  const supporter = useMutation({ mutationFn: () => wire.get<Value<string | null>>(`${path}/supporterUrl()`) });
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
