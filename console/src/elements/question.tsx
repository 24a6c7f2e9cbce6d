import { Button, Dialog, DialogActions, DialogBody, DialogSurface, DialogTitle } from '@fluentui/react-components';
import type { ReactNode } from 'react';
import { useText } from '../text/text.tsx';
import { DialogParts } from './dialog-parts.tsx';
import { Failure } from './failure.tsx';

/** Asks whether it is meant, before something that cannot be taken back. */
export function Question({
  title,
  action,
  ready = true,
  asked: { isPending, error, mutate },
  close,
  children,
}: {
  readonly title: string;
  /** What the button does. */
  readonly action: string;
  /** Whether what has to be filled in is there. */
  readonly ready?: boolean;
  readonly asked: { readonly isPending: boolean; readonly error: Error | null; readonly mutate: () => void };
  readonly close: () => void;
  readonly children: ReactNode;
}) {
  const { general } = useText();
  return (
    <Dialog open onOpenChange={(_, { open }) => !open && !isPending && close()}>
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{title}</DialogTitle>
          <DialogParts>
            {children}
            {error && <Failure error={error} retry={mutate} />}
          </DialogParts>
          <DialogActions fluid>
            <Button onClick={close} disabledFocusable={isPending}>
              {general.cancel}
            </Button>
            <Button appearance="primary" disabledFocusable={isPending || !ready} onClick={() => mutate()}>
              {action}
            </Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}
