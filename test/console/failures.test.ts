import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertAccessible } from './accessible.ts';
import { openConsole } from './browser.ts';
import { allPermitted, stage } from './stage.ts';

const set = stage();

test('a refusal is told in words: the permission that is missing, no JSON of Intune, and details to copy', async () => {
  const { world, browser } = set();
  await using visit = await openConsole(browser, world, {
    person: 'Grady Reader',
    path: '/partners',
    // The right was taken away after the page was told of it.
    prepare: allPermitted,
  });
  const { page } = visit;
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.getByRole('button', { name: 'Connect' }).click();
  const alert = page.getByRole('alert');
  await alert.waitFor();
  const shown = await alert.innerText();
  assert.match(shown, /You may not do this/);
  assert.match(shown, /One of these permissions is missing: DeviceManagementServiceConfig\.ReadWrite\.All/);
  assert.doesNotMatch(shown, /_version|CustomApiErrorPhrase|[{}]/);
  await alert.getByRole('button', { name: 'Copy details' }).click();
  await alert.getByRole('button', { name: 'Copied' }).waitFor();
  const copied = (await page.evaluate('navigator.clipboard.readText()')) as string;
  const [, requestId] = /^requestId: (\S+)$/m.exec(copied) ?? [];
  assert.ok(
    world.lines.some(({ fields }) => fields.requestId === requestId && fields.status === 403),
    copied,
  );
  assert.match(copied, /^request: POST deviceManagement\/remoteAssistancePartners\/\S+\/beginOnboarding$/m);
});

test('a service that asks to be left alone is asked again then, as the same request, or says for how long', async () => {
  const { world, browser } = set();
  const asked: (string | undefined)[] = [];
  const owing: string[] = [];
  const body = { error: { code: 'TooManyRequests', message: 'Please retry again later.' } };
  await using visit = await openConsole(browser, world, {
    prepare: async (page) => {
      await page.route('**/assist/connectors**', async (route) => {
        asked.push((await route.request().allHeaders())['client-request-id']);
        if (asked.length > 1) return route.continue();
        return route.fulfill({ status: 429, headers: { 'Retry-After': new Date(0).toUTCString() }, json: body });
      });
      await page.route('**/assist/obligations**', (route) => {
        owing.push(route.request().url());
        return route.fulfill({ status: 429, headers: { 'Retry-After': '4294967' }, json: body });
      });
    },
  });
  const { page } = visit;
  await page.getByText('The service asks to wait for 4,294,967 seconds.').first().waitFor();
  await page.getByText('Reachable').or(page.getByText('Not called yet')).first().waitFor();
  assert.equal(asked[0], asked[1]);
  // 50 days are more than a timer of a browser can hold: it would be over at once.
  assert.deepEqual(owing, [...new Set(owing)]);
});

test('a part of the console that cannot be had takes nothing else with it: a language, a plot', async () => {
  const { world, browser } = set();
  await using visit = await openConsole(browser, world, {
    locale: 'zh-CN',
    prepare: async (page) => {
      // As after an update of the service, which has them under other names.
      await page.route(/assets\/(zh-CN|day-plot)/, (route) => route.fulfill({ status: 404, body: 'Not found' }));
    },
  });
  const { page } = visit;
  await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
  assert.equal(await page.getAttribute('html', 'lang'), 'en');
  const plot = page.getByRole('group', { name: 'Sessions per day' });
  await plot.getByText('A part of this page cannot be loaded.').waitFor();
  await page.getByRole('link', { name: 'Open sessions: 0' }).waitFor();
  await assertAccessible(page, 'a page without one of its parts');
  await page.unroute(/assets\/(zh-CN|day-plot)/);
  await plot.getByRole('button', { name: 'Reload the page' }).click();
  await page.getByRole('heading', { level: 1, name: '概述' }).waitFor();
});
