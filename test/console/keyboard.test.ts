import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { until } from '../harness/world.ts';
import { assertAccessible } from './accessible.ts';
import { openConsole } from './browser.ts';
import { addDevices, stage } from './stage.ts';

const set = stage((world) => addDevices(world, 3));

/** What has the focus: its role or tag, its name, and whether it is inside of what is open. */
const focused = (page: Page) =>
  page.evaluate(
    `(() => {
      const at = document.activeElement;
      const name = at.getAttribute('aria-label') ?? at.textContent;
      return { name, hidden: at.closest('[aria-hidden=true]') !== null, inDialog: at.closest('[role=dialog]') !== null };
    })()`,
  ) as Promise<{ readonly name: string; readonly hidden: boolean; readonly inDialog: boolean }>;

async function tabTo(page: Page, name: string): Promise<void> {
  const passed: string[] = [];
  for (let tabs = 0; tabs < 60; tabs++) {
    const at = await focused(page);
    assert.equal(at.hidden, false, `behind what is open, at ${at.name}`);
    if (at.name === name) return;
    passed.push(at.name);
    await page.keyboard.press('Tab');
  }
  assert.fail(`no way to ${name} by Tab, but to ${passed.join(', ')}`);
}

async function operate(page: Page, name: string): Promise<void> {
  await tabTo(page, name);
  await page.keyboard.press('Enter');
}

const waitForFocus = (page: Page, name: string) =>
  until(`the focus is on ${name}`, async () => (await focused(page)).name === name);

const waitForFocusIn = (page: Page, selector: string) =>
  until(`the focus is in ${selector}`, () =>
    page.evaluate(`document.activeElement.closest(${JSON.stringify(selector)}) !== null`),
  );

/** Waits until nothing is open, and the keyboard is on something that can be seen. */
async function assertLeft(page: Page): Promise<void> {
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await waitForFocusIn(page, 'body *');
  assert.equal((await focused(page)).hidden, false);
}

test('by keyboard alone a session is asked for, joined, closed, and left by Escape, with the focus on what came of it', async () => {
  const { world } = set();
  await world.connect(await world.partnerId());
  const visit = await set().shared('/devices');
  const { page } = visit;
  await page.getByText('PC-00001').waitFor();
  await operate(page, 'PC-00001');
  await page.getByRole('button', { name: 'Request remote assistance' }).waitFor();
  await operate(page, 'Request remote assistance');
  await waitForFocus(page, 'Join the session');
  assert.equal((await focused(page)).inDialog, true);
  await assertAccessible(page, 'a session that has just been opened');

  await page.getByRole('link', { name: /See the session/ }).waitFor();
  await operate(page, 'See the session, with the link for the user');
  await page.getByRole('button', { name: 'Show the link for the supporter' }).waitFor();
  await operate(page, 'Show the link for the supporter');
  await waitForFocus(page, 'Join the session');
  await operate(page, 'Show as QR code');
  await page.getByRole('img', { name: 'QR code of the link for the user' }).waitFor();
  assert.equal((await focused(page)).name, 'Hide the QR code');

  await operate(page, 'Close the session');
  const question = page.getByRole('dialog', { name: 'Close the session?' });
  await question.waitFor();
  await operate(page, 'Cancel');
  await question.waitFor({ state: 'detached' });
  await waitForFocus(page, 'Close the session');
  await page.keyboard.press('Enter');
  await question.waitFor();
  await operate(page, 'Close the session');
  await page.getByText('Somebody closed it').waitFor();
  await waitForFocusIn(page, '[role=dialog]');
  assert.equal((await focused(page)).hidden, false);
  await page.keyboard.press('Escape');
  await assertLeft(page);
  assert.deepEqual(visit.errors, []);
  await world.send('POST', `/v1.0/deviceManagement/remoteAssistancePartners/${await world.partnerId()}/disconnect`);
});

