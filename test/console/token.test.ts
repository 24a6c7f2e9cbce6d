import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page, Route } from 'playwright-core';
import { until } from '../harness/world.ts';
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

test('whoever signs in again in an open dialog loses nothing of what they typed, and is the same person', async () => {
  const { world, browser } = set();
  await using visit = await openConsole(browser, world, { path: '/devices' });
  const { page } = visit;
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Device name' }).fill('PC-TYPED');
  const issuer = await expire(page);
  issuer.answers = 'refused';
  const add = dialog.getByRole('button', { name: 'Add a device' });
  await add.click();
  const again = dialog.getByRole('button', { name: 'Sign in' });
  await again.waitFor();
  issuer.answers = 'asItDoes';
  // The issuer knows who is signed in at it: its window is gone as soon as it came.
  const opening = page.waitForEvent('popup');
  await again.click();
  const window = await opening;
  const done = dialog.getByRole('button', { name: 'Signed in again' });
  await done.waitFor();
  await until('the window is closed', () => window.isClosed());
  assert.equal(await done.and(page.locator(':focus')).count(), 1);
  await assertAccessible(page, 'a dialog in which somebody signed in again');
  await add.click();
  await page.getByRole('heading', { level: 1, name: 'PC-TYPED' }).waitFor();
  await page.getByRole('alert').waitFor({ state: 'detached' });
});

test('where another person signs in in place of the one whose page it is, the page begins anew', async () => {
  const { world, browser } = set();
  await using visit = await openConsole(browser, world, { path: '/sessions' });
  const { page } = visit;
  await page.getByText('There were no sessions yet').waitFor();
  const issuer = await expire(page);
  issuer.answers = 'refused';
  const banner = page.getByRole('alert').getByRole('button', { name: 'Sign in' });
  await banner.waitFor();
  issuer.answers = 'asItDoes';
  await page.context().clearCookies();
  const opening = page.waitForEvent('popup');
  await banner.click();
  const window = await opening;
  await window.getByRole('button', { name: 'Grady Reader' }).click();
  // The page asks the issuer who it is, as it does after a reload.
  await page.waitForURL((url) => !url.pathname.startsWith('/console/sessions'));
});
