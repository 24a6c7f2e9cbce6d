import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { waitFor } from '../harness/wait-for.ts';
import { openConsole } from './browser.ts';
import { addDevices, stage } from './stage.ts';

const set = stage((world) => addDevices(world, 850));

test('who goes back to a list is where they were in it; who follows a link is at the top', async () => {
  const { world, browser } = set();
  await using visit = await openConsole(browser, world, { path: '/devices' });
  const { page } = visit;
  const row = page.getByRole('button', { name: 'PC-00150' });
  const table = page.getByRole('table', { name: 'Devices' });
  await table.getByText('PC-00001').waitFor();
  const scrolled = () => page.evaluate<number>(`document.querySelector('[role=table]')?.parentElement.scrollTop ?? -1`);
  await page.evaluate(`document.querySelector('[role=table]').parentElement.scrollTop = ${40 * 145}`);
  await row.click();
  await page.getByRole('dialog').getByRole('link', { name: 'Open its page' }).click();
  await page.getByRole('heading', { level: 1, name: 'PC-00150' }).waitFor();
  await page.goBack();
  await page.getByRole('dialog').waitFor();
  await page.goBack();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await row.waitFor();
  assert.equal(await scrolled(), 40 * 145);
  await visit.go('Sessions');
  await visit.go('Devices');
  await table.getByText('PC-00001').waitFor();
  assert.equal(await scrolled(), 0);
  assert.deepEqual(visit.errors, []);
});

test('by keyboard alone what is below a long list is reached, and nothing that one goes back to stands under its head', async () => {
  const { world, browser } = set();
  await using visit = await openConsole(browser, world, { path: '/devices' });
  const { page } = visit;
  const { keyboard } = page;
  await page.getByRole('table', { name: 'Devices' }).getByText('PC-00001').waitFor();
  const at = () =>
    page.evaluate<string>('document.activeElement.getAttribute("aria-label") ?? document.activeElement.textContent');
  const tabTo = async (name: string, key = 'Tab') => {
    for (let presses = 0; presses < 60; presses++) {
      if ((await at()) === name) return;
      await keyboard.press(key);
    }
    assert.fail(`no way to ${name} by ${key}`);
  };
  await tabTo('Choose PC-00012');
  await keyboard.press('Space');
  await page.getByText('1 chosen').waitFor();
  await tabTo('Choose PC-00025');
  const under = `(() => {
    const { top } = document.activeElement.getBoundingClientRect();
    return top < document.querySelector('[role=columnheader]').getBoundingClientRect().bottom - 1;
  })()`;
  for (const number of ['00020', '00010', '00004', '00002']) {
    await tabTo(`PC-${number}`, 'Shift+Tab');
    assert.equal(await page.evaluate(under), false, `PC-${number} stands under the head`);
  }
  await tabTo('Skip the list', 'Shift+Tab');
  await keyboard.press('Enter');
  await keyboard.press('Tab');
  assert.equal(await at(), 'Request assistance');
  assert.doesNotMatch(page.url(), /#/);
  assert.deepEqual(visit.errors, []);
});

test('a page begins at its top, however far the one before it was scrolled, and is where it was when one goes back', async () => {
  const { world, browser } = set();
  await using visit = await openConsole(browser, world, { path: '/settings', viewport: { width: 1280, height: 300 } });
  const { page } = visit;
  const place = () => page.evaluate<number>(`document.getElementById('main').scrollTop`);
  // What was read before is there at once.
  for (const name of ['Overview', 'Settings', 'Overview']) await visit.go(name);
  await page.getByRole('img', { name: /Bar chart/ }).waitFor();
  await page.evaluate(`document.getElementById('main').scrollTop = 400`);
  await waitFor('it is scrolled', async () => (await place()) === 400 || undefined);
  await page.evaluate('new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))');
  await visit.go('Settings');
  assert.equal(await place(), 0);
  await page.goBack();
  await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
  assert.equal(await place(), 400);
});

/** To the end of what was read of the list, until so many rows were. */
async function readTo(page: Page, last: string): Promise<void> {
  await waitFor(`${last} is there`, async () => {
    await page.evaluate(
      `(({ parentElement: list }) => list.scrollTop = list.scrollHeight)(document.querySelector('[role=table]'))`,
    );
    return (await page.getByText(last, { exact: true }).count()) > 0;
  });
}

test('what was removed is gone from a long list too, and what is around it stays where it was', async () => {
  const { world, browser } = set();
  await using visit = await openConsole(browser, world, { path: '/devices' });
  const { page } = visit;
  await page.getByText('PC-00001', { exact: true }).waitFor();
  await readTo(page, 'PC-00850');
  for (const name of ['PC-00845', 'PC-00846']) await page.getByRole('checkbox', { name: `Choose ${name}` }).check();
  await page.getByRole('button', { name: 'Remove', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Remove 2 devices?' });
  await dialog.getByRole('button', { name: 'Remove', exact: true }).click();
  await dialog.getByText('2 of 2 succeeded').waitFor();
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  await page.getByText('848 devices').waitFor();
  await page.getByText('PC-00847', { exact: true }).waitFor();
  for (const name of ['PC-00845', 'PC-00846'])
    await page.getByText(name, { exact: true }).waitFor({ state: 'detached' });
  assert.deepEqual(visit.errors, []);
});

test('a list that was scrolled far goes on to show what becomes of its rows', async () => {
  const { world, browser } = set();
  let status = 'open';
  const session = (number: number) => ({
    id: `${number}`,
    deviceId: `${number}`,
    deviceName: `PC-${number}`,
    status,
    connections: [],
    requestedDateTime: '2026-11-27T08:00:00Z',
  });
  await using visit = await openConsole(browser, world, {
    path: '/sessions',
    prepare: async (page) => {
      await page.clock.install();
      await page.route('**/assist/sessions?**', (route) => {
        const url = new URL(route.request().url());
        const from = Number(url.searchParams.get('$skiptoken') ?? 0);
        url.searchParams.set('$skiptoken', `${from + 100}`);
        const value = Array.from({ length: 100 }, (_, index) => session(from + index));
        return route.fulfill({ json: { value, ...(from < 400 && { '@odata.nextLink': url.href }) } });
      });
    },
  });
  const { page } = visit;
  await page.getByText('PC-0', { exact: true }).waitFor();
  await readTo(page, 'PC-499');
  const row = page.getByRole('row').filter({ hasText: 'PC-499' });
  await row.getByText('Open', { exact: true }).waitFor();
  status = 'closed';
  await page.clock.runFor(40_000);
  await row.getByText('Closed', { exact: true }).waitFor();
});
