import { MenuPopover } from '@fluentui/react-components';
import type { ReactNode } from 'react';

/** What a menu opens. It stands outside of the page's own landmarks, so it is one itself: everything on a page is in a landmark. */
export function MenuBox({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <MenuPopover role="region" aria-label={label}>
      {children}
    </MenuPopover>
  );
}
