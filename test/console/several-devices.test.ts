import assert from 'node:assert/strict';
import { test } from 'node:test';
import { devicesPath } from '../harness/devices.ts';
import { until } from '../harness/world.ts';
import { assertAccessible } from './accessible.ts';
import { openConsole, picture } from './browser.ts';
import { addDevices, stage } from './stage.ts';

const set = stage(async (world) => {
  await world.connect(await world.partnerId());
  await addDevices(world, 40);
});

test('several devices are helped, closed, exported and removed at once, and each says what came of it', async () => {
  const { world, browser } = set();
  await using visit = await openConsole(browser, world, { path: '/devices' });
  const { page } = visit;
  await page.getByRole('checkbox', { name: 'Select PC-00001' }).check();
  // By keyboard alone: the box is reached, and ticked with the space bar.
  await page.getByRole('checkbox', { name: 'Select PC-00002' }).focus();
  await page.keyboard.press('Space');
  const bar = page.getByRole('toolbar', { name: '2 devices selected' });
  await bar.getByText('2 devices selected').waitFor();
  await assertAccessible(page, 'devices, two selected');
  await picture(page, 'devices-selected');

  const download = page.waitForEvent('download');
  await bar.getByRole('button', { name: 'Export these as CSV' }).click();
  assert.match((await download).suggestedFilename(), /^devices-.*\.csv$/);

  // One of the two is gone when it is its turn.
  const gone = await world.send('GET', `${devicesPath}?$filter=deviceName eq 'PC-00002'&$select=id`);
  await world.send('DELETE', `${devicesPath}/${gone.json.value[0].id}`);
  await bar.getByRole('button', { name: 'Request remote assistance' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('heading', { name: 'Request assistance on 2 devices?' }).waitFor();
  await assertAccessible(page, 'the question for several');
  await dialog.getByRole('button', { name: 'Request remote assistance' }).click();
  await dialog.getByText('1 of 2 done').waitFor();
  await dialog.getByRole('listitem').filter({ hasText: 'PC-00001: requested' }).waitFor();
  await dialog.getByRole('button', { name: 'Try again' }).waitFor();
  await assertAccessible(page, 'what came of it');
  await picture(page, 'devices-several-done');
  await dialog.getByRole('button', { name: 'Close', exact: true }).click();
  // What failed stays selected; what was done is let go.
  await page.getByRole('toolbar', { name: '1 device selected' }).waitFor();
  await until('the session', () => world.sandbox.sessions.length === 1);
  await page.getByRole('button', { name: 'Clear the selection' }).click();

  await page.getByRole('checkbox', { name: 'Select PC-00001' }).check();
  await page.getByRole('button', { name: 'Close their sessions' }).click();
  await dialog.getByRole('button', { name: 'Close their sessions' }).click();
  await dialog.getByText('1 session is being closed').waitFor();
  await dialog.getByRole('button', { name: 'Close', exact: true }).click();

  await page.getByRole('checkbox', { name: 'Select all that is shown' }).check();
  await page.getByRole('button', { name: 'Remove them' }).click();
  await dialog.getByRole('heading', { name: /Remove \d+ devices\?/ }).waitFor();
  await dialog.getByRole('button', { name: 'Remove them' }).click();
  await dialog.getByText('39 of 39 done').waitFor();
  await dialog.getByRole('button', { name: 'Close', exact: true }).click();
  await page.getByText('No devices yet').or(page.getByText('0 devices')).first().waitFor();
  const failed = (text: string) => !text.includes('404');
  assert.deepEqual(visit.errors.filter(failed), []);
});

test('whoever may not is told which permission several take as well', async () => {
  const { world, browser } = set();
  await addDevices(world, 2);
  await using visit = await openConsole(browser, world, { person: 'Grady Reader', path: '/devices' });
  await visit.page.getByRole('checkbox', { name: 'Select PC-00001' }).check();
  const remove = visit.page.getByRole('button', { name: 'Remove them' });
  assert.equal(await remove.getAttribute('aria-disabled'), 'true');
  await picture(visit.page, 'devices-selected-reader');
});
