import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertAccessible } from './accessible.ts';
import { openConsole, picture } from './browser.ts';
import { stage } from './stage.ts';

const set = stage();

test('an operator severs a connector for everybody, sees how far it is, and restores it; disconnects one organisation', async () => {
  const { world, browser } = set();
  const token = await world.token({ tenant: world.fabrikam });
  const fabrikams = await world.partnerId(token);
  await world.connect(fabrikams, token);
  await world.connect(await world.partnerId());
  await using visit = await openConsole(browser, world, { path: '/tenants' });
  const { page, go } = visit;
  await page.getByRole('button', { name: 'Fabrikam' }).click();
  const details = page.getByRole('dialog', { name: 'Fabrikam' });
  await details.getByRole('button', { name: 'Disconnect' }).click();
  const question = page.getByRole('dialog', { name: 'Disconnect Fabrikam from all its partners?' });
  await question.getByText(/1 partner is disconnected\. No session is open\./).waitFor();
  await question.getByRole('textbox', { name: 'Reason' }).fill('The contract has ended');
  await question.getByRole('textbox', { name: /type: Fabrikam/ }).fill('Fabrikam');
  await assertAccessible(page, 'the disconnect of an organisation');
  await picture(page, 'tenant-disconnect');
  await question.getByRole('button', { name: 'Disconnect Fabrikam' }).click();
  await page.getByRole('dialog', { name: 'Fabrikam is disconnected' }).getByRole('button', { name: 'Close' }).click();
  const { json } = await world.send('GET', '/assist/disconnects?$top=1', { token });
  assert.deepEqual([json.value[0].kind, json.value[0].reason], ['tenant', 'The contract has ended']);
  await details.getByRole('button', { name: 'Close' }).click();

  await go('Connectors');
  await page.getByRole('button', { name: 'Sever for every organisation' }).click();
  const sever = page.getByRole('dialog');
  await sever.getByRole('textbox', { name: 'Ticket' }).fill('INC-4712');
  await sever.getByRole('textbox', { name: /type: TeamViewer/ }).fill('TeamViewer');
  await sever.getByRole('button', { name: 'Sever TeamViewer' }).click();
  await page.getByText('1 of 1 grant is proven to be revoked.').first().waitFor();
  await page.getByText('All of it is proven.').first().waitFor();
  await assertAccessible(page, 'a severed connector');
  await picture(page, 'connector-severed');
  await go('Overview');
  await page.getByRole('listitem').filter({ hasText: 'TeamViewer' }).getByText('Severed', { exact: true }).waitFor();
  await go('Connectors');
  await page.getByRole('button', { name: 'Restore' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Restore' }).click();
  await page.getByRole('button', { name: 'Sever for every organisation' }).waitFor();
  await page.getByText('INC-4712').waitFor();
  assert.deepEqual(visit.errors, []);

  await using reader = await openConsole(browser, world, { person: 'Grady Reader', path: '/connectors' });
  await reader.page.getByText('Needs the permission Assist.Operate.All').waitFor();
  assert.equal(await reader.page.getByRole('heading', { name: 'Severances' }).count(), 0);
});

test('a suspended organisation is led to all that it can end, and is told so by nothing else', async () => {
  const { world, browser } = set();
  await world.send('POST', `/assist/tenants/${world.fabrikam}/suspend`);
  world.clock.turn(1001);
  await using visit = await openConsole(browser, world, { person: 'Alex Admin' });
  const { page, go } = visit;
  await page.getByRole('heading', { level: 1, name: 'Your organisation is not served.' }).waitFor();
  await page.getByRole('banner').getByText('Fabrikam', { exact: true }).waitFor();
  await assertAccessible(page, 'the page of a suspended organisation');
  await picture(page, 'suspended');
  for (const name of ['Partners', 'Sessions', 'Pending work', 'Disconnects']) {
    await go(name);
    await page.locator('main .fui-Spinner').first().waitFor({ state: 'detached' });
    assert.equal(await page.getByRole('alert').count(), 0, name);
  }
  assert.equal(await page.getByRole('navigation').getByRole('link', { name: 'Devices' }).count(), 0);
  await page.getByRole('link', { name: 'All partners' }).click();
  await page.getByText('The contract has ended').waitFor();
  await page.getByRole('button', { name: 'Verify the receipt' }).click();
  await page.getByText(/The receipt is genuine/).waitFor();
  await world.send('POST', `/assist/tenants/${world.fabrikam}/resume`);
  world.clock.turn(1001);
});
