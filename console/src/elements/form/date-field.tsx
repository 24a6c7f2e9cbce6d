import { Field, Input } from '@fluentui/react-components';

/** A day, as the browser's own calendar gives it: `2026-11-21`. */
export function DateField({
  label,
  value,
  choose,
}: {
  readonly label: string;
  readonly value: string;
  readonly choose: (day: string) => void;
}) {
  return (
    <Field label={{ children: label, title: label }}>
      <Input type="date" value={value} onChange={(_, data) => choose(data.value)} />
    </Field>
  );
}
