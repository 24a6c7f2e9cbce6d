import { makeStyles, Spinner, tokens } from '@fluentui/react-components';
import { useText } from '../../text/text.tsx';

const useStyles = makeStyles({
  root: { display: 'flex', justifyContent: 'center', padding: tokens.spacingVerticalXXXL },
});

export function Loading({ label }: { readonly label?: string }) {
  const { general } = useText();
  return (
    <div className={useStyles().root} role="status">
      <Spinner label={label ?? general.loading} size="small" />
    </div>
  );
}
