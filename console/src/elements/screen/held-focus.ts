import { useCallback, useRef } from 'react';

/**
 * Keeps the keyboard in a region when what had the focus is taken away, or hidden on a window of another size: it goes to what came in its place, marked `data-result`, else to
 * the region's heading, which can be focused (`tabIndex={-1}`). Otherwise the browser gives it to nothing; a dialog then seems left,
 * Escape is dead, and a screen reader reads what is behind.
 *
 * @returns the `ref` of the region
 */
export function useHeldFocus(): (region: HTMLElement | null) => void {
  const release = useRef<() => void>(undefined);
  return useCallback((region) => {
    release.current?.();
    release.current = region ? hold(region) : undefined;
  }, []);
}

function hold(region: HTMLElement): () => void {
  let path: readonly Element[] = [];
  const note = ({ target }: FocusEvent) => {
    // Of regions within each other, the innermost is the one that holds it. What is focused elsewhere, in a dialog, ends that: the
    // region under it may not take the keyboard when both change at once.
    const holds = target instanceof Element && target.closest('[data-holds-focus]') === region;
    path = holds ? ancestors(target, region) : [];
  };
  const mend = () => {
    const [focused] = path;
    const nowhere = document.activeElement === null || document.activeElement === document.body;
    if (!focused || isThere(focused) || !nowhere) return;
    const place = path.find(isThere);
    const heading = region.querySelector<HTMLElement>(':is(h1, h2, h3)[tabindex="-1"], .fui-DialogTitle');
    // That of a dialog takes the keyboard for want of anything else.
    if (heading) heading.tabIndex = -1;
    const next = place?.querySelector<HTMLElement>('[data-result]') ?? heading;
    next?.focus({ preventScroll: next.tagName !== 'A' });
  };
  region.dataset.holdsFocus = '';
  document.addEventListener('focusin', note);
  // Runs before anything else notices that nothing has the focus.
  const watching = new MutationObserver(mend);
  watching.observe(region, { childList: true, subtree: true });
  // What another size of the window hides loses the focus as well, once it is drawn.
  const mendDrawn = () => requestAnimationFrame(() => requestAnimationFrame(mend));
  addEventListener('resize', mendDrawn);
  return () => {
    document.removeEventListener('focusin', note);
    removeEventListener('resize', mendDrawn);
    watching.disconnect();
  };
}

/** Whether it can have the focus: it is in the page, and drawn. */
function isThere(element: Element): boolean {
  return element.isConnected && element.checkVisibility();
}

/** From the element up to the region, which is the last. */
function ancestors(element: Element, region: Element): Element[] {
  const path: Element[] = [];
  for (let at: Element | null = element; at && at !== region; at = at.parentElement) path.push(at);
  return [...path, region];
}
