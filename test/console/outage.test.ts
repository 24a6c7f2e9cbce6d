import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertAccessible } from './accessible.ts';
import { openConsole, picture } from './browser.ts';
import { addDevices, stage } from './stage.ts';

const set = stage((world) => addDevices(world, 3));

test('a service that stops to answer is said to within seconds, on every page, with as of when it is; its return as well', async () => {
  const { world, browser } = set();
  await using visit = await openConsole(browser, world);
  const { page, go } = visit;
  await page.getByText('Nothing is owed.').first().waitFor();
  // The pages are fetched when the browser is idle, on a busy machine later than this.
  for (const name of ['Sessions', 'Partners', 'Devices']) await go(name);
  await page.getByText('PC-00001').waitFor();
  await page.context().setOffline(true);
  const banner = page.getByRole('alert').filter({ hasText: 'The service does not answer.' });
  await banner.waitFor({ timeout: 20_000 });
  assert.match(await banner.innerText(), /as of \d+:\d\d:\d\d/);
  await page.getByText('PC-00001').waitFor();
  await assertAccessible(page, 'a page of a service that does not answer');
  await picture(page, 'outage');
  for (const name of ['Overview', 'Sessions', 'Partners']) {
    await go(name);
    await banner.waitFor();
  }
  await page.context().setOffline(false);
  await banner.waitFor({ state: 'detached' });
  await page.getByText('Not connected').waitFor();
});

test('a service that lets everybody wait is said not to answer, and what was asked of it can be asked again', async () => {
  const { world, browser } = set();
  await world.connect(await world.partnerId());
  await using visit = await openConsole(browser, world, { path: '/partners', prepare: (page) => page.clock.install() });
  const { page } = visit;
  await page.getByRole('button', { name: 'Disconnect', exact: true }).click();
  const dialog = page.getByRole('dialog');
  const confirm = dialog.getByRole('button', { name: 'Disconnect Contoso' });
  await dialog.getByText('No session is open.').waitFor();
  await page.route(/\/(beta|assist)\//, () => {});
  const asked = page.waitForRequest('**/disconnect');
  await confirm.click();
  await asked;
  await page.clock.runFor(61_000);
  await dialog.getByRole('alert').getByText('The service cannot be reached.').waitFor();
  await page.unrouteAll();
  await confirm.click();
  await dialog.getByText('Nothing of the connection is left.').waitFor();
  await page.keyboard.press('Escape');
  await page.route(/\/(beta|assist)\//, () => {});
  // Once for its next question, once for its patience.
  for (let time = 0; time < 2; time++) await page.clock.runFor(21_000);
  const banner = page.getByRole('alert').filter({ hasText: 'The service does not answer.' });
  await banner.waitFor();
  await page.unrouteAll();
  await page.clock.runFor(21_000);
  await banner.waitFor({ state: 'detached' });
});

test('of a page that stood open for a weekend while the service was away, the day is said that it is of', async () => {
  const { world, browser } = set();
  await using visit = await openConsole(browser, world, { prepare: (page) => page.clock.install() });
  const { page } = visit;
  await page.getByText('Nothing is owed.').first().waitFor();
  const day = (await page.evaluate(
    `new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' }).format()`,
  )) as string;
  await page.context().setOffline(true);
  await page.clock.fastForward(60 * 3_600_000);
  const banner = page.getByRole('alert').filter({ hasText: 'does not answer.' });
  await banner.waitFor();
  assert.ok((await banner.innerText()).includes(`as of ${day}`), await banner.innerText());
});

test('that nothing is owed is said only where the service said so', async () => {
  const { world, browser } = set();
  await using visit = await openConsole(browser, world, {
    prepare: async (page) => {
      await page.route('**/assist/obligations**', (route) => route.abort());
    },
  });
  const { page } = visit;
  await page.getByText('The service cannot be reached.').first().waitFor();
  assert.equal(await page.getByText('Nothing is owed.').count(), 0);
});

test('an organisation that is not served gets one page that says so, and nothing else', async () => {
  const { world, browser } = set();
  await using visit = await openConsole(browser, world, { person: 'Alex Admin' });
  const { page } = visit;
  await page.getByRole('heading', { name: 'Overview' }).waitFor();
  await world.send('POST', `/assist/tenants/${world.fabrikam}/suspend`);
  world.clock.turn(1001);
  await page.getByRole('heading', { level: 1, name: 'Your organisation is not served.' }).waitFor();
  assert.equal(await page.getByRole('alert').count(), 1);
  assert.equal(await page.getByRole('button', { name: 'Try again' }).count(), 0);
  await picture(page, 'suspended-while-open');
  await world.send('POST', `/assist/tenants/${world.fabrikam}/resume`);
  world.clock.turn(1001);
  await page.getByRole('button', { name: 'Look again' }).click();
  await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
});

test('a service that asks to be left alone is not asked again before, by itself or by the button', async () => {
  const { world, browser } = set();
  let asked = 0;
  await using visit = await openConsole(browser, world, {
    path: '/sessions',
    prepare: async (page) => {
      await page.clock.install();
      await page.route('**/assist/sessions?**', (route) => {
        asked++;
        const json = { error: { code: 'TooManyRequests', message: 'Please retry again later.' } };
        return route.fulfill({ status: 429, headers: { 'Retry-After': '240' }, json });
      });
    },
  });
  const { page } = visit;
  const again = page.getByRole('button', { name: 'Try again' });
  await again.waitFor();
  assert.equal(await again.isEnabled(), false);
  const before = asked;
  // Real time passes as well.
  await page.clock.runFor(160_000);
  assert.equal(asked, before);
  await page.unroute('**/assist/sessions?**');
  await page.clock.runFor(85_000);
  await page.getByText('There were no sessions yet').waitFor();
});

test('a page that failed is over once one goes to another; trying again brings it back', async () => {
  const { world, browser } = set();
  await using visit = await openConsole(browser, world, { path: '/devices' });
  const { page, go } = visit;
  const sessions = page.getByRole('navigation').getByRole('link', { name: 'Sessions' });
  const faulty = { value: [{ id: '1', status: 'open' }] };
  await page.route('**/assist/sessions?**', (route) => route.fulfill({ json: faulty }));
  await sessions.click();
  await page.getByText('Something went wrong.').waitFor();
  await page.getByRole('heading', { level: 1, name: 'This cannot be shown' }).and(page.locator(':focus')).waitFor();
  assert.equal(await page.title(), 'This cannot be shown · assistd');
  await go('Devices');
  await page.getByText('PC-00001').waitFor();
  await sessions.click();
  await page.getByText('Something went wrong.').waitFor();
  await page.unroute('**/assist/sessions?**');
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByText('There were no sessions yet').waitFor();
});

test('an answer that says nothing, or not what is asked, leaves no white page: what can be shown is, and trying again brings the rest', async () => {
  const { world, browser } = set();
  await using visit = await openConsole(browser, world);
  const { page } = visit;
  const overview = page.getByRole('heading', { level: 1, name: 'Overview' });
  await page.route('**/assist/me', (route) => route.fulfill({ contentType: 'application/json', body: '' }));
  await page.reload();
  await overview.waitFor();
  await page.route('**/assist/me', (route) => route.fulfill({ json: {} }));
  await page.getByRole('heading', { level: 1, name: 'This cannot be shown' }).waitFor();
  await assertAccessible(page, 'a console that failed as a whole');
  await page.unroute('**/assist/me');
  await page.getByRole('button', { name: 'Try again' }).click();
  await overview.waitFor();
});
