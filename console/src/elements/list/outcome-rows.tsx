import { makeStyles, mergeClasses, Text, tokens } from '@fluentui/react-components';
import { ErrorCircleFilled } from '@fluentui/react-icons/svg/error-circle';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useRef } from 'react';
import { Name } from '../value/name.tsx';

const useStyles = makeStyles({
  root: { maxHeight: '40vh', minHeight: '4rem', overflowY: 'auto' },
  list: { position: 'relative', margin: 0, padding: 0, listStyleType: 'none' },
  row: {
    position: 'absolute',
    insetInline: 0,
    boxSizing: 'border-box',
    display: 'flex',
    flexWrap: 'wrap',
    columnGap: tokens.spacingHorizontalM,
    padding: `${tokens.spacingVerticalXS} ${tokens.spacingHorizontalXS}`,
    borderBottom: `1px solid ${tokens.colorNeutralStroke3}`,
  },
  place: { color: tokens.colorNeutralForeground2, minWidth: '5rem' },
  name: { flexGrow: 1, minWidth: '6rem' },
  failed: { color: tokens.colorPaletteRedForeground1, width: '100%' },
  sign: { marginInlineEnd: tokens.spacingHorizontalXS, verticalAlign: 'text-bottom' },
});

/** One of many things that something is done with. */
export interface OutcomeRow {
  readonly key: string | number;
  /** Where it stands in what it was read from. */
  readonly place?: string;
  readonly name: string | null;
  /** What becomes or became of it. */
  readonly said: string;
  readonly failed: boolean;
}

/** Many things and what becomes of each, of which only those in sight exist. */
export function OutcomeRows({ label, rows }: { readonly label: string; readonly rows: readonly OutcomeRow[] }) {
  const styles = useStyles();
  const scrolled = useRef<HTMLElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scrolled.current,
    estimateSize: () => 29,
    // What a row says, and so its height, changes with what becomes of it, and so does its place.
    getItemKey: (index) => rows[index]?.key ?? index,
    overscan: 8,
  });
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard.
    <section ref={scrolled} className={styles.root} aria-label={label} tabIndex={0}>
      <ul className={styles.list} style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, start }) => {
          const item = rows[index];
          return (
            item && (
              <li
                key={item.key}
                ref={virtual.measureElement}
                data-index={index}
                aria-setsize={rows.length}
                aria-posinset={index + 1}
                className={styles.row}
                style={{ transform: `translateY(${start}px)` }}
              >
                {item.place && <Text className={styles.place}>{item.place}</Text>}
                <span className={styles.name}>
                  <Name>{item.name}</Name>
                </span>
                <Text className={mergeClasses(item.failed && styles.failed)}>
                  {item.failed && <ErrorCircleFilled className={styles.sign} />}
                  {item.said}
                </Text>
              </li>
            )
          );
        })}
      </ul>
    </section>
  );
}
