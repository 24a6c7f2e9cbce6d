import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Locator } from 'playwright-core';
import { loadText } from '../../console/src/text/catalogues.ts';
import { formatFor } from '../../console/src/text/format.ts';
import { until } from '../harness/world.ts';
import { assertAccessible } from './accessible.ts';
import { openConsole, picture } from './browser.ts';
import { assertLaidOut } from './layout.ts';
import { addDevices, stage } from './stage.ts';

const set = stage(async (world) => {
  await addDevices(world, 40);
  // So that every list has a row: a session that a disconnect has ended, and what was owed for it.
  const id = await world.partnerId();
  await world.connect(id);
  const { json } = await world.send('GET', '/v1.0/deviceManagement/managedDevices?$orderby=deviceName desc&$top=1');
  await world.send('POST', `/v1.0/deviceManagement/managedDevices/${json.value[0].id}/requestRemoteAssistance`);
  await world.service.obligations.idle();
  await world.send('POST', `/v1.0/deviceManagement/remoteAssistancePartners/${id}/disconnect`);
  await world.service.obligations.idle();
  await world.connect(id);
});

/** The lists, each where it has rows, by what its words are called. */
const lists = [
  ['devices', '/devices'],
  ['sessions', '/sessions'],
  ['tenants', '/tenants'],
  ['obligations', '/obligations?show=all'],
  ['ending', '/disconnects'],
] as const;

const locales = [
  ['en-GB', 'en'],
  ['pt-BR', 'pt-BR'],
  ['zh-CN', 'zh-CN'],
] as const;

