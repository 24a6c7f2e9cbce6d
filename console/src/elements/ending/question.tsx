import { Button, DialogActions, DialogBody, DialogTitle } from '@fluentui/react-components';
import type { ReactNode } from 'react';
import { useText } from '../../text/text.tsx';
import { DialogParts } from '../dialog/dialog-parts.tsx';
import { Modal } from '../dialog/modal.tsx';
import { Failure } from '../failure/failure.tsx';
import { EndingButton } from './ending-button.tsx';

/** Asks whether it is meant, before something that cannot be taken back. */
export function Question({
  title,
  action,
  ready = true,
  ends = true,
  asked: { isPending, error, mutate },
  close,
  children,
}: {
  readonly title: string;
  /** What the button does. */
  readonly action: string;
  /** Whether what has to be filled in is there. */
  readonly ready?: boolean;
  /** Whether it ends something, or takes it away. */
  readonly ends?: boolean;
  readonly asked: { readonly isPending: boolean; readonly error: Error | null; readonly mutate: () => void };
  readonly close: () => void;
  readonly children: ReactNode;
}) {
  const { general } = useText();
  const Action = ends ? EndingButton : Button;
  return (
    <Modal busy={isPending} close={close}>
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
          <Action appearance="primary" disabledFocusable={isPending || !ready} onClick={() => mutate()}>
            {action}
          </Action>
        </DialogActions>
      </DialogBody>
    </Modal>
  );
}
