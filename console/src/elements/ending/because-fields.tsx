import { Field, Input } from '@fluentui/react-components';
import { useText } from '../../text/text.tsx';
import type { Because } from './because.ts';

/** Why something is ended, and the ticket that it is done for. */
export function BecauseFields({
  value,
  change,
}: {
  readonly value: Because;
  readonly change: (value: Because) => void;
}) {
  const { ending: text } = useText();
  return (
    <>
      <Field label={text.reason} hint={text.because}>
        <Input
          dir="auto"
          value={value.reason}
          maxLength={1000}
          onChange={(_, data) => change({ ...value, reason: data.value })}
        />
      </Field>
      <Field label={text.ticket}>
        <Input
          dir="auto"
          value={value.ticket}
          maxLength={100}
          onChange={(_, data) => change({ ...value, ticket: data.value })}
        />
      </Field>
    </>
  );
}
