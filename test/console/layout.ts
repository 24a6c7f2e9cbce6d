import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';

/**
 * Fails with what cannot be read or reached where it stands: what is wider than the window, a text that is cut and cannot be had by an
 * ellipsis with a title, and controls that stand over each other.
 */
export async function assertLaidOut(page: Page, where: string): Promise<void> {
  assert.deepEqual(await page.evaluate(`(${faults})()`), [], `laid out badly: ${where}`);
}

/** Runs in the page. */
const faults = `() => {
  const found = [];
  // Of what is open, the uppermost: what is behind a dialog is for nobody.
  const layers = [...document.querySelectorAll('[role=dialog], [role=alertdialog]')];
  const root = layers.at(-1) ?? document.getElementById('root') ?? document.body;
  const name = (element) =>
    element.tagName.toLowerCase() + ' ' + JSON.stringify((element.getAttribute('aria-label') ?? element.textContent ?? '').slice(0, 60));
  const isSeen = (element) =>
    element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && !element.closest('[aria-hidden=true], [data-tabster-dummy]');
  const over = [document.documentElement, document.getElementById('main')]
    .filter((each) => each && each.scrollWidth > each.clientWidth)
    .map((each) => name(each).slice(0, 20) + ' scrolls sideways');
  found.push(...over);
  // What stands over the page has no other way to come into sight than to scroll within itself.
  for (const open of document.querySelectorAll('[role=dialog], [role=region]')) {
    const box = open.getBoundingClientRect();
    if (isSeen(open) && (box.top < -1 || box.bottom > innerHeight + 1)) found.push('beyond the window: ' + name(open));
  }

  const parents = (element) => {
    const all = [];
    for (let each = element.parentElement; each; each = each.parentElement) all.push(each);
    return all;
  };
  const scrolls = (element) => ['auto', 'scroll'].includes(getComputedStyle(element).overflowX) && element.scrollWidth > element.clientWidth;
  const clips = (element) => getComputedStyle(element).overflowX !== 'visible';
  const words = document.createRange();
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!node.data.trim() || !element || !isSeen(element) || element.closest('option, textarea, script, style')) continue;
    words.selectNodeContents(node);
    const box = words.getBoundingClientRect();
    if (box.width <= 1 || box.height <= 1) continue;
    const chain = [element, ...parents(element)];
    // What is for screen readers alone is a point.
    if (chain.some((each) => each.clientWidth <= 1 && each.clientHeight <= 1 && clips(each) && getComputedStyle(each).position === 'absolute')) continue;
    const clipping = chain.find(clips);
    const said = chain.slice(0, 4).some((each) => each.title || each.getAttribute('aria-label'));
    if (clipping && clipping !== document.documentElement) {
      const within = clipping.getBoundingClientRect();
      const isCut = box.right > within.right + 1 || box.left < within.left - 1;
      const style = getComputedStyle(clipping);
      const ends = style.textOverflow === 'ellipsis' || style.webkitLineClamp !== 'none';
      if (isCut && !scrolls(clipping) && !(ends && said)) found.push('cut: ' + name(element) + ' in ' + clipping.className.split(' ').filter((each) => each.startsWith('fui')).join('.'));
      if (isCut) continue;
    }
    if (!chain.some(scrolls) && (box.right > innerWidth + 1 || box.left < -1)) found.push('outside: ' + name(element));
  }

  const controls = [...root.querySelectorAll('button, a[href], input, select, textarea, [role^=menuitem], [role=tab]')].filter(isSeen);
  const boxes = controls.map((control) => {
    let { left, right, top, bottom } = control.getBoundingClientRect();
    // Of what is scrolled, only what is in sight stands anywhere.
    for (const each of parents(control).filter(clips)) {
      const within = each.getBoundingClientRect();
      [left, right, top, bottom] = [Math.max(left, within.left), Math.min(right, within.right), Math.max(top, within.top), Math.min(bottom, within.bottom)];
    }
    return { control, left, right, top, bottom };
  });
  boxes.forEach((one, index) => {
    for (const other of boxes.slice(index + 1)) {
      const wide = Math.min(one.right, other.right) - Math.max(one.left, other.left);
      const high = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
      if (wide <= 2 || high <= 2 || one.control.contains(other.control) || other.control.contains(one.control)) continue;
      found.push(name(one.control) + ' and ' + name(other.control) + ' stand over each other');
    }
  });
  return [...new Set(found)].slice(0, 8);
}`;
