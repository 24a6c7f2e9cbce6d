import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { devicesPath } from '../harness/devices.ts';
import { openConsole } from './browser.ts';
import { stage } from './stage.ts';

const set = stage();

/** Has the service do what the next `POST` asks for, and its answer lost. */
async function loseAnswer(page: Page, url: string): Promise<void> {
  let lost = 1;
  await page.route(url, async (route) => {
    if (route.request().method() !== 'POST' || lost-- <= 0) return route.fallback();
    await route.fetch();
    return route.abort('connectionreset');
  });
}

test('what is added again because no answer came is there once: a device, and an organisation', async () => {
  const { world, browser } = set();
  await using visit = await openConsole(browser, world, { path: '/devices' });
  const { page, go } = visit;
  const dialog = page.getByRole('dialog');
  const lost = dialog.getByText('The service cannot be reached.');
  await loseAnswer(page, '**/managedDevices');
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await dialog.getByRole('textbox', { name: 'Device name' }).fill('PC-ONCE');
  await page.keyboard.press('Enter');
  await lost.waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'PC-ONCE' }).waitFor();
  const { text } = await world.send('GET', `${devicesPath}/$count?$filter=deviceName eq 'PC-ONCE'`);
  assert.equal(text, '1');

  // Another that is meant to be the same is another.
  await go('Devices');
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await dialog.getByRole('textbox', { name: 'Device name' }).fill('PC-ONCE');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'PC-ONCE' }).waitFor();
  const twice = await world.send('GET', `${devicesPath}/$count?$filter=deviceName eq 'PC-ONCE'`);
  assert.equal(twice.text, '2');

  await go('Tenants');
  await loseAnswer(page, '**/assist/tenants');
  await page.getByRole('button', { name: 'Add a tenant' }).click();
  await dialog.getByRole('textbox', { name: /id/i }).fill('3c1a7a3e-4f7e-4b5e-9a57-5d2c8f3b9e10');
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Northwind');
  await page.keyboard.press('Enter');
  await lost.waitFor();
  await page.keyboard.press('Enter');
  await dialog.waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Northwind' }).waitFor();
});

test('an import whose answer was lost says of each row what became of it, when it is sent again', async () => {
  const { world, browser } = set();
  await using visit = await openConsole(browser, world, { path: '/devices' });
  const { page } = visit;
  await loseAnswer(page, '**/managedDevices/import');
  page.on('filechooser', (chooser) => {
    const buffer = Buffer.from('Serial number,Device name\nSN-1,PC-1\nSN-2,PC-2\n');
    void chooser.setFiles({ name: 'devices.csv', mimeType: 'text/csv', buffer });
  });
  await page.getByRole('button', { name: 'Import', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Import devices' });
  await dialog.getByRole('button', { name: 'Choose a file' }).click();
  await dialog.getByRole('button', { name: 'Import 2 devices' }).click();
  await dialog.getByRole('button', { name: 'Try again' }).click();
  await dialog.getByText('Added: 2. Changed: 0. As they were: 0. Refused: 0.').waitFor();
});
