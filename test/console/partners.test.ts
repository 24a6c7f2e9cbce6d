import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadText } from '../../console/src/text/catalogues.ts';
import { formatFor } from '../../console/src/text/format.ts';
import { until } from '../harness/world.ts';
import { assertAccessible } from './accessible.ts';
import { openConsole, picture } from './browser.ts';
import { addDevices, stage } from './stage.ts';

const set = stage((world) => addDevices(world, 2));

const languages = {
  'en-GB': await loadText('en', formatFor('en-GB')),
  'pt-BR': await loadText('pt-BR', formatFor('pt-BR')),
  'zh-CN': await loadText('zh-CN', formatFor('zh-CN')),
};

for (const [locale, { pages, partners: text, general }] of Object.entries(languages)) {
  test(`in ${locale}, consent given beside the console shows in it by itself; disconnect shows that nothing is left`, async () => {
    const { world, browser } = set();
    await using visit = await openConsole(browser, world, { locale });
    const { page, go } = visit;
    await go(pages.partners);
    await page.getByText(text.status.notOnboarded).waitFor();

    const opened = page.context().waitForEvent('page');
    await page.getByRole('button', { name: text.connect, exact: true }).click();
    const consent = await opened;
    await page.getByText(text.status.onboarding, { exact: true }).waitFor();
    await assertAccessible(page, 'a partner that waits for consent');
    await picture(page, `partners-waiting-${locale}`);
    await consent.getByRole('button', { name: 'Allow' }).click();
    await consent.waitForURL(/connect\/callback/);
    await consent.close();

    await page.getByText(text.status.onboarded, { exact: true }).waitFor();
    await page.getByRole('link', { name: 'adele@contoso.example' }).waitFor();
    await picture(page, `partners-connected-${locale}`);

    await page.getByRole('button', { name: text.disconnect, exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText(text.endsNothing).waitFor();
    await dialog.getByRole('heading', { name: text.disconnectTitle('Contoso', 'TeamViewer') }).waitFor();
    await dialog.getByRole('button', { name: text.disconnectOrganisation('Contoso'), exact: true }).click();
    await dialog.getByText(text.proofDone).waitFor();
    await dialog.getByRole('button', { name: general.close, exact: true }).click();
    await page.getByText(text.status.notOnboarded).waitFor();

    await until('the sandbox shows every grant revoked', () =>
      world.sandbox.grants.every(({ revokedAt }) => revokedAt),
    );
    assert.deepEqual(visit.errors, []);
  });
}

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
  const typed = dialog.getByRole('textbox', { name: 'To go on, type: TeamViewer' });
  await typed.fill('TeamVie');
  assert.equal(await confirm.isEnabled(), false);
  await typed.fill('TeamViewer');
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

test('a disconnect that the partner holds up says why, stays visible as owed, and is tried again at once on demand', async () => {
  const { world, browser } = set();
  await world.connect(await world.partnerId());
  world.sandbox.faults.add({ kind: 'error', path: '*revoke' });
  await using visit = await openConsole(browser, world, { path: '/partners' });
  const { page } = visit;
  await page.getByRole('button', { name: 'Disconnect' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Disconnect' }).click();
  await dialog
    .getByText(/It did not work yet, and is tried again by itself, whether or not this page is open: .*revoke.*500/)
    .waitFor();
  await assertAccessible(page, 'a disconnect that is held up');
  await picture(page, 'partners-held-up');
  await dialog.getByRole('button', { name: 'Go on in the background' }).click();
  await page.getByRole('link', { name: 'See what is owed' }).click();
  await page.getByText('Revoke a grant').waitFor();
  await picture(page, 'overview-owed');
  world.sandbox.faults.clear();
  await page.getByRole('button', { name: 'Retry now' }).click();
  await page.getByText('Nothing is owed.').first().waitFor();
  assert.ok(world.sandbox.grants.every(({ revokedAt }) => revokedAt));
});