test('which columns a list has and how dense it is, a person chooses by keyboard, and finds again', async () => {
  const { world, browser } = set();
  await using visit = await openConsole(browser, world, { path: '/devices', viewport: { width: 1440, height: 900 } });
  const { page } = visit;
  const heading = (name: string) => page.getByRole('columnheader', { name, exact: true });
  const row = page.getByRole('row').filter({ hasText: 'PC-00001' });
  await heading('Serial number').waitFor();
  assert.equal((await row.boundingBox())?.height, 40);
  await page.getByRole('button', { name: 'Columns and density' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('menuitemcheckbox', { name: 'Serial number' }).focus();
  await picture(page, 'list-view');
  await page.keyboard.press('Space');
  await heading('Serial number').waitFor({ state: 'detached' });
  await page.getByRole('menuitemradio', { name: 'Compact' }).focus();
  await page.keyboard.press('Space');
  await page.keyboard.press('Escape');
  await page.reload();
  await row.waitFor();
  await until('the rows are compact', async () => (await row.boundingBox())?.height === 32);
  assert.equal(await heading('Serial number').count(), 0);
  await heading('Last contact').waitFor();

  // What another release or a hand left there is not believed, and stops no page.
  for (const broken of ['null', '{', '{"hidden":[1,null],"density":{}}']) {
    await page.evaluate(`Object.keys(localStorage).filter((key) => key.startsWith('assistd.list.'))
      .forEach((key) => localStorage.setItem(key, ${JSON.stringify(broken)}))`);
    await page.reload();
    await heading('Serial number').waitFor();
  }
  assert.deepEqual(visit.errors, []);
});

test('on 900 pixels stand 18 rows of one line, and the first of every list within 150 pixels of the top of the window, in every language', async () => {
  for (const [locale, language] of locales) {
    const text = await loadText(language, formatFor(locale));
    const visit = await set().shared('/devices', locale);
    const { page } = visit;
    await page.getByText('PC-00018', { exact: true }).waitFor();
    const bottomOf = async (part: Locator) => {
      const box = await part.boundingBox();
      return (box?.y ?? 0) + (box?.height ?? 0);
    };
    const row = (name: string) => page.getByRole('row').filter({ hasText: name });
    const end = await bottomOf(page.getByRole('table').locator('..'));
    const eighteenth = await bottomOf(row('PC-00018'));
    assert.ok(eighteenth <= end && end <= 900, `${locale}: row 18 ends at ${eighteenth}, the list at ${end}`);
    for (const [words, path] of lists) {
      await visit.to(path);
      const list = page.getByRole('table', { name: text[words].title, exact: true });
      const first = list.locator('[role=row][aria-rowindex="2"]');
      await first.waitFor();
      const top = (await first.boundingBox())?.y ?? Number.NaN;
      assert.ok(top <= 150, `${locale}, ${path}: the first row is ${top} pixels below the top of the window`);
      await picture(page, `list${path.replaceAll(/\W+/g, '-')}-${locale}`);
    }
  }
});

test('on a small screen a list begins below its title and at most one line of filters, in every language; its commands are asked for', async () => {
  for (const [locale, language] of locales) {
    const text = await loadText(language, formatFor(locale));
    const visit = await set().shared('/devices', locale);
    const { page } = visit;
    for (const viewport of [
      { width: 720, height: 450 },
      { width: 390, height: 844 },
    ]) {
      await page.setViewportSize(viewport);
      for (const [words, path] of lists) {
        await visit.to(path);
        const list = page.getByRole('table', { name: text[words].title, exact: true });
        const first = list.locator('[role=row][aria-rowindex="2"]');
        await first.waitFor();
        const top = (await first.boundingBox())?.y ?? Number.NaN;
        assert.ok(top <= 190, `${locale}, ${path} at ${viewport.width}: the first row is at ${top}`);
      }
      await visit.to('/devices');
      const add = page.getByRole('button', { name: text.devices.addAction, exact: true });
      const commands = page.getByRole('button', { name: text.general.commands, exact: true });
      await commands.focus();
      assert.equal(await add.isVisible(), false);
      await page.keyboard.press('Enter');
      await page.keyboard.press('Tab');
      assert.equal(await add.and(page.locator(':focus')).count(), 1);
      await assertLaidOut(page, `commands at ${viewport.width}, ${locale}`);
      await assertAccessible(page, `commands at ${viewport.width}, ${locale}`, language === 'en' ? 'all' : 'coloured');
      await commands.click();
    }
  }
});

test('who may only read is told on demand which permission a button beside a title or in a row needs, and no row is higher for it', async () => {
  const { world, browser } = set();
  await using visit = await openConsole(browser, world, { person: 'Grady Reader', path: '/devices' });
  const { page } = visit;
  const needs = page.getByRole('tooltip').filter({ visible: true });
  const first = page.locator('[role=row][aria-rowindex="2"]');
  await page.getByRole('button', { name: 'Add', exact: true }).focus();
  await needs.getByText('Needs the permission DeviceManagementManagedDevices.ReadWrite.All').waitFor();
  await first.waitFor();
  assert.ok(((await first.boundingBox())?.y ?? 999) <= 150);
  await page.keyboard.press('Escape');
  await needs.waitFor({ state: 'detached' });
  await visit.to('/obligations?show=all');
  const retry = page.getByRole('row').getByRole('button', { name: 'Retry now' }).first();
  await retry.hover();
  await needs.getByText('Needs the permission Assist.Operate.All').waitFor();
  await assertAccessible(page, 'a list of a reader');
  await picture(page, 'obligations-reader');
  const cut = await page.evaluate(`[...document.querySelectorAll('[role=cell]')]
    .filter((cell) => cell.scrollHeight > cell.parentElement.clientHeight + 1).map((cell) => cell.textContent)`);
  assert.deepEqual(cut, []);
});

test('what went wrong with a button beside a title stands below it, over the whole width', async () => {
  const { world, browser } = set();
  await using visit = await openConsole(browser, world, { path: '/devices' });
  const { page } = visit;
  await page.getByText('PC-00001', { exact: true }).waitFor();
  await page.route(/top=1000/, (route) =>
    route.fulfill({ status: 403, json: { error: { code: 'Forbidden', message: 'Not today.' } } }),
  );
  await page.getByRole('button', { name: 'Export' }).click();
  await page.getByRole('menuitem', { name: 'As CSV' }).click();
  const alert = page.getByRole('alert');
  await alert.waitFor();
  const [said, title, list] = await Promise.all(
    [alert, page.locator('main header'), page.getByRole('table').locator('..')].map((each) => each.boundingBox()),
  );
  assert.ok(said && title && list && title.height <= 50, `the title is ${title?.height} pixels high`);
  assert.ok(said.y >= title.y + title.height && Math.abs(said.width - list.width) <= 2);
});

test('many devices at once: help is asked for, sessions closed, devices removed, and what failed of each is told', async () => {
  const { world, browser } = set();
  await using visit = await openConsole(browser, world, { path: '/devices', viewport: { width: 1440, height: 900 } });
  const { page } = visit;
  const choose = (name: string) => page.getByRole('checkbox', { name: `Choose ${name}`, exact: true });
  const toolbar = page.getByRole('toolbar');
  const dialog = page.getByRole('dialog');
  const does = async (action: string) => {
    await toolbar.getByRole('button', { name: action }).focus();
    await page.keyboard.press('Enter');
    await dialog.getByRole('button', { name: action }).focus();
    await page.keyboard.press('Enter');
  };
  for (const name of ['PC-00002', 'PC-00003']) {
    await choose(name).focus();
    await page.keyboard.press('Space');
  }
  await toolbar.getByText('2 chosen').waitFor();
  await assertAccessible(page, 'devices that were chosen');
  await picture(page, 'devices-chosen');
  const saving = page.waitForEvent('download');
  await toolbar.getByRole('button', { name: 'Export' }).click();
  assert.match((await saving).suggestedFilename(), /^devices-.*\.csv$/);

  await does('Request assistance');
  await dialog.getByText('2 of 2 succeeded').waitFor();
  await assertAccessible(page, 'what came of many devices');
  await picture(page, 'devices-bulk-result');
  // Until then Escape is for what is under way, which it does not end.
  const isOver = () => dialog.getByRole('button', { name: 'Close', exact: true }).waitFor();
  await isOver();
  await page.keyboard.press('Escape');
  await until('both sessions are open', async () => {
    const { json } = await world.send('GET', "/assist/sessions?$filter=status eq 'open'");
    return json.value.length === 2;
  });
  await does('Close sessions');
  await dialog.getByText('1 session is being closed').nth(1).waitFor();
  await isOver();
  await page.keyboard.press('Escape');

  let refusals = 1;
  await page.route('**/managedDevices/*', (route) => {
    if (route.request().method() !== 'DELETE' || refusals-- <= 0) return route.continue();
    return route.fulfill({ status: 403, json: { error: { code: 'Forbidden', message: 'Not today.' } } });
  });
  await does('Remove');
  await dialog.getByText('1 of 2 succeeded').waitFor();
  await dialog.getByText('Not today.').waitFor();
  await picture(page, 'devices-bulk-failed');
  await dialog.getByRole('button', { name: 'Try again what failed' }).click();
  await dialog.getByText('2 of 2 succeeded').waitFor();
  await isOver();
  await page.keyboard.press('Escape');
  await page.getByText('38 devices').waitFor();
  await toolbar.waitFor({ state: 'detached' });
});
