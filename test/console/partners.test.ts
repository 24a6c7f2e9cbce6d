import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { startWorld, until, type World } from '../harness/world.ts';
import { assertAccessible } from './accessible.ts';
import { launchBrowser, openConsole, picture } from './browser.ts';

let world: World;
let browser: Browser;

before(async () => {
  [world, browser] = await Promise.all([startWorld(), launchBrowser()]);
});

after(async () => {
  await browser?.close();
  await world?.[Symbol.asyncDispose]();
});

test('consent given beside the console shows in it by itself; disconnect shows that nothing is left', async () => {
  await using visit = await openConsole(browser, world);
  const { page, go } = visit;
  await go('Partners');
  await page.getByText('Not connected').waitFor();
  await picture(page, 'partners-not-connected');

  const opened = page.context().waitForEvent('page');
  await page.getByRole('button', { name: 'Connect', exact: true }).click();
  const consent = await opened;
  await page.getByText('Waiting for consent').waitFor();
  await assertAccessible(page, 'a partner that waits for consent');
  await picture(page, 'partners-waiting');
  await consent.getByRole('button', { name: 'Allow' }).click();
  await consent.getByRole('heading', { name: 'Connected to TeamViewer' }).waitFor();
  await consent.close();

  await page.getByText('Connected', { exact: true }).waitFor();
  await page.getByRole('link', { name: 'adele@contoso.example' }).waitFor();
  await picture(page, 'partners-connected');

  await page.getByRole('button', { name: 'Disconnect' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('No session is open.').waitFor();
  await assertAccessible(page, 'the question before a disconnect');
  await dialog.getByRole('button', { name: 'Disconnect' }).click();
  await dialog.getByText('Nothing of the connection is left.').waitFor();
  await assertAccessible(page, 'the proof of a disconnect');
  await picture(page, 'partners-proof');
  await dialog.getByRole('button', { name: 'Close' }).click();
  await page.getByText('Not connected').waitFor();

  await until('the sandbox shows the grant revoked', () => world.sandbox.grants[0]?.revokedAt);
  assert.deepEqual(visit.errors, []);
});
