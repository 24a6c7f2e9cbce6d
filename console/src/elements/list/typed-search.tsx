import { Field, Input, makeStyles, mergeClasses, SearchBox } from '@fluentui/react-components';
import { useEffect, useRef, useState } from 'react';
import { useText } from '../../text/text.tsx';

// Fixed, because the box has one button more while it has the focus, and what is below must not move under a click.
const useStyles = makeStyles({
  field: { width: 'var(--search-width, 15rem)', flexShrink: 0, gridTemplateColumns: 'minmax(0, 1fr)' },
  plain: { width: '10rem' },
  box: { width: '100%', minWidth: 0, maxWidth: '100%' },
});

const restMs = 250;

/** A search box that asks once the typing rests. */
export function TypedSearch({
  label,
  value,
  search,
  plain = false,
}: {
  readonly label: string;
  readonly value: string;
  readonly search: (typed: string) => void;
  /** Whether it is one filter of several, and not the search of the page. */
  readonly plain?: boolean;
}) {
  const { general } = useText();
  const styles = useStyles();
  const [typed, setTyped] = useState(value);
  const asked = useRef(value);
  useEffect(() => {
    if (value !== asked.current) setTyped(value);
    asked.current = value;
  }, [value]);
  useEffect(() => {
    // What is pasted often has blanks around it, which nobody looks for.
    const wanted = typed.trim();
    if (wanted === asked.current) return undefined;
    const rest = setTimeout(() => {
      asked.current = wanted;
      search(wanted);
    }, restMs);
    return () => clearTimeout(rest);
  }, [typed, search]);
  return (
    <Field label={{ children: label, title: label }} className={mergeClasses(styles.field, plain && styles.plain)}>
      {plain ? (
        <Input className={styles.box} dir="auto" value={typed} onChange={(_, data) => setTyped(data.value)} />
      ) : (
        <SearchBox
          className={styles.box}
          dir="auto"
          dismiss={{ 'aria-label': general.clear }}
          value={typed}
          onChange={(_, data) => setTyped(data.value)}
        />
      )}
    </Field>
  );
}
