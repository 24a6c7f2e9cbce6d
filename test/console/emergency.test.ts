import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openConsole } from './browser.ts';
import { stage } from './stage.ts';

const set = stage(async (world) => world.connect(await world.partnerId()));

test('whoever looks for a way to disconnect is led to it: by its word in the search, and from where disconnects are listed', async () => {
  const { world, browser } = set();
  await using visit = await openConsole(browser, world, { path: '/audit' });
  const { page } = visit;
  const question = page.getByRole('dialog', { name: 'Disconnect Contoso from TeamViewer?' });
  for (const way of ['search', 'list']) {
    if (way === 'search') {
      await page.keyboard.press('Control+k');
      await page.getByRole('searchbox', { name: 'A device, a person or a page' }).fill('disconnect');
      await page
        .getByRole('dialog')
        .getByRole('listitem')
        .filter({ hasText: 'Partners' })
        .getByText('Disconnect')
        .waitFor();
      await page.keyboard.press('Enter');
    } else {
      await visit.go('Disconnects');
      await page.getByRole('link', { name: 'Disconnect a partner' }).click();
    }
    await page.getByRole('heading', { level: 1, name: 'Partners' }).waitFor();
    await page.getByRole('button', { name: 'Disconnect', exact: true }).click();
    await question.waitFor();
    await page.keyboard.press('Escape');
    await question.waitFor({ state: 'detached' });
  }
  assert.deepEqual(visit.errors, []);
});