test('by keyboard alone a partner is connected, given up, and disconnected, with the focus on what came of it', async () => {
  const { world, browser } = set();
  await using visit = await openConsole(browser, world, { path: '/partners' });
  const { page } = visit;
  await page.getByText('Not connected').waitFor();
  await operate(page, 'Connect');
  await page.getByText('Waiting for consent').waitFor();
  await page.bringToFront();
  await waitForFocus(page, 'Begin anew');
  await page.evaluate("document.querySelector('h1').focus()");
  await operate(page, 'Cancel');
  await page.getByText('Not connected').waitFor();
  await waitForFocus(page, 'TeamViewer');

  await world.connect(await world.partnerId());
  await page.reload();
  await page.getByText('Connected', { exact: true }).waitFor();
  await operate(page, 'Disconnect');
  await page.getByText('No session is open.').waitFor();
  await operate(page, 'Disconnect Contoso');
  await waitForFocus(page, 'Contoso is disconnected from TeamViewer');
  await page.getByText('Nothing of the connection is left.').waitFor();
  assert.equal((await focused(page)).inDialog, true);
  await page.keyboard.press('Escape');
  await assertLeft(page);
  await waitForFocus(page, 'TeamViewer');
  assert.deepEqual(visit.errors, []);
});

test('by keyboard alone pending work is tried again, and filters that find nothing are cleared', async () => {
  const { world, browser } = set();
  await world.connect(await world.partnerId());
  world.sandbox.faults.add({ kind: 'error', path: '*revoke' });
  await world.send('POST', `/v1.0/deviceManagement/remoteAssistancePartners/${await world.partnerId()}/disconnect`);
  await until('the revocation failed', async () => {
    const { json } = await world.send(
      'GET',
      "/assist/obligations?$filter=kind eq 'grant.retire' and status eq 'failing'",
    );
    return json.value.length > 0;
  });
  await using visit = await openConsole(browser, world);
  const { page } = visit;
  await page.getByRole('button', { name: 'Retry now' }).waitFor();
  world.sandbox.faults.clear();
  await operate(page, 'Retry now');
  await page.getByText('Nothing is owed.').first().waitFor();
  assert.notEqual((await focused(page)).name, '');
  await waitForFocusIn(page, 'main');

  await visit.to('/devices?q=nowhere');
  await page.getByText('No device fits these filters').waitFor();
  await operate(page, 'Clear all filters');
  await page.getByText('PC-00001').waitFor();
  await waitForFocus(page, 'Devices');
});

test('what had the keyboard, and is hidden once the window has another size, leaves it in the page', async () => {
  const { world, browser } = set();
  await using visit = await openConsole(browser, world, {
    path: '/obligations',
    viewport: { width: 390, height: 844 },
  });
  const { page } = visit;
  await page.getByRole('button', { name: 'Filters' }).click();
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.getByRole('button', { name: 'Filters' }).waitFor({ state: 'hidden' });
  await waitForFocus(page, 'Pending work');
});

test('by keyboard alone a tenant is added, suspended and resumed', async () => {
  const visit = await set().shared('/tenants');
  const { page } = visit;
  const { keyboard } = page;
  await page.getByText('Fabrikam').waitFor();
  await operate(page, 'Add a tenant');
  await page.getByRole('dialog').waitFor();
  await page.getByRole('textbox', { name: 'Name' }).focus();
  await keyboard.type('Northwind');
  await keyboard.press('Tab');
  await keyboard.type('11111111-2222-4333-8444-555555555555');
  await keyboard.press('Enter');
  await assertLeft(page);
  const row = page.getByRole('row').filter({ hasText: 'Northwind' });
  for (const action of ['Suspend', 'Resume']) {
    await row.getByRole('button', { name: action }).focus();
    await keyboard.press('Enter');
    await page.getByRole('dialog', { name: action }).waitFor();
    await operate(page, action);
    await assertLeft(page);
  }
  await row.getByText('Served').waitFor();
});

test('a setting that is switched keeps the keyboard, and takes nothing more until it is answered', async () => {
  const visit = await set().shared('/settings');
  const { page } = visit;
  const asked: string[] = [];
  let letThrough = () => {};
  await page.route('**/remoteAssistanceSettings', async (route) => {
    if (route.request().method() !== 'PATCH') return route.continue();
    asked.push(route.request().postData() ?? '');
    await new Promise<void>((through) => {
      letThrough = through;
    });
    return route.continue();
  });
  const chat = page.getByRole('switch', { name: 'Block chat' });
  await chat.focus();
  const patched = page.waitForRequest((request) => request.method() === 'PATCH');
  await page.keyboard.press('Space');
  await patched;
  assert.equal(await chat.isChecked(), true);
  await page.keyboard.press('Space');
  letThrough();
  await page.getByRole('region', { name: 'What happened' }).getByText('Saved').waitFor();
  assert.equal(await chat.and(page.locator(':focus')).count(), 1);
  assert.deepEqual(asked, ['{"blockChat":true}']);
});

