import { Field, Input, makeStyles, tokens } from '@fluentui/react-components';
import type { ReactNode } from 'react';

const useStyles = makeStyles({
  root: { display: 'grid', gap: tokens.spacingVerticalS },
  actions: { display: 'flex', flexWrap: 'wrap', alignItems: 'flex-start', gap: tokens.spacingHorizontalS },
});

/** A link, whose it is, and what is done with it. */
export function LinkField({
  label,
  link,
  note,
  children,
}: {
  readonly label: string;
  readonly link: string;
  readonly note: ReactNode;
  readonly children: ReactNode;
}) {
  const styles = useStyles();
  return (
    <div className={styles.root}>
      <Field label={label}>
        <Input readOnly value={link} onFocus={(event) => event.target.select()} />
      </Field>
      {note}
      <div className={styles.actions}>{children}</div>
    </div>
  );
}
