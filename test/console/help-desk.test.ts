import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadText } from '../../console/src/text/catalogues.ts';
import { formatFor } from '../../console/src/text/format.ts';
import { activities } from '../../src/model/audit-activities.ts';
import { waitFor } from '../harness/wait-for.ts';
import { assertAccessible } from './accessible.ts';
import { openConsole, picture } from './browser.ts';
import { addDevices, stage } from './stage.ts';

const set = stage(async (world) => {
  await world.connect(await world.partnerId());
  await addDevices(world, 1500);
  const { json } = await world.send('GET', '/v1.0/deviceManagement/managedDevices?$orderby=deviceName&$top=1');
  await world.send('POST', `/v1.0/deviceManagement/managedDevices/${json.value[0].id}/requestRemoteAssistance`);
  await world.service.obligations.idle();
});

test('the link of the supporter is to join by, that of the user to hand over: by copy, mail and QR code', async () => {
  const { world } = set();
  const { json } = await world.send('GET', '/assist/sessions?$top=1');
  const { page } = await set().shared(`/sessions?session=${json.value[0].id}`);
  await page.getByRole('button', { name: 'Show the link for the supporter' }).click();
  const join = page.getByRole('link', { name: 'Join the session' });
  assert.equal(
    await join.getAttribute('href'),
    await page.getByRole('textbox', { name: 'Link for the supporter' }).inputValue(),
  );
  const users = await page.getByRole('textbox', { name: 'Link for the user of the device' }).inputValue();
  assert.equal(await page.locator(`a[href="${users}"]`).count(), 0, "nobody opens the user's link here");
  const mail = await page.getByRole('link', { name: 'Send by mail' }).getAttribute('href');
  assert.match(mail ?? '', /^mailto:user00001%40contoso\.example\?subject=/);
  assert.ok(decodeURIComponent(mail ?? '').includes(users));
  await page.getByRole('button', { name: 'Show as QR code' }).click();
  await page.getByRole('img', { name: 'QR code of the link for the user' }).waitFor();
  await picture(page, 'session-links');
});

test('where the browser gives no clipboard, the text stands there selected, to be copied by hand', async () => {
  const { world, browser } = set();
  const { json } = await world.send('GET', '/assist/sessions?$top=1');
  await using visit = await openConsole(browser, world, {
    path: '/sessions',
    prepare: async (page) => {
      await page.addInitScript("Object.defineProperty(navigator, 'clipboard', { value: undefined })");
    },
  });
  const { page } = visit;
  await visit.to(`/sessions?session=${json.value[0].id}`);
  await page.getByRole('button', { name: 'Copy', exact: true }).click();
  await page.getByRole('textbox', { name: 'Press Ctrl+C to copy' }).waitFor();
  const users = await page.getByRole('textbox', { name: 'Link for the user of the device' }).inputValue();
  assert.equal(await page.evaluate('getSelection().toString()'), users);
  assert.deepEqual(visit.errors, []);
});

test('one sees in which organisation one is, on every page, and in the question before it is disconnected', async () => {
  const { world, browser } = set();
  for (const [person, name, domain] of [
    ['Adele Admin', 'Contoso', 'contoso.example'],
    ['Alex Admin', 'Fabrikam', 'fabrikam.example'],
  ] as const) {
    await using visit = await openConsole(browser, world, { person, path: '/partners' });
    const header = visit.page.getByRole('banner');
    await header.getByText(name, { exact: true }).waitFor();
    await header.getByText(domain).waitFor();
    await visit.page.setViewportSize({ width: 390, height: 844 });
    await header.getByText(name, { exact: true }).waitFor();
    if (name !== 'Contoso') continue;
    await visit.page.getByRole('button', { name: 'Disconnect' }).click();
    const dialog = visit.page.getByRole('dialog', { name: 'Disconnect Contoso from TeamViewer?' });
    await dialog.getByRole('button', { name: 'Disconnect Contoso' }).waitFor();
  }
});

