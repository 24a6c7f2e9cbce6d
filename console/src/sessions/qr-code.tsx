import { makeStyles } from '@fluentui/react-components';
import { encode } from 'uqr';

// Black on white in every theme, forced colours too: what a camera reads.
const useStyles = makeStyles({
  root: { width: '12rem', height: '12rem', backgroundColor: 'white', forcedColorAdjust: 'none' },
});

/** A text for the camera of a telephone. */
export function QrCode({ text, label }: { readonly text: string; readonly label: string }) {
  const styles = useStyles();
  // The border is the quiet zone that readers need (ISO/IEC 18004, section 9.1).
  const { data, size } = encode(text, { border: 4 });
  const path = data
    .flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : '')).filter(Boolean))
    .join('');
  return (
    <svg
      viewBox={`0 0 ${size} ${size}`}
      className={styles.root}
      role="img"
      aria-label={label}
      shapeRendering="crispEdges"
    >
      <path d={path} fill="black" />
    </svg>
  );
}
