import { Button, type ButtonProps, makeStyles, mergeClasses, tokens } from '@fluentui/react-components';

const useStyles = makeStyles({
  root: {
    backgroundColor: tokens.colorStatusDangerBackground3,
    color: tokens.colorNeutralForegroundOnBrand,
    ':hover': { backgroundColor: tokens.colorStatusDangerBackground3Hover },
    ':hover:active': { backgroundColor: tokens.colorStatusDangerBackground3Pressed },
  },
});

/** The button of a question that ends something, or takes it away: its colour says so before its words are read. */
export function EndingButton({ className, ...props }: ButtonProps) {
  const styles = useStyles();
  return (
    <Button
      appearance="primary"
      {...props}
      className={mergeClasses(!props.disabledFocusable && styles.root, className)}
    />
  );
}