test('a button that the person may not use says which permission it needs, and does nothing', async () => {
  const { world, browser } = set();
  const { json } = await world.send('GET', '/assist/sessions?$top=1');
  await using visit = await openConsole(browser, world, { person: 'Grady Reader', path: '/partners' });
  const { page } = visit;
  const disconnect = page.getByRole('button', { name: 'Disconnect' });
  await page.getByText('Needs the permission DeviceManagementServiceConfig.ReadWrite.All').waitFor();
  assert.equal(await disconnect.getAttribute('aria-disabled'), 'true');
  await disconnect.click({ force: true });
  assert.equal(await page.getByRole('dialog').count(), 0);
  await assertAccessible(page, 'a button that somebody may not use');
  await visit.to(`/sessions?session=${json.value[0].id}`);
  await page.getByText('Needs the permission Assist.Operate.All').first().waitFor();
  await picture(page, 'session-reader');
});

test('the overview counts by one batch, and a change has read again what it concerns and no list of many pages', async () => {
  const { world, browser } = set();
  const asked: string[] = [];
  await using visit = await openConsole(browser, world, {
    prepare: async (page) => {
      page.on('request', (request) => asked.push(`${request.method()} ${decodeURIComponent(request.url())}`));
    },
  });
  const { page, go } = visit;
  await page.getByRole('img', { name: /Bar chart/ }).waitFor();
  assert.equal(asked.filter((each) => each.endsWith('/assist/$batch')).length, 1);
  assert.equal(asked.filter((each) => each.includes('sessions/$count?$filter=requestedDateTime')).length, 0);
  await page.locator('svg[role=img] title').last().filter({ hasText: '1 session' }).waitFor({ state: 'attached' });

  await go('Devices');
  await page.getByText('PC-00001').waitFor();
  const table = page.getByRole('table');
  await table.hover();
  // To the end of the list, which nothing scrolls past.
  const scrolled = async () => {
    await page.mouse.wheel(0, 2000);
    return (await page.getByText('PC-01500').count()) > 0;
  };
  await waitFor('the last device', scrolled, 180_000);
  await page.getByRole('button', { name: 'PC-01500' }).click();
  const request = page.getByRole('button', { name: 'Request remote assistance' });
  await request.waitFor();
  const lists = () => asked.filter((each) => /GET .*managedDevices\?.*\$orderby/.test(each)).length;
  const before = lists();
  await request.click();
  await page.getByRole('link', { name: 'Join the session' }).waitFor();
  assert.equal(lists(), before);
});

test('rows that answer an earlier search do not look like results while a slow one is under way', async () => {
  const { page } = await set().shared('/devices');
  await page.getByText('PC-00001').waitFor();
  const held = Promise.withResolvers<void>();
  await page.route('**/managedDevices?**', async (route) => {
    if (route.request().url().includes('SN-00777')) await held.promise;
    return route.continue();
  });
  await page.getByRole('searchbox').fill('SN-00777');
  await page.getByText('Searching…').waitFor();
  const list = page.getByRole('table').locator('..');
  assert.equal(await list.getAttribute('aria-busy'), 'true');
  await page.getByRole('progressbar', { name: 'Searching…' }).waitFor();
  await picture(page, 'devices-searching');
  held.resolve();
  await page.getByText('1 device', { exact: true }).waitFor();
  await waitFor('the list to be at rest', async () => (await list.getAttribute('aria-busy')) === 'false');
  await page.getByRole('progressbar').waitFor({ state: 'detached' });
});

