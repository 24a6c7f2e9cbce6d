import assert from 'node:assert/strict';
import { test } from 'node:test';
import { until } from '../harness/world.ts';
import { assertAccessible } from './accessible.ts';
import { openConsole, picture } from './browser.ts';
import { addDevices, stage } from './stage.ts';

const set = stage(async (world) => {
  await world.connect(await world.partnerId());
  await addDevices(world, 1500);
});

test('devices are searched, filtered and sorted by the service, and the address bar says how', async () => {
  const { world, browser } = set();
  await using visit = await openConsole(browser, world);
  const { page, go } = visit;
  await go('Devices');
  await page.getByText('1,500 devices').waitFor();
  const rows = page.getByRole('row');
  await page.getByText('PC-00001').waitFor();
  assert.ok((await rows.count()) < 60, 'only the rows in sight exist');
  await picture(page, 'devices');

  await page.getByRole('searchbox').fill('SN-00777');
  await page.getByText('1 device', { exact: true }).waitFor();
  await page.getByText('PC-00777').waitFor();
  assert.match(page.url(), /q=SN-00777/);

  await page.getByRole('searchbox').fill('');
  await page.getByRole('combobox', { name: 'Operating system' }).selectOption('macOS');
  await page.getByText('375 devices').waitFor();
  await page.getByRole('button', { name: 'Device name' }).click();
  await page.getByText('PC-01500').waitFor();
  assert.match(page.url(), /os=macOS/);
  assert.match(page.url(), /sort=deviceName\+desc/);
  assert.equal(await page.getByRole('columnheader', { name: 'Device name' }).getAttribute('aria-sort'), 'descending');

  await using other = await openConsole(browser, world, {
    path: new URL(page.url()).pathname.replace('/console', '') + new URL(page.url()).search,
  });
  await other.page.getByText('375 devices').waitFor();
  await other.page.getByText('PC-01500').waitFor();
  assert.deepEqual([...visit.errors, ...other.errors], []);
});

test('scrolling reads further pages, and holds no more rows than are in sight', async () => {
  const { world, browser } = set();
  await using visit = await openConsole(browser, world, { path: '/devices' });
  const { page } = visit;
  await page.getByText('PC-00001').waitFor();
  const table = page.getByRole('table');
  // However far one turn of the wheel goes on a busy machine.
  const last = async () => Number(/PC-(\d+)/.exec(await page.getByRole('row').last().innerText())?.[1]);
  for (let wheel = 0; wheel < 120 && !((await last()) >= 450); wheel++) {
    await table.hover();
    await page.mouse.wheel(0, 400);
    await page.getByRole('row').nth(5).waitFor();
  }
  await until('a row of the fifth page is in sight', async () => (await last()) >= 450);
  assert.ok((await page.getByRole('row').count()) < 60);
});

test('help on a device: asked for, the link when it is ready, the session, its end', async () => {
  const { world, browser } = set();
  await using visit = await openConsole(browser, world, { path: '/devices?q=PC-00042' });
  const { page, go } = visit;
  await page.getByRole('button', { name: 'PC-00042' }).click();
  const details = page.getByRole('dialog');
  await details.getByRole('button', { name: 'Request remote assistance' }).click();
  const link = details.getByRole('textbox', { name: 'Link for the supporter' });
  await link.waitFor();
  assert.match(await link.inputValue(), /^https?:/);
  await assertAccessible(page, 'a device with a session');
  await picture(page, 'device-assistance');
  await details.getByRole('link', { name: /See the session/ }).click();
  await details.getByText('Open', { exact: true }).first().waitFor();
  await details.getByRole('button', { name: 'Show the link for the supporter' }).click();
  await details.getByRole('textbox', { name: 'Link for the supporter' }).waitFor();
  await details.getByRole('textbox', { name: 'Link for the user of the device' }).waitFor();
  await assertAccessible(page, 'a session');
  await picture(page, 'session');
  await details.getByRole('button', { name: 'Close the session' }).click();
  const question = page.getByRole('dialog', { name: 'Close the session?' });
  await question.waitFor();
  await question.getByRole('button', { name: 'Close the session' }).click();
  await question.waitFor({ state: 'detached' });
  await details.getByText('Closed', { exact: true }).first().waitFor();
  await details.getByRole('button', { name: 'Close', exact: true }).click();
  await page.getByText('adele@contoso.example').first().waitFor();
  await picture(page, 'sessions');
  assert.equal(world.sandbox.sessions[0]?.state, 'Closed');

  await world.send('POST', `/beta/deviceManagement/remoteAssistancePartners/${await world.partnerId()}/disconnect`);
  await go('Devices');
  await page.getByRole('button', { name: 'PC-00001' }).click();
  await details.getByText('No partner is connected').waitFor();
  await details.getByRole('link', { name: 'Connect a partner' }).click();
  await page.getByRole('heading', { level: 1, name: 'Partners' }).waitFor();
  assert.deepEqual(visit.errors, []);
});

test('the next page is asked of the service that gave the page, by whatever name a proxy makes it call itself', async () => {
  const { world, browser } = set();
  const asked: string[] = [];
  const next = 'https://behind.example/beta/deviceManagement/managedDevices?$skiptoken=2';
  await using visit = await openConsole(browser, world, {
    path: '/devices',
    prepare: async (page) => {
      await page.route('**/managedDevices?**', async (route) => {
        const { origin, searchParams } = new URL(route.request().url());
        if (!searchParams.has('$skiptoken')) {
          return route.fulfill({ json: { value: [{ id: '1', deviceName: 'FIRST' }], '@odata.nextLink': next } });
        }
        asked.push(origin);
        return route.fulfill({ json: { value: [{ id: '2', deviceName: 'SECOND' }] } });
      });
    },
  });
  await visit.page.getByText('SECOND').waitFor();
  assert.deepEqual(asked, [world.service.origin]);
});
