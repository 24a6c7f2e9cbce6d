import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { until } from '../harness/world.ts';
import { openConsole } from './browser.ts';
import { addDevices, stage } from './stage.ts';

let device = '';
let oldest: { readonly id: string; readonly retirements: readonly { readonly obligationId: string }[] } | undefined;

/** Connected and disconnected 21 times, and connected; then help on one device of somebody who has 60. */
const set = stage(async (world) => {
  await addDevices(world, 3);
  const devices = Array.from({ length: 60 }, (_, index) => ({
    deviceName: `KIOSK-${index}`,
    serialNumber: `K-${index}`,
    userPrincipalName: 'kiosk@contoso.example',
  }));
  await world.send('POST', '/assist/managedDevices/import', { body: { devices } });
  const id = await world.partnerId();
  for (let time = 0; time < 21; time++) {
    await world.connect(id);
    await world.send('POST', `/v1.0/deviceManagement/remoteAssistancePartners/${id}/disconnect`);
    await world.service.obligations.idle();
  }
  await world.connect(id);
  const kiosk = "/v1.0/deviceManagement/managedDevices?$filter=deviceName eq 'KIOSK-0'";
  device = (await world.send('GET', kiosk)).json.value[0].id;
  await world.send('POST', `/v1.0/deviceManagement/managedDevices/${device}/requestRemoteAssistance`);
  await world.service.obligations.idle();
  oldest = (await world.send('GET', '/assist/disconnects?$orderby=requestedDateTime&$top=1')).json.value[0];
});

/** Has the service answer as it does among very many: the first page of anything has nothing of what is asked for, and goes on. */
async function shorten(page: Page): Promise<void> {
  await page.route(/[?&]\$top=\d+/, async (route) => {
    const url = route.request().url();
    if (url.includes('&later')) return route.continue();
    const response = await route.fetch();
    const json = { ...(await response.json()), value: [], '@odata.nextLink': `${url}&later` };
    return route.fulfill({ response, json });
  });
}

test('what stands on a later page is found everywhere: the end of a collection is where no link is', async () => {
  const { world, browser } = set();
  await using visit = await openConsole(browser, world, { prepare: shorten });
  const { page } = visit;
  const inPanel = (name: string) => page.getByRole('group', { name, exact: true }).getByRole('link');
  await visit.to(`/devices/${device}`);
  await inPanel('Help on this device').getByText('KIOSK-0').waitFor();
  await inPanel('What was done to it').getByText('Remote assistance requested').waitFor();
  await page.getByRole('textbox', { name: 'Link for the supporter' }).waitFor();
  await page.getByRole('link', { name: 'See the session, with the link for the user' }).waitFor();

  await visit.to('/people?name=adele%40contoso.example');
  await inPanel('Help that they asked for').getByText('KIOSK-0').waitFor();
  await page.getByRole('button', { name: 'Refuse their tokens' }).waitFor();

  await visit.to('/partners');
  await page.getByText('admin@contoso.example').waitFor();
  for (const [path, row] of [
    ['/audit', 'Partner connected'],
    ['/devices', 'KIOSK-0'],
    ['/sessions', 'KIOSK-0'],
  ] as const) {
    await visit.to(path);
    await page.getByRole('row').filter({ hasText: row }).first().waitFor();
  }
});

test('the pages of what is one among many name all of it or lead to the rest', async () => {
  const { world, browser } = set();
  await using visit = await openConsole(browser, world);
  const { page } = visit;
  await visit.to(`/obligations?show=all&obligation=${oldest?.retirements[0]?.obligationId}`);
  const link = page.getByRole('dialog').getByRole('link', { name: /See the page of this disconnect/ });
  assert.equal(await link.getAttribute('href'), `/console/disconnects/${oldest?.id}`);

  await visit.to('/people?name=kiosk%40contoso.example');
  const theirs = page.getByRole('group', { name: 'Devices of this person' });
  await theirs.getByRole('link', { name: 'KIOSK-0', exact: true }).waitFor();
  await theirs.getByRole('link', { name: 'See all of them' }).click();
  await page.getByText('60 devices').waitFor();
});

test('the sessions of a device are found by what it is, and not by a name that it has not or shares', async () => {
  const { world, browser } = set();
  const body = { serialNumber: 'NO-NAME' };
  const { json } = await world.send('POST', '/v1.0/deviceManagement/managedDevices', { body });
  await world.send('POST', `/v1.0/deviceManagement/managedDevices/${json.id}/requestRemoteAssistance`);
  await world.service.obligations.idle();
  await using visit = await openConsole(browser, world, { path: `/devices/${json.id}` });
  const { page } = visit;
  await page.getByRole('heading', { level: 1, name: 'No name' }).waitFor();
  // What is not its name is not called one.
  assert.equal(await page.getByText('No name', { exact: true }).count(), 1);
  await page.getByRole('group', { name: 'Help on this device' }).getByRole('link', { name: 'See all of them' }).click();
  await page.getByRole('heading', { level: 1, name: 'Sessions' }).waitFor();
  const rows = page.getByRole('table').locator('[role=row][aria-rowindex="2"]');
  await rows.getByText(json.id).waitFor();
  await until('one session is listed', async () => (await page.getByRole('row').count()) === 2);
});
