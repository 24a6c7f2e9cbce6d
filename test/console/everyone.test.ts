import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { updateManagedDevice } from '../../src/store/table/managed-devices.ts';
import { updatePartner } from '../../src/store/table/partners.ts';
import { insertTenant } from '../../src/store/table/tenants.ts';
import { waitFor } from '../harness/wait-for.ts';
import { assertAccessible } from './accessible.ts';
import { openConsole, picture } from './browser.ts';
import { addDevices, allPermitted, stage } from './stage.ts';

/** The title of each page, in the order of the navigation. */
const titles = {
  en: [
    'Overview',
    'Partners',
    'Devices',
    'Sessions',
    'Disconnects',
    'Pending work',
    'Audit',
    'Connectors',
    'Settings',
    'Tenants',
  ],
  'pt-BR': [
    'Visão geral',
    'Parceiros',
    'Dispositivos',
    'Sessões',
    'Desconexões',
    'Pendências',
    'Auditoria',
    'Conectores',
    'Configurações',
    'Locatários',
  ],
  'zh-CN': ['概述', '合作伙伴', '设备', '会话', '断开记录', '待办工作', '审核', '连接器', '设置', '租户'],
} as const;

/** A name as somebody wrote it who means no good: a script, a turn of the reading direction, and no end. */
const hostile = `<img src=x onerror="document.title='owned'">\u202e\u2066${'A'.repeat(10_000)}`;

const set = stage(async (world) => {
  const partners = '/beta/deviceManagement/remoteAssistancePartners';
  const devices = '/beta/deviceManagement/managedDevices';
  const id = await world.partnerId();
  await world.connect(id);
  await addDevices(world, 60);
  const body = { deviceName: 'hostile', serialNumber: '<b>1</b>', operatingSystem: 'Windows' };
  const { json } = await world.send('POST', devices, { body });
  const partner = await world.send('POST', partners, { body: { displayName: 'hostile' } });
  // Longer than anybody can write today; what is stored already may be so.
  const { database } = world.service;
  const long = { deviceName: hostile.slice(0, 900), userDisplayName: hostile.slice(0, 900) };
  await database.write(world.contoso, (tx) => updateManagedDevice(tx, json.id, long));
  await database.write(world.contoso, (tx) => updatePartner(tx, partner.json.id, { displayName: hostile }));
  const tenantId = '99999999-2222-4333-8444-555555555555';
  await database.write(tenantId, (tx) =>
    insertTenant(tx, { displayName: hostile, subscriptionState: 'active', intuneAccountId: tenantId }),
  );
  await world.send('POST', `${devices}/${json.id}/requestRemoteAssistance`);
  await world.service.obligations.idle();
});

async function settled(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.locator('main :is(.fui-Spinner, .fui-Skeleton)').first().waitFor({ state: 'detached' });
}

/** Whether one has to scroll sideways, which nobody should (WCAG 2.2, 1.4.10). */
async function assertNoSidewaysScroll(page: Page, where: string): Promise<void> {
  const over = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
  const main = await page.evaluate(
    "(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)(document.getElementById('main'))",
  );
  assert.deepEqual([over, main], [0, 0], `${where} scrolls sideways`);
}

