import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parse as parseCsv } from 'csv-parse/sync';
import type { Page } from 'playwright-core';
import { until } from '../harness/world.ts';
import { assertAccessible } from './accessible.ts';
import { openConsole, picture } from './browser.ts';
import { stage } from './stage.ts';

const partners = '/beta/deviceManagement/remoteAssistancePartners';

const set = stage(async (world) => {
  const id = await world.partnerId();
  await world.connect(id);
  await world.send('PATCH', `${partners}/${id}`, { body: { displayName: 'Help desk, "main"' } });
  await world.send('POST', `${partners}/${id}/disconnect`);
  await world.service.obligations.idle();
});

async function exported(page: Page, kind: string): Promise<string> {
  const downloading = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export' }).click();
  await page.getByRole('menuitem', { name: kind }).click();
  return readFileSync(await (await downloading).path(), 'utf8');
}

test('the trail is filtered by time, person and kind; one event shows old and new values', async () => {
  const visit = await set().shared('/');
  const { page, go } = visit;
  await go('Audit');
  await page.getByText(/The trail is whole: all \d+ events follow/).waitFor();
  await page.getByRole('button', { name: 'Grant revoked at the partner' }).waitFor();
  await picture(page, 'audit');

  await page.getByRole('combobox', { name: 'Activity' }).selectOption('Patch RemoteAssistancePartner');
  await page.getByRole('searchbox', { name: 'Person' }).fill('ADELE');
  await until('one event to be left', async () => (await page.getByRole('row').count()) === 2);
  await page.getByRole('row').nth(1).getByText('adele@contoso.example').waitFor();
  await page.waitForURL(/person=ADELE/);
  assert.match(page.url(), /kind=Patch\+RemoteAssistancePartner.*person=ADELE/);

  await page.getByRole('button', { name: 'Partner changed' }).click();
  const details = page.getByRole('dialog');
  await details.getByRole('row', { name: 'Name TeamViewer Help desk, "main"' }).waitFor();
  await assertAccessible(page, 'one event');
  await picture(page, 'audit-event');
  await details.getByRole('button', { name: 'Close' }).click();

  await page.getByRole('combobox', { name: 'Time' }).selectOption('From day to day');
  await page.getByLabel('To', { exact: true }).fill('2020-01-01');
  await page.getByText('No event fits these filters').waitFor();
  await page.getByRole('button', { name: 'Clear all filters' }).click();
  await page.getByRole('button', { name: 'Grant revoked at the partner' }).waitFor();
  await page.getByRole('searchbox', { name: 'Device or other resource' }).fill('help desk');
  await page.getByRole('button', { name: 'Partner changed' }).waitFor();
  assert.deepEqual(visit.errors, []);
});

test('from one event the trail leads to what was done with it, by the person, and to the thing; it is sorted, counted, and printed whole', async () => {
  const { world, browser } = set();
  await using visit = await openConsole(browser, world, { path: '/audit' });
  const { page } = visit;
  await page.getByRole('combobox', { name: 'Time' }).selectOption('Since yesterday');
  await page.waitForURL(/from=\d{4}-\d{2}-\d{2}/);
  await page.getByText(/^\d+ events$/).waitFor();
  await page.getByRole('button', { name: 'When' }).click();
  await page.waitForURL(/sort=activityDateTime/);
  await page.getByRole('columnheader', { name: 'When' }).and(page.locator('[aria-sort=ascending]')).waitFor();
  await page.getByRole('button', { name: 'Partner changed' }).click();
  const details = page.getByRole('dialog');
  await details.getByRole('time').first().waitFor();
  assert.match(await details.getByRole('time').first().innerText(), /UTC|GMT|[A-Z]{3,4}/);
  // Nothing else was: the event is not said to have been done beside itself.
  await details.getByRole('group', { name: 'Done in the same call' }).getByText('None').waitFor();
  await assertAccessible(page, 'an event and what belongs to it');
  await picture(page, 'audit-related');
  await details.getByRole('link', { name: 'Everything on this' }).click();
  await page.waitForURL(/\/audit\?device=/);
  const devices = '/beta/deviceManagement/managedDevices';
  const headers = { 'client-request-id': '0e0a3d5c-6f0b-4a0e-8f43-6a4f0f2b9a11' };
  const { json } = await world.send('POST', devices, { body: { deviceName: 'PC-BOTH' }, headers });
  await world.send('DELETE', `${devices}/${json.id}`, { headers });
  await visit.to('/audit');
  await page.getByRole('button', { name: 'Device removed' }).first().click();
  const group = page.getByRole('dialog').getByRole('group', { name: 'Done in the same call' });
  await group.getByRole('link', { name: 'Device added' }).waitFor();
  assert.equal(await group.getByRole('link', { name: 'Device removed' }).count(), 0);
  await group.getByRole('link', { name: 'See all of them' }).click();
  await page.getByText('Done in the same call').first().waitFor();
  await page.emulateMedia({ media: 'print' });
  await page.evaluate("dispatchEvent(new Event('beforeprint'))");
  await page.locator('table tbody tr').first().waitFor();
  await page.getByText(/^Contoso · contoso\.example · .* · Printed .* by adele@contoso\.example$/).waitFor();
  await page.getByText(/^Correlation id: [0-9a-f-]{36}$/).waitFor();
  for (const tool of ['Print', 'Export']) await page.getByRole('button', { name: tool }).waitFor({ state: 'hidden' });
  await page.getByRole('combobox', { name: 'Time' }).waitFor({ state: 'hidden' });
  await picture(page, 'audit-print');
  assert.deepEqual(visit.errors, []);
});

