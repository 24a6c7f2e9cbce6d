import { Button, type ButtonProps, makeStyles, tokens } from '@fluentui/react-components';
import { type FocusEvent, type KeyboardEvent, type MouseEvent, useId, useRef } from 'react';

const useStyles = makeStyles({
  hint: {
    // Where the button is, whatever cuts what stands around it.
    margin: 0,
    inset: 'auto',
    maxWidth: 'min(24rem, 90vw)',
    boxSizing: 'border-box',
    padding: `${tokens.spacingVerticalXS} ${tokens.spacingHorizontalS}`,
    overflowWrap: 'anywhere',
    whiteSpace: 'normal',
    fontSize: tokens.fontSizeBase200,
    color: tokens.colorNeutralForeground1,
    backgroundColor: tokens.colorNeutralBackground1,
    border: `1px solid ${tokens.colorNeutralStroke1}`,
    borderRadius: tokens.borderRadiusMedium,
    boxShadow: tokens.shadow8,
  },
});

/** In pixels, between button and hint, and between hint and the edge of the window. */
const gap = 4;

/** A button with a word on it that is shown while one points at it or it has the focus. */
export function HintedButton({ hint, ...props }: ButtonProps & { readonly hint: string }) {
  const styles = useStyles();
  const id = useId();
  const shown = useRef<HTMLSpanElement>(null);
  const show = ({ currentTarget }: MouseEvent<HTMLElement> | FocusEvent<HTMLElement>) => {
    const box = currentTarget.getBoundingClientRect();
    const { current: word } = shown;
    word?.showPopover();
    const { width = 0, height = 0 } = word?.getBoundingClientRect() ?? {};
    const below = box.bottom + gap + height <= innerHeight;
    word?.style.setProperty('left', `${Math.max(gap, Math.min(box.left, innerWidth - width - gap))}px`);
    word?.style.setProperty('top', `${below ? box.bottom + gap : box.top - gap - height}px`);
  };
  const hide = () => shown.current?.hidePopover();
  const leave = ({ key }: KeyboardEvent<HTMLElement>) => {
    if (key === 'Escape') hide();
  };
  return (
    <>
      <Button
        {...props}
        aria-describedby={id}
        onMouseEnter={show}
        onFocus={show}
        onMouseLeave={hide}
        onBlur={hide}
        // Fluent keeps keys from a button that is disabled.
        onKeyDownCapture={leave}
      />
      <span ref={shown} id={id} popover="manual" role="tooltip" className={styles.hint}>
        {hint}
      </span>
    </>
  );
}
