import assert from 'node:assert/strict';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Fails with what axe finds, and where. */
export async function assertAccessible(page: Page, where: string): Promise<void> {
  // While a dialog is open, and until a moment after it closed, the page behind it is hidden from screen readers.
  const dialogs = await page.getByRole('dialog').count();
  if (dialogs === 0) await page.locator('#root:not([aria-hidden])').waitFor();
  const { violations } = await new AxeBuilder({ page })
    // The focus traps of Fluent UI, which take the focus only to hand it on.
    .exclude('[data-tabster-dummy]')
    .withTags(rules)
    .analyze();
  const found = violations.map(
    ({ id, help, nodes }) => `${id}: ${help}\n    ${nodes.map(({ html }) => html).join('\n    ')}`,
  );
  assert.deepEqual(found, [], `axe on ${where}`);
}
