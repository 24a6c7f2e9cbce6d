import { Link } from '@fluentui/react-components';
import type { ReactNode } from 'react';
import { Link as RouterLink } from 'wouter';

/** A link to another page of the console. */
export function PageLink({ href, children }: { readonly href: string; readonly children: ReactNode }) {
  return (
    <RouterLink href={href} asChild>
      <Link inline>{children}</Link>
    </RouterLink>
  );
}
