import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Route } from 'playwright-core';
import { waitFor } from '../harness/wait-for.ts';
import { assertAccessible } from './accessible.ts';
import { openConsole, picture } from './browser.ts';
import { addDevices, stage } from './stage.ts';

const set = stage((world) => addDevices(world, 3));

test('who leaves a page while something is done is not called back when it is done', async () => {
  const { world, browser } = set();
  await using visit = await openConsole(browser, world, { path: '/sessions' });
  const { page, go } = visit;
  await go('Devices');
  const seen: string[] = [];
  page.on('framenavigated', (frame) => seen.push(frame.url()));
  let letThrough = () => {};
  const held = (method: string) => async (route: Route) => {
    if (route.request().method() !== method) return route.fallback();
    await new Promise<void>((through) => {
      letThrough = through;
    });
    return route.continue();
  };
  await page.route('**/managedDevices', held('POST'));
  await page.route('**/managedDevices/*', held('DELETE'));

  await page.getByRole('button', { name: 'Add', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Device name' }).fill('PC-SLOW');
  const adding = page.waitForRequest((request) => request.method() === 'POST');
  await page.keyboard.press('Enter');
  await adding;
  // What would be typed now would be in no answer.
  await dialog.getByRole('textbox', { name: 'Device name' }).press('X');
  assert.equal(await dialog.getByRole('textbox', { name: 'Device name' }).inputValue(), 'PC-SLOW');
  await page.goBack();
  await page.getByRole('heading', { level: 1, name: 'Sessions' }).waitFor();
  const added = page.waitForResponse((response) => response.request().method() === 'POST');
  letThrough();
  await (await added).finished();
  await go('Devices');
  await page.getByRole('button', { name: 'PC-SLOW' }).waitFor();

  const { json } = await world.send('GET', "/v1.0/deviceManagement/managedDevices?$filter=deviceName eq 'PC-SLOW'");
  const [{ id }] = json.value;
  assert.ok(!seen.some((url) => url.includes(id)), seen.join(' '));
  await visit.to(`/devices/${id}`);
  await page.getByRole('button', { name: 'Remove the device' }).click();
  const removing = page.waitForRequest((request) => request.method() === 'DELETE');
  await dialog.getByRole('button', { name: 'Remove the device' }).click();
  await removing;
  await visit.to('/sessions');
  await page.getByRole('heading', { level: 1, name: 'Sessions' }).waitFor();
  letThrough();
  await page.getByText('PC-SLOW is removed').first().waitFor();
  await page.getByRole('heading', { level: 1, name: 'Sessions' }).waitFor();
  assert.match(page.url(), /\/sessions$/);
});

test('a question about one device is gone once one is on the page of another', async () => {
  const { world, browser } = set();
  await using visit = await openConsole(browser, world, { path: '/devices' });
  const { page } = visit;
  await page.getByText('PC-00001', { exact: true }).waitFor();
  const { json } = await world.send('GET', '/v1.0/deviceManagement/managedDevices?$orderby=deviceName&$top=2');
  const [first, second] = json.value;
  for (const button of ['Remove the device', 'Edit the device']) {
    for (const { id, deviceName } of [first, second]) {
      await visit.to(`/devices/${id}`);
      await page.getByRole('heading', { level: 1, name: deviceName }).waitFor();
    }
    await page.getByRole('button', { name: button }).click();
    await page.getByRole('dialog').waitFor();
    await page.goBack();
    await page.locator('h1').getByText(first.deviceName).waitFor();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  }
});

test('a form that is waited for is there at once, says why it cannot be had, and is left by Escape', async () => {
  const { world, browser } = set();
  const { json } = await world.send('GET', '/v1.0/deviceManagement/managedDevices?$top=1');
  await using visit = await openConsole(browser, world, { path: `/devices/${json.value[0].id}` });
  const { page } = visit;
  let refused = true;
  let letThrough = () => {};
  await page.route(/select=id%2CdeviceName/, async (route) => {
    await new Promise<void>((through) => {
      letThrough = through;
    });
    const error = { code: 'Forbidden', message: 'Not today.' };
    return refused ? route.fulfill({ status: 403, json: { error } }) : route.continue();
  });
  const edit = page.getByRole('button', { name: 'Edit the device' });
  const dialog = page.getByRole('dialog', { name: 'Edit the device' });
  await edit.click();
  await dialog.getByText('Loading').waitFor();
  letThrough();
  await dialog.getByRole('alert').getByText('Not today.').waitFor();
  await assertAccessible(page, 'a form that cannot be had');
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  assert.equal(await page.getByRole('alert').count(), 0);
  refused = false;
  const asked = page.waitForRequest(/select=id%2CdeviceName/);
  await edit.click();
  await asked;
  letThrough();
  const name = dialog.getByRole('textbox', { name: 'Device name' });
  await name.fill('PC-RENAMED');
  // What is there is looked at once more, just before it is changed.
  await page.unroute(/select=id%2CdeviceName/);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'PC-RENAMED' }).waitFor();
});

