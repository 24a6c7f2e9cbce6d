import assert from 'node:assert/strict';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Fails with what axe finds, and where: by all its rules, or by one alone, where only that can have changed. */
export async function assertAccessible(
  page: Page,
  where: string,
  rule?: 'color-contrast' | 'target-size',
): Promise<void> {
  // While a dialog is open, and until a moment after it closed, the page behind it is hidden from screen readers.
  const dialogs = await page.getByRole('dialog').count();
  if (dialogs === 0 && (await page.locator('#root').count()) > 0)
    await page.locator('#root:not([aria-hidden])').waitFor();
  // The focus traps of Fluent UI take the focus only to hand it on.
  const axe = new AxeBuilder({ page }).exclude('[data-tabster-dummy]');
  const { violations } = await (rule ? axe.withRules(rule) : axe.withTags(tags)).analyze();
  const found = violations.map(
    ({ id, help, nodes }) => `${id}: ${help}\n    ${nodes.map(({ html }) => html).join('\n    ')}`,
  );
  assert.deepEqual(found, [], `axe on ${where}`);
}
