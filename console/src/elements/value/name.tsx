import { makeStyles, mergeClasses } from '@fluentui/react-components';
import { legible } from '../../text/legible.ts';
import { shortened } from '../../text/shortened.ts';
import { useText } from '../../text/text.tsx';

const useStyles = makeStyles({
  root: {
    // What others wrote may turn the direction of reading, and must not turn ours. Where it is cut, it is its end that goes.
    unicodeBidi: 'isolate',
    textAlign: 'left',
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    overflowWrap: 'anywhere',
    display: '-webkit-box',
    WebkitBoxOrient: 'vertical',
    WebkitLineClamp: 'var(--name-lines, 2)',
    // Nothing can be had on demand of paper.
    '@media print': { display: 'inline' },
  },
  whole: { display: 'inline', whiteSpace: 'pre-line' },
});

const longest = 300;

/** What is known of a thing, if it is known, as others wrote it: who asked, whose it is, which number it has. */
export function Value({ children }: { readonly children: string | null | undefined }) {
  const { general } = useText();
  return children?.trim() ? <Name>{children}</Name> : general.unknown;
}

/** The name that somebody gave a thing: as text, whatever is in it, and as short as a line can be. */
export function Name({
  whole = false,
  children,
}: {
  /** Whether nothing of it may be missing: of a reason, where it is read. */
  readonly whole?: boolean;
  readonly children: string | null | undefined;
}) {
  const { general } = useText();
  const styles = useStyles();
  if (!children?.trim()) return <span>{general.unnamed}</span>;
  if (whole)
    return (
      <span dir="auto" className={mergeClasses(styles.root, styles.whole)}>
        {legible(children)}
      </span>
    );
  const shown = legible(shortened(children, longest));
  return (
    <span dir="auto" className={styles.root} title={shown}>
      {shown}
    </span>
  );
}
