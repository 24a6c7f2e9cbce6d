import assert from 'node:assert/strict';
import axe from 'axe-core';
import type { Page } from 'playwright-core';

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/**
 * Fails with what axe finds, and where: by all its rules, or by one alone, where only that can have changed. axe runs in the page
 * itself: its adapter for Playwright opens another page each time, which takes longer than the rules.
 */
export async function assertAccessible(
  page: Page,
  where: string,
  rule?: 'color-contrast' | 'target-size',
): Promise<void> {
  // While a dialog is open, and until a moment after it closed, the page behind it is hidden from screen readers.
  const dialogs = await page.getByRole('dialog').count();
  if (dialogs === 0 && (await page.locator('#root').count()) > 0)
    await page.locator('#root:not([aria-hidden])').waitFor();
  assert.equal(await page.locator('iframe').count(), 0, 'axe would have to run in each frame');
  const runOnly = rule ? { type: 'rule', values: [rule] } : { type: 'tag', values: tags };
  const options = JSON.stringify({ runOnly, resultTypes: ['violations'] });
  // The focus traps of Fluent UI take the focus only to hand it on.
  const context = JSON.stringify({ exclude: ['[data-tabster-dummy]'] });
  // A button that was enabled just now is between two colours for a moment.
  await page.evaluate(
    'Promise.allSettled(document.getAnimations().filter((each) => each instanceof CSSTransition).map((each) => each.finished))',
  );
  if (!(await page.evaluate('"axe" in window'))) await page.evaluate(axe.source);
  const { violations } = (await page.evaluate(`axe.run(${context}, ${options})`)) as axe.AxeResults;
  const found = violations.map(
    ({ id, help, nodes }) => `${id}: ${help}\n    ${nodes.map(({ html }) => html).join('\n    ')}`,
  );
  assert.deepEqual(found, [], `axe on ${where}`);
}
