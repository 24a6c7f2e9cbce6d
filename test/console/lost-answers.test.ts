import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page, Route } from 'playwright-core';
import type { Device } from '../../src/client/resources.ts';
import { devicesPath } from '../harness/devices.ts';
import { openConsole } from './browser.ts';
import { stage } from './stage.ts';

const set = stage();

/** Has the service do what the next request asks for, and its answer lost. */
async function loseAnswer(page: Page, url: string, method = 'POST'): Promise<void> {
  let lost = 1;
  await page.route(url, async (route) => {
    if (route.request().method() !== method || lost-- <= 0) return route.fallback();
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

  // What is changed in the form before it is sent again is still the one device, as it stands there now.
  await go('Devices');
  await loseAnswer(page, '**/managedDevices');
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await dialog.getByRole('textbox', { name: 'Device name' }).fill('PC-TYPO');
  await dialog.getByRole('textbox', { name: 'Model' }).fill('X1');
  await page.keyboard.press('Enter');
  await lost.waitFor();
  await dialog.getByRole('textbox', { name: 'Device name' }).fill('PC-RIGHT');
  await dialog.getByRole('textbox', { name: 'Model' }).fill('');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'PC-RIGHT' }).waitFor();
  const mistyped = await world.send('GET', `${devicesPath}?$filter=deviceName in ('PC-TYPO','PC-RIGHT')`);
  assert.deepEqual(
    mistyped.json.value.map(({ deviceName, model }: Device) => [deviceName, model]),
    [['PC-RIGHT', null]],
  );

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

test('a button that ends something does not turn into one that begins it again, where the answer was lost', async () => {
  const { world, browser } = set();
  await using visit = await openConsole(browser, world, { path: '/connectors' });
  const { page, go } = visit;
  const dialog = page.getByRole('dialog');
  const lost = dialog.getByText('The service cannot be reached.');
  await loseAnswer(page, '**/sever');
  await page.getByRole('button', { name: 'Sever for every organisation' }).click();
  await dialog.getByRole('textbox', { name: /type: TeamViewer/ }).fill('TeamViewer');
  await dialog.getByRole('button', { name: 'Sever TeamViewer' }).click();
  // The page behind knows already.
  await page.getByText('Severed', { exact: true }).waitFor();
  await lost.waitFor();
  await dialog.getByRole('button', { name: 'Sever TeamViewer' }).click();
  await dialog.waitFor({ state: 'detached' });
  const [connector] = (await world.send('GET', '/assist/connectors')).json.value;
  assert.equal(typeof connector.severanceId, 'string');

  await go('Tenants');
  await loseAnswer(page, '**/suspend');
  await page.getByRole('row').filter({ hasText: 'Fabrikam' }).getByRole('button', { name: 'Suspend' }).click();
  await dialog.getByRole('button', { name: 'Suspend' }).click();
  await page.getByText('Suspended', { exact: true }).waitFor();
  await lost.waitFor();
  await dialog.getByRole('button', { name: 'Suspend' }).click();
  await dialog.waitFor({ state: 'detached' });
  const { json } = await world.send('GET', `/assist/tenants/${world.fabrikam}`);
  assert.equal(json.subscriptionState, 'disabled');
});

test('what is changed or removed again because no answer came is changed, or removed', async () => {
  const { world, browser } = set();
  const body = { deviceName: 'PC-GONE' };
  const { json } = await world.send('POST', devicesPath, { body });
  await using visit = await openConsole(browser, world, { path: `/devices/${json.id}` });
  const { page } = visit;
  const dialog = page.getByRole('dialog');
  const lost = dialog.getByText('The service cannot be reached.');
  await loseAnswer(page, '**/managedDevices/*', 'PATCH');
  await page.getByRole('button', { name: 'Edit the device' }).click();
  await dialog.getByRole('button', { name: 'More properties' }).click();
  await dialog.getByLabel('enrolledDateTime').fill('2026-03-29T10:30:00');
  const save = dialog.getByRole('button', { name: 'Save' });
  await save.click();
  await lost.waitFor();
  // What is there by now is what was sent, and nobody else's.
  await save.click();
  await dialog.waitFor({ state: 'detached' });

  // The network asks for a sign-in of its own: nothing was removed.
  const between = (route: Route) =>
    route.request().method() === 'DELETE'
      ? route.fulfill({ status: 200, contentType: 'text/html; charset=utf-8', body: '<p>Welcome to the hotel' })
      : route.fallback();
  await page.route('**/managedDevices/*', between);
  await page.getByRole('button', { name: 'Remove the device' }).click();
  await dialog.getByRole('button', { name: 'Remove the device' }).click();
  await dialog.getByText('The answer is not from this service.').waitFor();
  await page.unroute('**/managedDevices/*', between);
  await loseAnswer(page, '**/managedDevices/*', 'DELETE');
  await dialog.getByRole('button', { name: 'Remove the device' }).click();
  await lost.waitFor();
  // Who thinks about it first is not told once more what happened then.
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('button', { name: 'Remove the device' }).click();
  assert.equal(await lost.count(), 0);
  await dialog.getByRole('button', { name: 'Remove the device' }).click();
  await page.getByText('PC-GONE is removed').first().waitFor();
  await page.getByRole('heading', { level: 1, name: 'Devices' }).waitFor();
});
