import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertAccessible } from './accessible.ts';
import { openConsole } from './browser.ts';
import { assertLaidOut } from './layout.ts';
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

test('three hundred who are inside leave what has to be typed in reach, and who they are can be read', async () => {
  const { world, browser } = set();
  await using visit = await openConsole(browser, world, { path: '/partners', viewport: { width: 1280, height: 800 } });
  const { page } = visit;
  const running = Array.from({ length: 300 }, (_, index) => ({
    sessionId: 'one',
    deviceId: 'one',
    deviceName: `PC-${index % 20}`,
    supporter: ['דנה לוי', 'محمد (الطابق ٣)', '山田 太郎', '=cmd|calc', 'x'.repeat(256)][index % 5],
    startDateTime: '2026-11-27T03:00:00Z',
  }));
  await page.route('**/impact()', async (route) => {
    const response = await route.fetch();
    const impact = { ...(await response.json()), openSessions: 300, devices: 20, runningConnections: running };
    await route.fulfill({ response, json: impact });
  });
  await page.getByRole('button', { name: 'Disconnect', exact: true }).click();
  const dialog = page.getByRole('dialog');
  const inside = dialog.getByRole('list', { name: 'Inside at this moment' });
  await inside.waitFor();
  assert.equal(await inside.getByRole('listitem').count(), 300);
  const [list, field] = await Promise.all([
    inside.boundingBox(),
    dialog.getByRole('textbox', { name: 'To go on, type: TeamViewer' }).boundingBox(),
  ]);
  assert.ok((list?.height ?? 999) <= 200);
  assert.ok((field?.y ?? 9999) < 1200, `what has to be typed is at ${field?.y}`);
  await assertAccessible(page, 'a disconnect with three hundred inside', 'all', '[role=dialog]');
  await assertLaidOut(page, 'a disconnect with three hundred inside');
  assert.deepEqual(visit.errors, []);
});
