import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { until } from '../harness/world.ts';
import { assertAccessible } from './accessible.ts';
import { openConsole, picture } from './browser.ts';
import { addDevices, stage } from './stage.ts';

const set = stage((world) => addDevices(world, 3));

async function downloaded(page: Page, button: string): Promise<string> {
  const downloading = page.waitForEvent('download');
  await page.getByRole('button', { name: button }).click();
  return readFileSync(await (await downloading).path(), 'utf8');
}

test('a disconnect says who is inside, takes reason and ticket, and stays as a page whose receipt is kept and verified', async () => {
  const { world, browser } = set();
  const { sandbox, clock, service } = world;
  const id = await world.partnerId();
  await world.connect(id);
  const { json: devices } = await world.send('GET', '/v1.0/deviceManagement/managedDevices?$orderby=deviceName&$top=1');
  await world.send('POST', `/v1.0/deviceManagement/managedDevices/${devices.value[0].id}/requestRemoteAssistance`);
  const opened = await until('the session is open', () => sandbox.sessions[0]);
  sandbox.connect(opened.code, 'Grace Hopper');
  await until('the partner was asked who is inside', async () => {
    clock.turn(60_000);
    await service.obligations.idle();
    const { json } = await world.send('GET', `/assist/partners/${id}/impact()`);
    return json.runningConnections.length > 0;
  });
  await using visit = await openConsole(browser, world, { path: '/partners' });
  const { page, go } = visit;
  await page.getByRole('button', { name: 'Disconnect', exact: true }).click();
  const dialog = page.getByRole('dialog');
  const inside = dialog.getByRole('region', { name: 'Inside at this moment' });
  await inside.getByText('Grace Hopper').waitFor();
  await inside.getByText(/Closing does not cut them off at this partner/).waitFor();
  await dialog.getByText('What it cannot do, or does not tell').waitFor();
  await dialog.getByText('whether it cuts off who is inside, TeamViewer does not say').waitFor();
  await dialog.getByRole('textbox', { name: 'Reason' }).fill('An account was stolen');
  await dialog.getByRole('textbox', { name: 'Ticket' }).fill('INC-4711');
  const typed = dialog.getByRole('textbox', { name: 'To go on, type: TeamViewer' });
  await page.setViewportSize({ width: 390, height: 844 });
  await typed.fill('TeamViewer');
  const [field, parts] = await Promise.all([typed.boundingBox(), dialog.locator('.fui-DialogContent').boundingBox()]);
  const bottom = (box: typeof field) => (box?.y ?? 0) + (box?.height ?? 0);
  assert.ok(bottom(field) + 2 < bottom(parts), 'what is typed stands clear of the buttons');
  await page.setViewportSize({ width: 1440, height: 900 });
  await assertAccessible(page, 'a disconnect with somebody inside');
  await picture(page, 'kill-switch-inside');
  const proof = page.waitForResponse(/assist\/disconnects\?/);
  await dialog.getByRole('button', { name: 'Disconnect Contoso' }).click();
  // Sessions may be thousands: they are read where they are shown.
  assert.doesNotMatch(await (await proof).text(), /"(sessions|events)"/);
  await dialog.getByRole('link', { name: 'See the page of this disconnect, with its receipt' }).click();

  await page.getByRole('heading', { level: 1, name: 'Disconnect' }).waitFor();
  for (const said of [
    'An account was stolen',
    'INC-4711',
    'adele@contoso.example',
    'Refused when asked again: the proof',
  ]) {
    await page.getByText(said).first().waitFor();
  }
  await page.getByText('Proven', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Verify the receipt' }).click();
  await page
    .getByText('The receipt is genuine: a key of this service has signed it, and the disconnect is over.')
    .waitFor();
  await assertAccessible(page, 'the page of a disconnect');
  await picture(page, 'disconnect');
  const receipt = await downloaded(page, 'Download the receipt');
  const claims = JSON.parse(Buffer.from(receipt.split('.')[1] ?? '', 'base64url').toString());
  assert.equal(claims.disconnect.ticket, 'INC-4711');
  const asked = page.waitForRequest(/receipt/);
  assert.match(await downloaded(page, 'Download as a page'), /<h1>/);
  // The language that was chosen here, which need not be the browser's.
  assert.equal(await (await asked).headerValue('Accept-Language'), 'en');

  await page.route('**/receipt()', async (route) => {
    const [head, body, signature = ''] = receipt.split('.');
    const altered = `${head}.${body}.${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`;
    return route.fulfill({ json: { value: altered } });
  });
  await page.getByRole('button', { name: 'Verify the receipt' }).click();
  await page.getByText(/The receipt is not genuine/).waitFor();
  await page.route('**/receipt()', (route) =>
    route.fulfill({ contentType: 'text/html', body: 'Welcome to the hotel' }),
  );
  await page.getByRole('button', { name: 'Download as a page' }).click();
  await page.getByText('The answer is not from this service.').waitFor();

  const listed = page.waitForResponse(/assist\/disconnects\?/);
  await go('Disconnects');
  assert.doesNotMatch(await (await listed).text(), /"(sessions|events|retirements)"/);
  await page.getByRole('row').filter({ hasText: 'INC-4711' }).getByText('Proven').waitFor();
  await picture(page, 'disconnects');
  await go('Sessions');
  await page.getByRole('button', { name: 'PC-00001' }).click();
  const details = page.getByRole('dialog');
  await details.getByText('Link given to').waitFor();

  // Grace was inside when the session was closed, which cuts off nobody at this partner.
  await details.getByText(/^Closed here\. The partner has not said that whoever was inside has left/).waitFor();
  assert.equal(await details.getByText('Lasts still').count(), 0);
  await assertAccessible(page, 'a session whose end was not reported');
  await picture(page, 'session-end-unreported');
  await details.getByRole('button', { name: 'Close', exact: true }).click();
  const row = page.getByRole('row').filter({ hasText: 'PC-00001' });
  await row.getByText('End not reported').waitFor();
  await page.getByRole('combobox', { name: 'Show' }).selectOption('Somebody is inside');
  await page.getByText('No session fits these filters').waitFor();
  await page.getByRole('combobox', { name: 'Show' }).selectOption('End not reported');
  await row.waitFor();
  await go('Overview');
  await page.getByRole('link', { name: 'Somebody inside now: 0' }).waitFor();
  await picture(page, 'overview-end-unreported');
  await page.getByRole('link', { name: '1 since yesterday: end not reported' }).click();
  await row.getByText('End not reported').waitFor();
  assert.deepEqual(visit.errors, []);
});

test('a disconnect that waits for what an earlier one has left says why', async () => {
  const { world, browser } = set();
  const { sandbox, clock, service } = world;
  sandbox.faults.clear();
  const id = await world.partnerId();
  await world.connect(id);
  sandbox.faults.add({ kind: 'throttled', retryAfter: 900, times: 1, method: 'POST', path: '*/revoke' });
  await world.send('POST', `/v1.0/deviceManagement/remoteAssistancePartners/${id}/disconnect`);
  await service.obligations.idle();
  await world.connect(id);
  await using visit = await openConsole(browser, world, { path: '/partners' });
  const { page } = visit;
  await page.getByRole('button', { name: 'Disconnect', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Disconnect Contoso' }).click();
  await dialog.getByText(/answered 429/).waitFor();
  clock.turn(901_000);
  await dialog.getByText('Nothing of the connection is left.').waitFor();
});