test('signing out in one tab ends every other tab of the person', async () => {
  const { world, browser } = set();
  await using visit = await openConsole(browser, world, { path: '/devices' });
  const { page } = visit;
  const other = await page.context().newPage();
  await other.goto(`${world.service.origin}/console/sessions`);
  const account = other.getByRole('button', { name: 'Adele Admin' });
  await account
    .or(other.getByRole('heading', { name: 'Sessions' }))
    .first()
    .waitFor();
  if ((await other.getByRole('heading', { name: 'Sessions' }).count()) === 0) await account.click();
  await other.getByRole('heading', { name: 'Sessions' }).waitFor();
  await page.getByRole('button', { name: 'Account of Adele Admin' }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await other.getByRole('heading', { name: 'You are signed out' }).waitFor();
  assert.equal(await other.getByText('PC-00001').count(), 0);
});

test('what a chart shows can be told from what is behind it, in every theme and in forced colours', async () => {
  const { world, browser } = set();
  await using visit = await openConsole(browser, world);
  const { page } = visit;
  for (const theme of ['Light', 'Dark', 'High contrast']) {
    await page.getByRole('button', { name: 'Language and appearance' }).click();
    await page.getByRole('menuitemradio', { name: theme }).click();
    await page.keyboard.press('Escape');
    await page.getByRole('img', { name: /Bar chart/ }).waitFor();
    const contrast = (await page.evaluate(`(() => {
      const light = (colour) => colour.match(/[\\d.]+/g).slice(0, 3).map((each) => each / 255)
        .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
        .reduce((sum, c, index) => sum + c * [0.2126, 0.7152, 0.0722][index], 0);
      const bar = document.querySelector('svg[role=img] rect, svg[role=img] .visx-bar');
      const card = bar.closest('.fui-Card');
      const [one, other] = [light(getComputedStyle(bar).fill), light(getComputedStyle(card).backgroundColor)];
      return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    })()`)) as number;
    assert.ok(contrast >= 3, `${theme}: ${contrast}`);
    await assertAccessible(page, `the overview in ${theme}`, 'color-contrast');
    await picture(page, `overview-${theme.toLowerCase().replace(' ', '-')}`);
  }
  await page.emulateMedia({ forcedColors: 'active' });
  await picture(page, 'overview-forced-colours');
});

test('every activity of the trail has a name in each language, and the page shows it', async () => {
  const { world, browser } = set();
  for (const [locale, language] of [
    ['pt-BR', 'pt-BR'],
    ['zh-CN', 'zh-CN'],
  ] as const) {
    const { audit, pages } = await loadText(language, formatFor(locale));
    const named: Readonly<Record<string, string>> = audit.activities;
    const missing = Object.values(activities).filter(({ name }) => !Object.hasOwn(named, name));
    assert.deepEqual(
      missing.map(({ name }) => name),
      [],
      'give them a name in audit.activities of console/src/text',
    );
    await using visit = await openConsole(browser, world, { locale });
    await visit.go(pages.audit);
    const opened = named['Open RemoteAssistanceSession'] ?? '';
    await visit.page.getByRole('button', { name: opened }).first().click();
    const details = visit.page.getByRole('dialog');
    await details.getByText(audit.categories.Device, { exact: true }).waitFor();
    await picture(visit.page, `audit-event-${locale}`);
  }
});

test('figures that cannot be had are called unknown, and the reason stands there once', async () => {
  const { world, browser } = set();
  await using visit = await openConsole(browser, world, {
    path: '/devices',
    prepare: async (page) => {
      await page.route(/\/(beta|assist)\/.*(auditEvents|sessions|obligations|batch)/, (route) =>
        route.fulfill({ status: 403, json: { error: { code: 'Forbidden', message: 'Not today.' } } }),
      );
    },
  });
  const { page, go } = visit;
  await go('Overview');
  await page.getByRole('group', { name: 'Open sessions' }).getByText('Unknown').waitFor();
  await page.getByRole('group', { name: 'Connections lost' }).getByText('Unknown').waitFor();
  const panels = page.getByRole('group').getByRole('alert');
  const alerts = page.getByRole('alert');
  await waitFor('one reason beside those of the parts', async () => {
    const [all, apart] = [await alerts.count(), await panels.count()];
    return apart >= 2 && all === apart + 1;
  });
  await assertAccessible(page, 'figures that are unknown');
});

test('a name that is longer than its place loses its end, whatever it is written in, and a title has two lines', async () => {
  const { world } = set();
  const name = 'جهاز محمد (الطابق 3) '.repeat(8).trim();
  const body = { deviceName: name, serialNumber: 'SN-RTL' };
  const { json } = await world.send('POST', '/v1.0/deviceManagement/managedDevices', { body });
  const visit = await set().shared('/devices?q=SN-RTL');
  const { page } = visit;
  const cell = page.getByRole('row').getByText(name, { exact: true }).first();
  await cell.waitFor();
  const shown = `[...document.querySelectorAll('[role=cell] [title]')].find((each) => each.title === ${JSON.stringify(name)})`;
  assert.equal(await page.evaluate(`${shown}.matches(':dir(rtl)')`), true);
  await visit.to(`/devices/${json.id}`);
  const title = page.getByRole('heading', { level: 1, name });
  await title.waitFor();
  assert.ok(((await title.boundingBox())?.height ?? 999) <= 64);
  assert.equal(await page.evaluate('document.querySelector("h1").matches(":dir(rtl)")'), true);
});