test('a name that would be read in another direction, or has signs that nobody sees, is shown as it is written', async () => {
  const { world, browser } = set();
  const body = { deviceName: 'invoice\u202Egpj.exe', serialNumber: 'SN\u200B-9', notes: 'kept\u202Eas it is' };
  const { json } = await world.send('POST', '/beta/deviceManagement/managedDevices', { body });
  await using visit = await openConsole(browser, world, { path: `/devices/${json.id}` });
  const { page, go } = visit;
  await page.getByRole('heading', { level: 1, name: 'invoice\uFFFDgpj.exe' }).waitFor();
  await page.getByText('SN\uFFFD-9').waitFor();
  await waitFor('the title of the tab', async () => (await page.title()).startsWith('invoice\uFFFDgpj.exe'));
  // What is edited is what is there.
  assert.equal(await page.getByRole('textbox', { name: 'Notes' }).inputValue(), body.notes);
  await page.getByRole('button', { name: 'Remove the device' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove the device' }).click();
  await page.getByText('invoice\uFFFDgpj.exe is removed').first().waitFor();
  await go('Audit');
  await page.getByText('invoice\uFFFDgpj.exe').first().waitFor();
  assert.doesNotMatch(await page.locator('body').innerText(), /\u202E|\u200B/);
  // Paper as well.
  await page.evaluate(`dispatchEvent(new Event('beforeprint'))`);
  await page.getByRole('cell', { name: 'invoice\uFFFDgpj.exe' }).first().waitFor();
  assert.doesNotMatch(await page.locator('body').innerText(), /\u202E|\u200B/);
});

test('hostile names are text on every page, and axe finds nothing there', async () => {
  const { world, browser } = set();
  await using visit = await openConsole(browser, world);
  const { page, go } = visit;
  for (const title of titles.en) {
    await go(title);
    await settled(page);
    await assertAccessible(page, title);
    await assertNoSidewaysScroll(page, title);
    await picture(page, `${title.toLowerCase()}-hostile`);
    assert.notEqual(await page.title(), 'owned');
    assert.equal(await page.locator('img').count(), 0);
  }
  assert.deepEqual(visit.errors, []);
});

test('the console speaks the language that is chosen, at once and from then on', async () => {
  const { world, browser } = set();
  await using visit = await openConsole(browser, world);
  const { page } = visit;
  const chosen = [
    ['简体中文', 'zh-CN'],
    ['Português (Brasil)', 'pt-BR'],
    ['English', 'en'],
    ['简体中文', 'zh-CN'],
  ] as const;
  const menu = page.getByRole('banner').getByRole('button').nth(-2);
  for (const [name, language] of chosen) {
    await menu.click();
    await page.getByRole('menuitemradio', { name }).click();
    await page.keyboard.press('Escape');
    await page.getByRole('heading', { level: 1, name: titles[language][0] }).waitFor();
    assert.equal(await page.getAttribute('html', 'lang'), language);
    assert.deepEqual(await page.getByRole('navigation').getByRole('link').allInnerTexts(), titles[language]);
  }
  await page.reload();
  await page.getByRole('heading', { level: 1, name: titles['zh-CN'][0] }).waitFor();
  assert.deepEqual(visit.errors, []);
});

test('what the browser draws itself is as bright as the page, whatever the system is', async () => {
  const { world, browser } = set();
  for (const [colorScheme, chosen, drawn] of [
    ['light', 'Dark', 'dark'],
    ['dark', 'Light', 'light'],
    ['light', 'High contrast', 'dark'],
  ] as const) {
    await using visit = await openConsole(browser, world, { colorScheme, path: '/audit?range=days' });
    const { page } = visit;
    const scheme = () => page.evaluate(`getComputedStyle(document.querySelector('input')).colorScheme`);
    assert.equal(await scheme(), colorScheme);
    await page.getByRole('button', { name: 'Language and appearance' }).click();
    await page.getByRole('menuitemradio', { name: chosen, exact: true }).click();
    await page.keyboard.press('Escape');
    await waitFor('what the browser draws', async () => (await scheme()) === drawn);
    await picture(page, `dates-${drawn}-on-${colorScheme}`);
  }
});

test('all of it fits 320 pixels and 4K', async () => {
  const { world, browser } = set();
  await using visit = await openConsole(browser, world, { viewport: { width: 320, height: 640 } });
  const { page } = visit;
  for (const title of titles.en) {
    await page.getByRole('button', { name: 'Pages' }).click();
    await visit.go(title);
    await settled(page);
    await assertNoSidewaysScroll(page, `${title} at 320 pixels`);
    await assertAccessible(page, `${title} at 320 pixels`, 'target-size');
    await picture(page, `${title.toLowerCase()}-320`);
  }
  await page.setViewportSize({ width: 3840, height: 2160 });
  await visit.go('Overview');
  await settled(page);
  await assertNoSidewaysScroll(page, 'the overview at 4K');
  await picture(page, 'overview-4k');
});

test('the keyboard is enough: into the page, to another, into a device and back to where one was', async () => {
  const { world, browser } = set();
  await using visit = await openConsole(browser, world, { path: '/devices?q=PC-00007' });
  const { page } = visit;
  const { keyboard } = page;
  const focused = () => page.evaluate('document.activeElement?.textContent ?? ""');
  await page.getByText('PC-00007').waitFor();
  assert.equal(await focused(), 'Devices', 'screen readers begin at the title of the page');

  const tabTo = async (text: string) => {
    for (let tabs = 0; tabs < 40; tabs++) {
      if ((await focused()) === text) return;
      await keyboard.press('Tab');
    }
    assert.fail(`no way to ${text} by Tab`);
  };
  await tabTo('PC-00007');
  await keyboard.press('Enter');
  await page.getByRole('dialog').getByText('Remote assistance').first().waitFor();
  await keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  // One is back where one was.
  await waitFor('the focus', () => page.evaluate<boolean>('document.activeElement.textContent === "PC-00007"'));

  await page.reload();
  await page.getByText('PC-00007').waitFor();
  await page.evaluate('document.activeElement.blur()');
  await tabTo('Skip to the page');
  await tabTo('Sessions');
  await keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'Sessions' }).waitFor();
});

test('a failure says what to do, shows the request id, and is over when the service is back', async () => {
  const { world, browser } = set();
  await using visit = await openConsole(browser, world);
  const { page, go } = visit;
  await page.route('**/beta/deviceManagement/managedDevices?*', (route) => route.abort());
  await go('Devices');
  await page.getByText('The service cannot be reached.').waitFor();
  await page.getByText('Check your connection, then try again.').waitFor();
  await assertAccessible(page, 'a failure');
  await picture(page, 'failure');
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.unroute('**/beta/deviceManagement/managedDevices?*');
  await page.getByText('PC-00001').waitFor();

  await using reader = await openConsole(browser, world, {
    person: 'Grady Reader',
    path: '/partners',
    prepare: allPermitted,
  });
  await reader.page.getByRole('button', { name: 'Connect', exact: true }).last().click();
  await reader.page.getByText('You may not do this.').waitFor();
  await reader.page.getByText(/Request id: [0-9a-f-]{36}/).waitFor();
});
