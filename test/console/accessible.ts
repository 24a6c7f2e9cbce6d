import assert from 'node:assert/strict';
import axe from 'axe-core';
import type { Page } from 'playwright-core';

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Sets of rules: all; those that can find something where nothing but colours and sizes is another; all that do not measure colours. */
const sets = {
  all: { type: 'tag', values: tags },
  coloured: { type: 'rule', values: ['color-contrast', 'target-size', 'scrollable-region-focusable'] },
  uncoloured: { type: 'tag', values: tags },
  'color-contrast': { type: 'rule', values: ['color-contrast'] },
  'target-size': { type: 'rule', values: ['target-size'] },
} as const;

/**
 * Fails with what axe finds, and where: on the whole page, or in a part of it. axe runs in the page itself: its adapter for Playwright opens another page each time, which
 * takes longer than the rules.
 */
export async function assertAccessible(
  page: Page,
  where: string,
  rules: keyof typeof sets = 'all',
  part?: string,
): Promise<void> {
  // While a dialog is open, and until a moment after it closed, the page behind it is hidden from screen readers.
  const dialogs = await page.getByRole('dialog').count();
  if (dialogs === 0 && (await page.locator('#root').count()) > 0)
    await page.locator('#root:not([aria-hidden])').waitFor();
  assert.equal(await page.locator('iframe').count(), 0, 'axe would have to run in each frame');
  const off = rules === 'uncoloured' ? { rules: { 'color-contrast': { enabled: false } } } : {};
  const options = JSON.stringify({ runOnly: sets[rules], ...off, resultTypes: ['violations'] });
  // The focus traps of Fluent UI take the focus only to hand it on.
  const context = JSON.stringify({ ...(part && { include: [part] }), exclude: ['[data-tabster-dummy]'] });
  // What fades in has not its colours yet. A spinner turns for ever.
  await page.evaluate(`Promise.allSettled(document.getAnimations()
    .filter((each) => each.effect?.getComputedTiming().endTime !== Infinity).map((each) => each.finished))`);
  if (!(await page.evaluate('"axe" in window'))) await page.evaluate(axe.source);
  const { violations } = (await page.evaluate(`axe.run(${context}, ${options})`)) as axe.AxeResults;
  const found = violations.map(
    ({ id, help, nodes }) => `${id}: ${help}\n    ${nodes.map(({ html }) => html).join('\n    ')}`,
  );
  assert.deepEqual(found, [], `axe on ${where}`);
}
