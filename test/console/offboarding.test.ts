import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertAccessible } from './accessible.ts';
import { openConsole, picture } from './browser.ts';
import { stage } from './stage.ts';

const set = stage();

test('an operator finds an organisation, sees how it stands, and offboards it step by step, also across a reload', async () => {
  const { world, browser } = set();
  const token = await world.token({ tenant: world.fabrikam });
  await world.connect(await world.partnerId(token), token);
  world.sandbox.faults.add({ kind: 'error', path: '*revoke' });
  await using visit = await openConsole(browser, world);
  const { page, go } = visit;
  await go('Tenants');
  await page.getByText('2 organisations').waitFor();
  await page.getByRole('searchbox').fill('fabri');
  await page.getByText('1 organisation', { exact: true }).waitFor();
  const row = page.getByRole('row').filter({ hasText: 'Fabrikam' });
  await row.getByText('TeamViewer: Connected').waitFor();
  await assertAccessible(page, 'organisations and how they stand');
  await picture(page, 'tenants');
  await page.getByRole('button', { name: 'Fabrikam' }).click();
  await page.getByRole('link', { name: /^End it step by step/ }).click();

  await page.getByRole('heading', { level: 1, name: 'Offboarding of Fabrikam' }).waitFor();
  const step = (name: string) => page.getByRole('group', { name: new RegExp(name) });
  await step('2. Disconnect').getByRole('button', { name: 'Disconnect' }).click();
  const question = page.getByRole('dialog');
  await question.getByRole('textbox', { name: 'Ticket' }).fill('INC-9');
  await question.getByRole('textbox', { name: /type: Fabrikam/ }).fill('Fabrikam');
  await question.getByRole('button', { name: 'Disconnect Fabrikam' }).click();
  await question.getByRole('button', { name: 'Close' }).click();
  await step('2. Disconnect')
    .getByText(/revoke.*500/)
    .waitFor();
  await page.reload();
  await step('2. Disconnect').getByText('Tried again', { exact: true }).waitFor();
  await step('3. Keep the receipt')
    .getByText(/still under way/)
    .waitFor();
  await assertAccessible(page, 'an offboarding that the partner holds up');
  world.sandbox.faults.clear();
  const owed = await world.send('GET', "/assist/obligations?$filter=kind eq 'grant.retire'", { token });
  await world.send('POST', `/assist/obligations/${owed.json.value[0].id}/retry`, { token });

  await step('2. Disconnect').getByText('Proven', { exact: true }).waitFor();
  await step('3. Keep the receipt').getByRole('button', { name: 'Verify the receipt' }).click();
  await page.getByText(/The receipt is genuine.*the disconnect is over/).waitFor();
  await step('4. Suspend').getByRole('button', { name: 'Suspend' }).click();
  const suspend = page.getByRole('dialog');
  assert.equal(await suspend.getByRole('button', { name: 'Suspend' }).isEnabled(), false);
  await suspend.getByRole('textbox', { name: /type: Fabrikam/ }).fill('Fabrikam');
  await suspend.getByRole('button', { name: 'Suspend' }).click();
  await page.getByText('Fabrikam is suspended.').first().waitFor();
  await page.getByText('The organisation is offboarded: disconnected with proof, and suspended.').waitFor();
  await picture(page, 'offboarding');
  await assertAccessible(page, 'an organisation that is offboarded');

  // What is not known to be over is not called so, whichever of several disconnects it is.
  const done = page.getByText('The organisation is offboarded: disconnected with proof, and suspended.');
  let shown: (newest: object) => readonly object[] = () => [];
  await page.route('**/disconnects?*', async (route) => {
    const answer = await route.fetch();
    const { value } = (await answer.json()) as { value: [object] };
    await route.fulfill({ response: answer, json: { value: shown(value[0]) } });
  });
  for (const [status, said] of [
    ['failing', page.getByText('Tried again', { exact: true })],
    ['unconfirmed', page.getByText(/The partner has not confirmed all of the disconnect/)],
  ] as const) {
    shown = (newest) => [newest, { ...newest, id: 'earlier', status }];
    await page.reload();
    await said.first().waitFor();
    assert.equal(await done.count(), 0, status);
  }
  shown = () => [];
  await page.reload();
  await page.getByText('It is connected to no partner.').waitFor();
  assert.equal(await done.count(), 0, 'there is no proof');
  assert.deepEqual(visit.errors, []);
  await world.send('POST', `/assist/tenants/${world.fabrikam}/resume`);
  world.clock.turn(1001);
});

test('an operator signs in to an organisation as far as its issuer lets them, and comes back to their own', async () => {
  const { world, browser } = set();
  await using visit = await openConsole(browser, world, { path: '/tenants' });
  const { page } = visit;
  await page.getByRole('button', { name: 'Fabrikam' }).click();
  await page.getByRole('button', { name: 'Sign in there' }).click();
  await page.getByRole('button', { name: 'Alex Admin' }).click();
  await page.getByRole('banner').getByText('Fabrikam', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Account of Alex Admin' }).click();
  await page.getByRole('menuitem', { name: 'Back to your own organisation' }).click();
  const person = page.getByRole('button', { name: 'Adele Admin' });
  const home = page.getByRole('banner').getByText('Contoso', { exact: true });
  await person.or(home).first().waitFor();
  if (await person.count()) await person.click();
  await home.waitFor();
});
