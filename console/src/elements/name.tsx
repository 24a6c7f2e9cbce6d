import { makeStyles } from '@fluentui/react-components';
import { useText } from '../text/text.tsx';

const useStyles = makeStyles({
  root: {
    // What others wrote may turn the direction of reading, and must not turn ours.
    unicodeBidi: 'isolate',
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    overflowWrap: 'anywhere',
    display: '-webkit-box',
    WebkitBoxOrient: 'vertical',
    WebkitLineClamp: 'var(--name-lines, 2)',
  },
});

const longest = 300;

/** A name that somebody gave: as text, whatever is in it, and as short as a line can be. */
export function Name({ children }: { readonly children: string | null | undefined }) {
  const { general } = useText();
  const styles = useStyles();
  if (!children?.trim()) return <span>{general.unnamed}</span>;
  return (
    <span className={styles.root} title={children.slice(0, longest)}>
      {children.length > longest ? `${children.slice(0, longest)}…` : children}
    </span>
  );
}
