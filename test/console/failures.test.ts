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

test('a part that cannot be had any more is told where it was asked for, with what to do: the search, a language, what reads a file', async () => {
  const { world, browser } = set();
  const gone = /assets\/(search-dialog|pt-BR|import-worker)/;
  await using visit = await openConsole(browser, world, {
    path: '/devices',
    prepare: async (page) => {
      await page.route(gone, (route) => route.fulfill({ status: 404, body: 'Not found' }));
    },
  });
  const { page } = visit;
  const told = 'A part of this page cannot be loaded.';
  const searching = page.getByRole('button', { name: 'Search (Ctrl+K)' });
  await searching.click();
  const search = page.getByRole('dialog', { name: 'Search' });
  await search.getByText(told).waitFor();
  await search.getByRole('button', { name: 'Reload the page' }).waitFor();
  await assertAccessible(page, 'a search that cannot be loaded');
  await page.keyboard.press('Escape');
  await search.waitFor({ state: 'detached' });
  await searching.and(page.locator(':focus')).waitFor();

  page.on('filechooser', (chooser) => {
    const file = { name: 'devices.csv', mimeType: 'text/csv', buffer: Buffer.from('Device name\nPC-1\n') };
    void chooser.setFiles(file);
  });
  await page.getByRole('button', { name: 'Import', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Import devices' });
  await dialog.getByRole('button', { name: 'Choose a file' }).click();
  await dialog.getByText(told).waitFor();
  await page.keyboard.press('Escape');

  await page.getByRole('button', { name: 'Language and appearance' }).click();
  await page.getByRole('menuitemradio', { name: /Portugu/ }).click();
  await page.getByRole('main').getByText(told).waitFor();
  assert.equal(await page.getAttribute('html', 'lang'), 'en');
  await page.unroute(gone);
  await page.getByRole('button', { name: 'Reload the page' }).click();
  await page.getByRole('heading', { level: 1, name: 'Dispositivos' }).waitFor();
});

test('a console whose first parts could not be had is there once they are', async () => {
  const { world, browser } = set();
  const missing = new Set(['show', 'en']);
  await using visit = await openConsole(browser, world, {
    prepare: async (page) => {
      await page.route(/assets\/(show|en)-/, (route) => {
        const [, name = ''] = /assets\/(\w+)-/.exec(route.request().url()) ?? [];
        // On the way to the issuer nobody misses it.
        if (page.url().endsWith('/console/') && name === 'show') return route.continue();
        if (!missing.delete(name)) return route.continue();
        return route.fulfill({ status: 404, body: 'Not found' });
      });
    },
  });
  await visit.page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
  assert.equal(missing.size, 0);
});
