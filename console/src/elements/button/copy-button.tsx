import { Button, type ButtonProps, makeStyles, tokens } from '@fluentui/react-components';
import { useState } from 'react';
import { useText } from '../../text/text.tsx';

const useStyles = makeStyles({
  root: { display: 'inline-grid', justifyItems: 'start', gap: tokens.spacingVerticalS, maxWidth: '100%' },
  // The browser's own: every page has this button, and hardly anybody sees the field.
  text: {
    width: 'min(28rem, 100%)',
    boxSizing: 'border-box',
    padding: tokens.spacingHorizontalS,
    font: 'inherit',
    color: tokens.colorNeutralForeground1,
    backgroundColor: tokens.colorNeutralBackground1,
    border: `1px solid ${tokens.colorNeutralStrokeAccessible}`,
    borderRadius: tokens.borderRadiusMedium,
  },
});

/** Copies a text. Where the browser gives no clipboard, to a page without HTTPS say, the text stands there selected, to be copied by hand. */
export function CopyButton({ text, children, ...props }: ButtonProps & { readonly text: string }) {
  const { general } = useText();
  const styles = useStyles();
  // Of another text that stands here meanwhile, nothing was copied.
  const [done, setDone] = useState<{ readonly text: string; readonly how: 'copied' | 'byHand' }>();
  const state = done?.text === text ? done.how : undefined;
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setDone({ text, how: 'copied' });
    } catch {
      setDone({ text, how: 'byHand' });
    }
  };
  return (
    <span className={styles.root}>
      <Button {...props} onClick={() => void copy()}>
        <span aria-live="polite">{state === 'copied' ? general.copied : children}</span>
      </Button>
      {state === 'byHand' && (
        <textarea
          className={styles.text}
          readOnly
          // biome-ignore lint/a11y/noAutofocus: it comes when it was asked for, and has to be selected to be copied.
          autoFocus
          rows={Math.min(6, text.split('\n').length + 1)}
          aria-label={general.copyByHand}
          title={general.copyByHand}
          value={text}
          onFocus={(event) => event.target.select()}
        />
      )}
    </span>
  );
}
