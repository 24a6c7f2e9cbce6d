import assert from 'node:assert/strict';
import { test } from 'node:test';
import { until } from '../harness/world.ts';
import { openConsole, picture } from './browser.ts';
import { stage } from './stage.ts';

const set = stage();

test('an operator adds a tenant, suspends it and serves it again', async () => {
  const { world, browser } = set();
  await using visit = await openConsole(browser, world);
  const { page, go } = visit;
  await go('Tenants');
  await page.getByText('Fabrikam').waitFor();
  await picture(page, 'tenants');

  await page.getByRole('button', { name: 'Add a tenant' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Northwind');
  await dialog.getByRole('textbox', { name: 'Tenant id' }).fill('not a guid');
  await dialog.getByRole('button', { name: 'Add a tenant' }).click();
  await dialog.getByText('Enter a GUID').waitFor();
  await dialog.getByRole('textbox', { name: 'Tenant id' }).fill('11111111-2222-4333-8444-555555555555');
  await dialog.getByRole('button', { name: 'Add a tenant' }).click();

  const row = page.getByRole('row').filter({ hasText: 'Northwind' });
  await row.getByRole('button', { name: 'Suspend' }).click();
  await dialog.getByRole('button', { name: 'Suspend' }).click();
  await row.getByText('Suspended').waitFor();
  await row.getByRole('button', { name: 'Resume' }).click();
  await dialog.getByRole('button', { name: 'Resume' }).click();
  await row.getByText('Served').waitFor();
  assert.deepEqual(visit.errors, []);
});

test('who may not see tenants is not shown the page, and by its address is told why', async () => {
  const { world, browser } = set();
  await using visit = await openConsole(browser, world, { person: 'Grady Reader', path: '/tenants' });
  const { page } = visit;
  await page.getByText('You may not do this.').waitFor();
  await page.getByText(/Request id: [0-9a-f-]{36}/).waitFor();
  assert.equal(await page.getByRole('navigation').getByRole('link', { name: 'Tenants' }).count(), 0);
});

test('a suspended organisation is told what the suspension closes, and is disconnected by its own people', async () => {
  const { world, browser } = set();
  const token = await world.token({ tenant: world.fabrikam });
  await world.connect(await world.partnerId(token), token);
  {
    await using visit = await openConsole(browser, world);
    const { page, go } = visit;
    await go('Tenants');
    await page.getByRole('row').filter({ hasText: 'Fabrikam' }).getByRole('button', { name: 'Suspend' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('No session is open.').waitFor();
    await dialog.getByRole('button', { name: 'Suspend' }).click();
    await page.getByRole('row').filter({ hasText: 'Fabrikam' }).getByText('Suspended').waitFor();
  }
  await using visit = await openConsole(browser, world, { person: 'Alex Admin', path: '/partners' });
  const { page } = visit;
  await page.getByRole('button', { name: 'Disconnect', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Disconnect Fabrikam', exact: true }).click();
  await until('the grant is revoked', () => world.sandbox.grants.every(({ revokedAt }) => revokedAt));
  await page.getByText('Not connected').first().waitFor();
});

test('what has to be typed can be typed as it is seen: of a name with two spaces or signs of print, it is the id', async () => {
  const { world, browser } = set();
  await using visit = await openConsole(browser, world, { path: '/tenants' });
  const { page } = visit;
  const names = ['Double  Space', 'L’Oréal – Brasil'];
  for (const [index, displayName] of names.entries()) {
    const tenantId = `0f0f0f0f-0000-4000-8000-00000000aaa${index}`;
    const added = await world.send('POST', '/assist/tenants', { body: { displayName, tenantId } });
    assert.equal(added.status, 201, added.text);
    await visit.to(`/tenants/${tenantId}`);
    await page.getByRole('button', { name: 'Suspend', exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: `To go on, type: ${tenantId}` }).fill(tenantId);
    await dialog.getByRole('button', { name: 'Suspend', exact: true }).click();
    await dialog.waitFor({ state: 'detached' });
    const { json } = await world.send('GET', `/assist/tenants/${tenantId}`);
    assert.equal(json.subscriptionState, 'disabled');
  }
});