test('on 900 pixels the trail shows 18 events, the first within 150 pixels of the top of the window, in every language', async () => {
  const { world } = set();
  for (let number = 1; number <= 20; number++) {
    const body = { deviceName: `PC-${number}`, serialNumber: `SN-${number}` };
    await world.send('POST', '/beta/deviceManagement/managedDevices', { body });
  }
  for (const locale of ['en-GB', 'pt-BR', 'zh-CN']) {
    const { page } = await set().shared('/audit', locale);
    await page.getByRole('row').nth(20).waitFor();
    const list = page.getByRole('table').locator('..');
    const [first, whole] = [await page.getByRole('row').nth(1).boundingBox(), await list.boundingBox()];
    assert.ok(first && first.y <= 150, `${locale}: the first row begins at ${first?.y}`);
    const rows = whole && Math.floor((whole.y + whole.height - first.y) / first.height);
    assert.ok(rows && rows >= 18, `${locale}: ${rows} rows are shown`);
    await picture(page, `audit-rows-${locale}`);
  }
});

test('what is filtered is exported as CSV and as JSON lines', async () => {
  const { page } = await set().shared('/audit?kind=Patch+RemoteAssistancePartner');
  await page.getByRole('row').nth(1).waitFor();
  const csv = (await exported(page, 'As CSV')).split('\r\n');
  assert.match(csv[0] ?? '', /^\u{feff}id,activityDateTime,activityType/u);
  assert.match(csv[1] ?? '', /Patch RemoteAssistancePartner.*""Help desk, \\""main\\""""/);
  assert.equal(csv.length, 3, 'a head, one event, and the end of its line');
  const lines = (await exported(page, 'As JSON lines')).trimEnd().split('\n');
  assert.equal(lines.length, 1);
  assert.equal(JSON.parse(lines[0] ?? '').actor.userPrincipalName, 'adele@contoso.example');
});

test('no cell of an export is a formula to a spreadsheet', async () => {
  const { world, browser } = set();
  const formulas = ['=cmd|calc', '+1', '-1', '@SUM(1)', '\t=1', '\r=1', "'=1"];
  const event = { id: 'event', activityDateTime: '2026-11-25T00:00:00Z', activityResult: 'Success', resources: [] };
  const value = formulas.map((userPrincipalName, index) => ({
    ...event,
    id: `${index}`,
    actor: { userPrincipalName },
  }));
  await using visit = await openConsole(browser, world, {
    path: '/audit',
    prepare: async (page) => {
      await page.route('**/auditEvents?**', (route) => route.fulfill({ json: { value } }));
    },
  });
  await visit.page.getByRole('row').nth(1).waitFor();
  const rows = parseCsv(await exported(visit.page, 'As CSV'), { columns: true, bom: true }) as Record<string, string>[];
  assert.deepEqual(
    rows.map(({ userPrincipalName }) => userPrincipalName),
    formulas.map((formula) => `'${formula}`),
  );
});

test('a trail that was tampered with is said to be, and from which event on', async () => {
  const { world, browser } = set();
  await using visit = await openConsole(browser, world, {
    path: '/audit',
    prepare: async (page) => {
      await page.route('**/assist/auditEvents/verify()', (route) =>
        route.fulfill({ json: { intact: false, count: 3, firstBroken: 'event-2' } }),
      );
    },
  });
  await visit.page.getByText('event event-2 does not follow from the one before it').waitFor();
});