test('who types what they look for and presses Enter at once is taken there; a search that was refused is not one that found nothing', async () => {
  const visit = await set().shared('/');
  const { page } = visit;
  await page.getByText('Nothing is owed.').first().waitFor();
  const dialog = page.getByRole('dialog');
  await page.keyboard.press('Control+k');
  await waitForFocusIn(page, '[role=dialog]');
  await page.keyboard.type('PC-00002');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'PC-00002' }).waitFor();
  await dialog.waitFor({ state: 'detached' });

  const error = { code: 'Forbidden', message: 'Not today.' };
  await page.route('**/managedDevices?**', (route) => route.fulfill({ status: 403, json: { error } }));
  await page.keyboard.press('Control+k');
  await waitForFocusIn(page, '[role=dialog]');
  await page.keyboard.type('PC-00003');
  await dialog.getByRole('alert').getByText('Not today.').waitFor();
  assert.equal(await dialog.getByText('Nothing fits.').count(), 0);
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
});

test('the search opens over no question and no form: what was asked and typed stays in front', async () => {
  const { world, browser } = set();
  await using visit = await openConsole(browser, world, { path: '/devices' });
  const { page } = visit;
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  const name = page.getByRole('dialog').getByRole('textbox', { name: 'Device name' });
  await name.fill('PC-');
  await page.keyboard.press('Control+k');
  await page.keyboard.type('NEW');
  assert.equal(await name.inputValue(), 'PC-NEW');
  assert.equal(await page.locator('[role=dialog]').count(), 1);
});

test('going back or forward leaves what stands in front of the page: nothing waits behind another, and the keyboard is in what came', async () => {
  const { world, browser } = set();
  await using visit = await openConsole(browser, world, { path: '/devices' });
  const { page, go } = visit;
  const open = page.locator('[role=dialog]');
  const dialog = page.getByRole('dialog');
  const inFront = () => page.evaluate<boolean>(`document.activeElement.closest('[role=dialog]') !== null`);
  await page.getByRole('button', { name: 'PC-00001' }).click();
  await dialog.getByText('SN-00001').waitFor();
  await page.goBack();
  await open.waitFor({ state: 'detached' });
  const ways = [
    () => page.keyboard.press('Control+k'),
    () => page.getByRole('button', { name: 'Add', exact: true }).click(),
    () => page.getByRole('button', { name: 'Import', exact: true }).click(),
  ];
  for (const put of ways) {
    await put();
    await open.waitFor();
    await page.goForward();
    await dialog.getByText('SN-00001').waitFor();
    await until('one is in front', async () => (await open.count()) === 1 && (await inFront()));
    await page.goBack();
    await open.waitFor({ state: 'detached' });
    await until('the keyboard is in the page', () =>
      page.evaluate<boolean>('document.activeElement !== document.body'),
    );
  }
  await go('Sessions');
  await page.setViewportSize({ width: 390, height: 844 });
  await page.getByRole('button', { name: 'Pages' }).click();
  await open.waitFor();
  await page.goBack();
  await page.getByRole('heading', { level: 1, name: 'Devices' }).and(page.locator(':focus')).waitFor();
  await open.waitFor({ state: 'detached' });
});

test('where what has the keyboard goes away in a dialog, by itself, the keyboard stays in the dialog', async () => {
  const visit = await set().shared('/partners');
  const { page } = visit;
  const refusal = { status: 409, json: { error: { code: 'Conflict', message: 'Not now.' } } };
  await page.route(/managedDevices\?.*search/, (route) => route.fulfill(refusal));
  await page.keyboard.press('Control+k');
  const dialog = page.getByRole('dialog', { name: 'Search' });
  await dialog.getByRole('searchbox').fill('PC');
  const copy = dialog.getByRole('button', { name: 'Copy details' });
  await copy.focus();
  await page.unroute(/managedDevices\?.*search/);
  // As when the person comes back from another window: what failed is asked for again.
  await page.evaluate("dispatchEvent(new Event('visibilitychange'))");
  await copy.waitFor({ state: 'detached' });
  await dialog.getByText('PC-00001').waitFor();
  assert.equal((await focused(page)).inDialog, true);
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
});
