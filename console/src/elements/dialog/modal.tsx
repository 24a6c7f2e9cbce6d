import { Dialog, DialogSurface } from '@fluentui/react-components';
import type { ReactNode } from 'react';
import { useHeldFocus } from '../screen/held-focus.ts';
import { useTravel } from '../screen/travel.ts';

/** Stands in front of the page until it is answered, or left: by Escape, beside it, or by going back or forward. */
export function Modal({
  busy = false,
  close,
  children,
}: {
  /** Whether what was answered is under way: then it stays. */
  readonly busy?: boolean;
  readonly close: () => void;
  readonly children: ReactNode;
}) {
  const leave = () => {
    if (!busy) close();
  };
  useTravel(leave);
  const region = useHeldFocus();
  return (
    <Dialog open onOpenChange={(_, { open }) => !open && leave()}>
      <DialogSurface ref={region}>{children}</DialogSurface>
    </Dialog>
  );
}
