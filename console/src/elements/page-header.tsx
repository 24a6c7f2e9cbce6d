import { makeStyles, Text, tokens, typographyStyles } from '@fluentui/react-components';
import { type ReactNode, useEffect, useRef } from 'react';
import { useText } from '../text/text.tsx';
import { useAttention } from '../wire/attention.ts';

const useStyles = makeStyles({
  root: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'flex-start',
    justifyContent: 'space-between',
    gap: `${tokens.spacingVerticalS} ${tokens.spacingHorizontalL}`,
    marginBottom: tokens.spacingVerticalM,
    flexShrink: 0,
  },
  // On one line where there is room: what people come for is below it.
  words: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'baseline',
    '@media (min-width: 48.01rem)': { flexWrap: 'nowrap' },
    columnGap: tokens.spacingHorizontalM,
    // The commands stay beside the title; it is the description that makes room.
    flex: '1 1 0',
    minWidth: 'min(14rem, 100%)',
    maxWidth: '100%',
  },
  title: { ...typographyStyles.title3, outlineStyle: 'none', overflowWrap: 'anywhere' },
  // Where there is no room for all of it beside the title, the rest of it is on demand.
  description: {
    color: tokens.colorNeutralForeground2,
    maxWidth: '48rem',
    '@media (min-width: 48.01rem)': {
      flex: '1 1 0',
      minWidth: 0,
      overflow: 'hidden',
      textOverflow: 'ellipsis',
      whiteSpace: 'nowrap',
    },
  },
  commands: {
    display: 'flex',
    flexWrap: 'wrap',
    // A button beside one that says which permission it needs stays as high as it is.
    alignItems: 'flex-start',
    gap: tokens.spacingHorizontalS,
    // On a phone as many on a line as there is room for: their words say it without icons.
    '@media (max-width: 40rem)': {
      gap: tokens.spacingHorizontalXS,
      '& .fui-Button': { minWidth: 'auto', paddingInline: tokens.spacingHorizontalS },
      '& .fui-Button__icon': { display: 'none' },
    },
    '@media print': { display: 'none' },
  },
});

/** The title of a page, which screen readers begin at, and its commands. */
export function PageHeader({
  title,
  description,
  children,
}: {
  readonly title: string;
  readonly description?: string;
  readonly children?: ReactNode;
}) {
  const { product } = useText();
  const styles = useStyles();
  const heading = useRef<HTMLHeadingElement>(null);
  const wanting = useAttention().length;
  useEffect(() => {
    document.title = `${wanting > 0 ? `(${wanting}) ` : ''}${title} · ${product}`;
  }, [title, product, wanting]);
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  return (
    <header className={styles.root}>
      <div className={styles.words}>
        <h1 ref={heading} tabIndex={-1} className={styles.title}>
          {title}
        </h1>
        {description && (
          <Text className={styles.description} title={description}>
            {description}
          </Text>
        )}
      </div>
      {children && <div className={styles.commands}>{children}</div>}
    </header>
  );
}
