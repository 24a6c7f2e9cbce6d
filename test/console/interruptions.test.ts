import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page, Route } from 'playwright-core';
import { assertAccessible } from './accessible.ts';
import { openConsole, picture } from './browser.ts';
import { addDevices, stage } from './stage.ts';

const set = stage((world) => addDevices(world, 3));

/** How the issuer answers whoever wants a new token. */
interface Issuer {
  answers: 'nothing' | 'outOfOrder' | 'refused' | 'asItDoes';
  /** How often it was asked. */
  asked: number;
}

/** Has the service refuse the token that the page has, as after an hour of sleep. */
async function expire(page: Page): Promise<Issuer> {
  const issuer: Issuer = { answers: 'asItDoes', asked: 0 };
  const bearers = new Set<string | undefined>();
  await page.route(/\/(beta|assist)\//, async (route) => {
    const bearer = (await route.request().allHeaders()).authorization;
    if (issuer.asked === 0 || issuer.answers !== 'asItDoes') bearers.add(bearer);
    if (!bearers.has(bearer)) return route.continue();
    const error = { code: 'InvalidAuthenticationToken', message: 'The token is expired.' };
    return route.fulfill({ status: 401, json: { error } });
  });
  const answer: Record<Issuer['answers'], (route: Route) => Promise<void>> = {
    nothing: (route) => route.abort('internetdisconnected'),
    outOfOrder: (route) => route.fulfill({ status: 503, body: 'Service Unavailable' }),
    refused: (route) => route.fulfill({ status: 400, json: { error: 'invalid_grant' } }),
    asItDoes: (route) => route.continue(),
  };
  await page.route('**/token', (route) => {
    issuer.asked++;
    return answer[issuer.answers](route);
  });
  return issuer;
}

const ended = 'Your sign-in has ended.';

test('a token that runs out while the network is gone is no sign-in that has ended: what was typed is still there, and is sent once it is back', async () => {
  const { world, browser } = set();
  await using visit = await openConsole(browser, world, { path: '/devices' });
  const { page } = visit;
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Device name' }).fill('PC-ASLEEP');
  const issuer = await expire(page);
  const add = dialog.getByRole('button', { name: 'Add a device' });
  for (const answers of ['nothing', 'outOfOrder'] as const) {
    issuer.answers = answers;
    await add.click();
    await dialog.getByText('Sign-in cannot be reached.').waitFor();
    assert.equal(await page.getByText(ended).count(), 0);
    await dialog.getByRole('textbox', { name: 'Model' }).fill(answers);
  }
  const banner = page.locator('main [role=alert]').filter({ hasText: 'Sign-in does not answer.' });
  await banner.waitFor({ state: 'attached' });
  issuer.answers = 'asItDoes';
  await banner.waitFor({ state: 'detached' });
  await add.click();
  await page.getByRole('heading', { level: 1, name: 'PC-ASLEEP' }).waitFor();
});

test('a tab that was asleep for hours asks the issuer for one new token: a refresh token may be good for one use only', async () => {
  const { world, browser } = set();
  const renewals: string[] = [];
  await using visit = await openConsole(browser, world, {
    path: '/devices',
    prepare: async (page) => {
      await page.clock.install();
      page.on('request', (request) => {
        const body = request.postData() ?? '';
        if (body.includes('grant_type=refresh_token')) renewals.push(body);
      });
    },
  });
  const { page } = visit;
  await page.getByText('PC-00001', { exact: true }).waitFor();
  const issuer = await expire(page);
  await page.route('**/token', async (route) => {
    // Whoever else wants one asks before it is there.
    await new Promise((later) => page.once('request', later));
    return route.fallback();
  });
  issuer.asked = 0;
  await page.clock.fastForward('03:00:00');
  await page.clock.runFor(20_000);
  await page.getByText('PC-00001', { exact: true }).waitFor();
  assert.equal(renewals.length, 1);
});

test('a sign-in that has ended is said on every page, the issuer is asked no more, and as of when what is shown is', async () => {
  const { world, browser } = set();
  await using visit = await openConsole(browser, world, { path: '/devices' });
  const { page, go } = visit;
  await page.getByText('PC-00001', { exact: true }).waitFor();
  const issuer = await expire(page);
  issuer.answers = 'refused';
  const banner = page.getByRole('alert').filter({ hasText: ended });
  await banner.getByText(/as of \d+:\d\d:\d\d/).waitFor();
  await page.getByText('PC-00001', { exact: true }).waitFor();
  await assertAccessible(page, 'a page of somebody whose sign-in has ended');
  await picture(page, 'sign-in-ended');
  await go('Sessions');
  await go('Overview');
  await banner.first().waitFor();
  assert.equal(issuer.asked, 1);
});

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
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'PC-RENAMED' }).waitFor();
});
