import { Field, makeStyles, Select } from '@fluentui/react-components';

const useStyles = makeStyles({ select: { width: '100%', maxWidth: '16rem' } });

/** One of several values, or all of them. */
export function Choice({
  label,
  all,
  value,
  options,
  choose,
}: {
  readonly label: string;
  readonly all: string;
  readonly value: string;
  readonly options: readonly (readonly [value: string, name: string])[];
  readonly choose: (value: string) => void;
}) {
  const styles = useStyles();
  return (
    <Field label={{ children: label, title: label }}>
      <Select className={styles.select} value={value} onChange={(_, data) => choose(data.value)}>
        <option value="">{all}</option>
        {options.map(([option, name]) => (
          <option key={option} value={option}>
            {name}
          </option>
        ))}
      </Select>
    </Field>
  );
}