test('what fails once one has gone elsewhere is told there, and stays until it is dismissed', async () => {
  const { world, browser } = set();
  await world.connect(await world.partnerId());
  await using visit = await openConsole(browser, world, { path: '/sessions' });
  const { page, go } = visit;
  const held = Promise.withResolvers<void>();
  await page.route('**/disconnect', async (route) => {
    await held.promise;
    return route.fulfill({ status: 403, json: { error: { code: 'Forbidden', message: 'Not today.' } } });
  });
  await go('Partners');
  await page.getByRole('button', { name: 'Disconnect', exact: true }).click();
  const asked = page.waitForRequest('**/disconnect');
  await page.getByRole('dialog').getByRole('button', { name: 'Disconnect Contoso' }).click();
  await asked;
  await page.goBack();
  await page.getByRole('heading', { level: 1, name: 'Sessions' }).waitFor();
  held.resolve();
  const told = page.getByRole('region', { name: 'What happened' });
  await told.getByText('Disconnect Contoso from TeamViewer?').waitFor();
  await told.getByText('It did not work. You may not do this.').waitFor();
  await assertAccessible(page, 'what failed once one had left');
  await picture(page, 'failed-elsewhere');
  await told.getByRole('button', { name: 'Close' }).click();
  await told.getByText('Disconnect Contoso from TeamViewer?').waitFor({ state: 'detached' });
  assert.deepEqual(
    visit.errors.filter((error) => !error.includes('403')),
    [],
  );
});

test('the browser asks before an export is left, and does not ask whoever has signed out in another tab', async () => {
  const { world, browser } = set();
  await using visit = await openConsole(browser, world, { path: '/devices' });
  const { page } = visit;
  await page.getByText('PC-00002', { exact: true }).waitFor();
  const isAsked = () => page.evaluate<boolean>("!dispatchEvent(new Event('beforeunload', { cancelable: true }))");
  const held = Promise.withResolvers<void>();
  await page.route(/top=1000/, async (route) => {
    await held.promise;
    return route.continue();
  });
  assert.equal(await isAsked(), false);
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  await page.getByRole('menuitem', { name: 'As CSV' }).click();
  await waitFor('the browser asks', isAsked);
  // Wherever one is within the console, the file comes.
  await visit.go('Sessions');
  assert.equal(await isAsked(), true);
  const questions: string[] = [];
  page.on('dialog', (dialog) => {
    questions.push(dialog.type());
    void dialog.dismiss();
  });
  const other = await page.context().newPage();
  await other.goto(`${world.service.origin}/console/`);
  const overview = other.getByRole('heading', { level: 1, name: 'Overview' });
  const asked = other.getByRole('button', { name: 'Adele Admin', exact: true });
  await overview.or(asked).waitFor();
  if (await asked.isVisible()) await asked.click();
  await overview.waitFor();
  await other.getByRole('button', { name: 'Account of Adele Admin' }).click();
  await other.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: 'You are signed out' }).waitFor();
  assert.deepEqual(questions, []);
  held.resolve();
});
