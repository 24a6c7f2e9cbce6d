import { type RefCallback, useCallback, useLayoutEffect, useRef } from 'react';
import { useLocation } from 'wouter';

/** How far what scrolls was scrolled at each entry of the history of this tab, while the console is loaded. */
const places = new Map<string, number>();

/** Where somebody is in the history; nothing where the browser does not tell: then every page begins at its top. */
function entryOf(scrolls: string): string | undefined {
  const key = window.navigation?.currentEntry?.key;
  return key && `${scrolls} ${key}`;
}

/** How far it was scrolled when one was here before, in pixels: who goes back is where they were, and who follows a link is at the top. */
export function keptPlace(scrolls: string): number {
  return places.get(entryOf(scrolls) ?? '') ?? 0;
}

export function keepPlace(scrolls: string, offset: number): void {
  const entry = entryOf(scrolls);
  if (entry !== undefined) places.set(entry, offset);
}

/** Has what all pages scroll in begin anew with each of them. @returns its `ref` */
export function usePagePlace(): RefCallback<HTMLElement> {
  const [path] = useLocation();
  const scrolled = useRef<HTMLElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: with each page.
  useLayoutEffect(() => {
    if (scrolled.current) scrolled.current.scrollTop = keptPlace('page');
  }, [path]);
  return useCallback((element) => {
    scrolled.current?.removeEventListener('scroll', keepPage);
    scrolled.current = element;
    element?.addEventListener('scroll', keepPage, { passive: true });
  }, []);
}

function keepPage({ currentTarget }: Event): void {
  if (currentTarget instanceof HTMLElement) keepPlace('page', currentTarget.scrollTop);
}
