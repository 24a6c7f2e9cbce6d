import { Button, type ButtonProps, makeStyles, Text, tokens } from '@fluentui/react-components';
import { useContext, useId } from 'react';
import type { Operations } from '../../../../src/model/model.ts';
import { useText } from '../../text/text.tsx';
import { useMissing } from '../../wire/me.ts';
import { Crowded } from '../screen/crowded.ts';
import { HintedButton } from './hinted-button.tsx';

const useStyles = makeStyles({
  root: { display: 'inline-grid', justifyItems: 'start', gap: tokens.spacingVerticalXXS, maxWidth: '100%' },
  needs: { color: tokens.colorNeutralForeground2, overflowWrap: 'anywhere' },
});

/** A button for an operation; to whoever may not, it says which permission they need: below it, or where there is no room on demand. */
export function PermittedButton({
  operation,
  ...props
}: ButtonProps & {
  /** Or several that come to the same, of which any is enough. */
  readonly operation: Operations | readonly Operations[];
}) {
  const { failures } = useText();
  const styles = useStyles();
  const crowded = useContext(Crowded);
  const id = useId();
  const missing = useMissing(...[operation].flat());
  if (!missing) return <Button {...props} />;
  const needs = failures.permissionNeeded(missing[0] ?? '');
  if (crowded) return <HintedButton {...props} disabledFocusable hint={needs} />;
  return (
    <span className={styles.root}>
      <Button {...props} disabledFocusable aria-describedby={id} />
      <Text id={id} size={200} className={styles.needs}>
        {needs}
      </Text>
    </span>
  );
}
