import { Button, type ButtonProps, makeStyles, mergeClasses, tokens } from '@fluentui/react-components';

const useStyles = makeStyles({
  root: {
    color: tokens.colorNeutralForegroundOnBrand,
    ':hover': { color: tokens.colorNeutralForegroundOnBrand, backgroundColor: tokens.colorBrandBackgroundHover },
    ':hover:active': {
      color: tokens.colorNeutralForegroundOnBrand,
      backgroundColor: tokens.colorBrandBackgroundPressed,
    },
    '& .fui-Button__icon': { color: 'inherit' },
    ':hover .fui-Button__icon': { color: 'inherit' },
    '@media (forced-colors: active)': { color: 'ButtonText' },
    ':focus-visible': { outline: `2px solid ${tokens.colorNeutralForegroundOnBrand}` },
  },
});

/** A button on the bar at the top, which has the colour of the brand. */
export function BarButton({ className, ...props }: ButtonProps) {
  const styles = useStyles();
  return <Button appearance="transparent" {...props} className={mergeClasses(styles.root, className)} />;
}
