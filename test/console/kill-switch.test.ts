import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { waitFor } from '../harness/wait-for.ts';
import { startWorld, until } from '../harness/world.ts';
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
  await dialog.getByRole('textbox', { name: 'To go on, type: TeamViewer' }).fill('TeamViewer');
  await assertAccessible(page, 'a disconnect with somebody inside');
  await picture(page, 'kill-switch-inside');
  await dialog.getByRole('button', { name: 'Disconnect Contoso' }).click();
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
  assert.match(await downloaded(page, 'Download as a page'), /<h1>/);

  await page.route('**/receipt()', async (route) => {
    const [head, body, signature = ''] = receipt.split('.');
    const altered = `${head}.${body}.${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`;
    return route.fulfill({ json: { value: altered } });
  });
  await page.getByRole('button', { name: 'Verify the receipt' }).click();
  await page.getByText(/The receipt is not genuine/).waitFor();

  await go('Disconnects');
  await page.getByRole('row').filter({ hasText: 'INC-4711' }).getByText('Proven').waitFor();
  await assertAccessible(page, 'the disconnects');
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

test('pending work says what it is about and what the partner answered; all of it is tried at once, and what came of it is said', async () => {
  const { world, browser } = set();
  const id = await world.partnerId();
  for (let round = 0; round < 2; round++) {
    await world.connect(id);
    if (round === 0) world.sandbox.faults.add({ kind: 'error', path: '*revoke' });
    await world.send('POST', `/v1.0/deviceManagement/remoteAssistancePartners/${id}/disconnect`);
  }
  await using visit = await openConsole(browser, world);
  const { page } = visit;
  await page.getByRole('link', { name: 'Work owed to partners: 2' }).click();
  await page.getByRole('heading', { level: 1, name: 'Pending work' }).waitFor();
  await page
    .getByRole('row')
    .nth(2)
    .getByText(/revoke.*500/)
    .waitFor();
  await assertAccessible(page, 'pending work');
  await picture(page, 'pending-work');
  await page.getByRole('button', { name: 'Retry all now' }).click();
  await page.getByText(/2 did not work, and are tried again by themselves\. .*revoke.*500/).waitFor();
  await page.getByRole('button', { name: 'Revoke a grant' }).first().click();
  const details = page.getByRole('dialog');
  await details.getByRole('link', { name: 'See the page of this disconnect, with its receipt' }).waitFor();
  world.sandbox.faults.clear();
  await details.getByRole('button', { name: 'Retry now' }).click();
  await details.getByText('1 is done.').waitFor();
  await assertAccessible(page, 'one obligation');
  await details.getByRole('button', { name: 'Close' }).click();
  // The other is tried again by itself as well, and on a slow machine it is over before it is clicked.
  await page
    .getByRole('button', { name: 'Retry now' })
    .click({ timeout: 5000 })
    .catch(() => {});
  await page.getByText('Nothing is owed.').waitFor();
});

test('what nobody could confirm asks for attention on every page and in the title, until somebody has looked at it', async () => {
  const { world, browser } = set();
  const wanting = {
    id: 'obligation-1',
    kind: 'grant.retire',
    subject: 'grant-1',
    status: 'unconfirmed',
    attempts: 9,
    createdDateTime: '2026-11-20T08:00:00Z',
    nextAttemptDateTime: null,
    lastFailure: null,
    reportedDateTime: null,
    completedDateTime: '2026-11-24T08:00:00Z',
    unconfirmedReason: 'The partner was never reached again.',
    steps: [],
    notEstablished: [],
  };
  await using visit = await openConsole(browser, world, {
    prepare: async (page) => {
      await page.route('**/assist/obligations?**unconfirmed**', (route) =>
        route.fulfill({ json: { value: [wanting] } }),
      );
      await page.route('**/assist/obligations/obligation-1', (route) => route.fulfill({ json: wanting }));
    },
  });
  const { page, go } = visit;
  await go('Audit');
  await waitFor('the count in the title', async () => (await page.title()).startsWith('(1) '));
  await page.getByRole('button', { name: '1 thing needs your attention' }).click();
  await page.getByRole('menuitem', { name: /Revoke a grant/ }).click();
  await page.getByRole('dialog').getByText('The partner was never reached again.').waitFor();
  await assertAccessible(page, 'what is not confirmed');
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
  await page.getByRole('button', { name: 'Nothing needs your attention' }).waitFor();
  await waitFor('the title without a count', async () => !(await page.title()).startsWith('('));
});

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
  await assertAccessible(page, 'the question before a severance');
  await sever.getByRole('button', { name: 'Sever TeamViewer' }).click();
  await page.getByText('1 of 1 grant is proven to be revoked.').first().waitFor();
  await page.getByText('All of it is proven.').first().waitFor();
  await assertAccessible(page, 'a severed connector');
  await picture(page, 'connector-severed');
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

test('the start page of a consent and the page that it leads to say for which organisation, and axe finds nothing on either', async () => {
  const { browser } = set();
  await using world = await startWorld({ settings: { consentConfirmation: 'signIn' } });
  const id = await world.partnerId();
  const partner = `/beta/deviceManagement/remoteAssistancePartners/${id}`;
  await world.send('POST', `${partner}/beginOnboarding`);
  const { json } = await world.send('GET', partner);
  await using visit = await openConsole(browser, world);
  const { page } = visit;
  await page.goto(json.onboardingUrl);
  await page.getByRole('heading', { name: /Contoso/ }).waitFor();
  await assertAccessible(page, 'the start page of a consent');
  await picture(page, 'consent-start');
  await page.getByRole('link', { name: 'Sign in' }).click();
  const person = page.getByRole('button', { name: 'Adele Admin', exact: true });
  const confirm = page.getByRole('button', { name: 'Confirm for Contoso, and go on to the partner' });
  await person.or(confirm).waitFor();
  if (await person.count()) await person.click();
  await confirm.waitFor();
  await assertAccessible(page, 'the page that confirms a consent');
  await picture(page, 'consent-confirm');
  await confirm.click();
  await page.getByRole('button', { name: 'Allow' }).waitFor();
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
