import assert from 'node:assert/strict';
import { test } from 'node:test';
import { until } from '../harness/world.ts';
import { assertAccessible } from './accessible.ts';
import { openConsole, picture } from './browser.ts';
import { addDevices, stage } from './stage.ts';

const set = stage((world) => addDevices(world, 2));

test('consent given beside the console shows in it by itself; disconnect shows that nothing is left', async () => {
  const { world, browser } = set();
  await using visit = await openConsole(browser, world);
  const { page, go } = visit;
  await go('Partners');
  await page.getByText('Not connected').waitFor();
  await picture(page, 'partners-not-connected');

  const opened = page.context().waitForEvent('page');
  await page.getByRole('button', { name: 'Connect', exact: true }).click();
  const consent = await opened;
  await page.getByText('Waiting for consent').waitFor();
  await assertAccessible(page, 'a partner that waits for consent');
  await picture(page, 'partners-waiting');
  await consent.getByRole('button', { name: 'Allow' }).click();
  await consent.getByRole('heading', { name: 'Connected to TeamViewer' }).waitFor();
  await consent.close();

  await page.getByText('Connected', { exact: true }).waitFor();
  await page.getByRole('link', { name: 'adele@contoso.example' }).waitFor();
  await picture(page, 'partners-connected');

  await page.getByRole('button', { name: 'Disconnect' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('No session is open.').waitFor();
  await assertAccessible(page, 'the question before a disconnect');
  await dialog.getByRole('button', { name: 'Disconnect' }).click();
  await dialog.getByText('Nothing of the connection is left.').waitFor();
  await dialog.getByRole('button', { name: 'Close' }).click();
  await page.getByText('Not connected').waitFor();

  await until('the sandbox shows the grant revoked', () => world.sandbox.grants[0]?.revokedAt);
  assert.deepEqual(visit.errors, []);
});

test('while sessions are open a disconnect names them, and waits for the name of the partner to be typed', async () => {
  const { world, browser } = set();
  await world.connect(await world.partnerId());
  const devices = await world.send('GET', '/beta/deviceManagement/managedDevices?$orderby=deviceName');
  for (const { id } of devices.json.value) {
    await world.send('POST', `/beta/deviceManagement/managedDevices/${id}/requestRemoteAssistance`);
  }
  await until('both sessions are open', async () => {
    const { text } = await world.send('GET', "/assist/sessions/$count?$filter=status eq 'open'".replaceAll(' ', '%20'));
    return text === '2';
  });
  await using visit = await openConsole(browser, world, { path: '/partners' });
  const { page } = visit;
  await page.getByRole('button', { name: 'Disconnect' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('This ends 2 open sessions on 2 devices.').waitFor();
  await dialog.getByText('PC-00002').waitFor();
  const confirm = dialog.getByRole('button', { name: 'Disconnect' });
  assert.equal(await confirm.isEnabled(), false);
  await dialog.getByRole('textbox').fill('TeamVie');
  assert.equal(await confirm.isEnabled(), false);
  await dialog.getByRole('textbox').fill('TeamViewer');
  await assertAccessible(page, 'a disconnect that ends sessions');
  await picture(page, 'partners-disconnect');
  await confirm.click();
  await dialog.getByText('Nothing of the connection is left.').waitFor();
  await dialog.getByText('2 sessions').waitFor();
  await assertAccessible(page, 'the proof of a disconnect');
  await picture(page, 'partners-proof');
  assert.deepEqual(
    world.sandbox.sessions.map(({ state }) => state),
    ['Closed', 'Closed'],
  );
  assert.deepEqual(visit.errors, []);
});
