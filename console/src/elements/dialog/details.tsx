import {
  Button,
  DrawerBody,
  DrawerHeader,
  DrawerHeaderTitle,
  makeStyles,
  OverlayDrawer,
  tokens,
} from '@fluentui/react-components';
import { DismissRegular } from '@fluentui/react-icons/svg/dismiss';
import { type ReactNode, useEffect } from 'react';
import { useText } from '../../text/text.tsx';
import { useHeldFocus } from '../screen/held-focus.ts';

const useStyles = makeStyles({
  root: { width: 'min(36rem, 100vw)' },
  title: { overflowWrap: 'anywhere', outlineStyle: 'none' },
  body: {
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalL,
    paddingBottom: tokens.spacingVerticalXL,
    // What does not fit is scrolled to: shrunk, one part would stand over the next.
    '> *': { flexShrink: 0 },
  },
});

/** One thing of a list, beside the list. */
export function Details({
  title,
  error,
  close,
  children,
}: {
  /** `undefined` until it is known. */
  readonly title: ReactNode | undefined;
  /** Why it is not known. */
  readonly error?: Error | null;
  readonly close: () => void;
  readonly children: ReactNode;
}) {
  const { general } = useText();
  const styles = useStyles();
  const region = useHeldFocus();
  useEffect(() => leave, []);
  return (
    <OverlayDrawer
      open
      position="end"
      ref={region}
      className={styles.root}
      onOpenChange={(_, { open }) => !open && close()}
    >
      <DrawerHeader>
        <DrawerHeaderTitle
          heading={{ className: styles.title, tabIndex: -1 }}
          action={<Button appearance="subtle" icon={<DismissRegular />} aria-label={general.close} onClick={close} />}
        >
          {title ?? (error ? general.unavailable : general.loading)}
        </DrawerHeaderTitle>
      </DrawerHeader>
      <DrawerBody className={styles.body}>{children}</DrawerBody>
    </OverlayDrawer>
  );
}

/** Where it was not opened from something on the page, but by its address, there is nothing to give the focus back to but the title. */
function leave(): void {
  setTimeout(() => {
    if (document.activeElement === document.body) document.querySelector<HTMLElement>('main h1')?.focus();
  });
}
