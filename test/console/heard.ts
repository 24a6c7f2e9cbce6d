import type { Page } from 'playwright-core';

/**
 * Has the page note what a screen reader would read out by itself: what is put into a live region that was there before, as far as it is
 * atomic, and every alert. To be prepared before the page is loaded.
 *
 * @returns what was read out since it was asked last
 */
export async function listen(page: Page): Promise<() => Promise<readonly string[]>> {
  await page.addInitScript(`(${ears})()`);
  return () => page.evaluate<string[]>('window.__heard.splice(0)');
}

/** Runs in the page. */
const ears = `() => {
  const heard = (window.__heard = []);
  const known = new WeakSet();
  const live = '[role=status], [role=alert], [role=log], [aria-live=polite], [aria-live=assertive]';
  const say = (text) => text?.trim() && heard.at(-1) !== text.trim() && heard.push(text.trim());
  const watching = new MutationObserver((records) => {
    for (const { target, addedNodes, type } of records) {
      for (const node of type === 'characterData' ? [target] : addedNodes) {
        const element = node instanceof Element ? node : node.parentElement;
        if (!element?.isConnected) continue;
        const region = (node === element ? element.parentElement : element)?.closest(live);
        if (region && known.has(region) && !region.closest('[aria-hidden=true]')) {
          const whole = element.closest('[aria-atomic=true]');
          say(whole && region.contains(whole) ? whole.innerText : node === element ? element.innerText : node.data);
        } else for (const alert of [element, ...element.querySelectorAll('[role=alert]')]) if (alert.matches('[role=alert]')) say(alert.innerText);
      }
    }
    // What came with its words is a region from now on.
    for (const region of document.querySelectorAll(live)) known.add(region);
  });
  watching.observe(document, { childList: true, subtree: true, characterData: true });
}`;
