import { MenuPopover } from '@fluentui/react-components';
import type { ReactNode } from 'react';

/** Where it stands: of a menu that is higher than the window has room for, the rest is scrolled to. */
export const inWindow = { autoSize: true } as const;

/** What a menu opens. It stands outside of the page's own landmarks, so it is one itself: everything on a page is in a landmark. */
export function MenuBox({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <MenuPopover role="region" aria-label={label}>
      {children}
    </MenuPopover>
  );
}
