import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { devicesPath } from '../harness/devices.ts';
import { until } from '../harness/world.ts';
import { openConsole } from './browser.ts';
import { addDevices, stage } from './stage.ts';

const set = stage((world) => addDevices(world, 2));

/** Past what is between, as by a long press on the browser's *Back*. */
const backPastOne = (page: Page) => page.evaluate('history.go(-2)');

test('that the tokens of one person are refused is said of nobody else', async () => {
  const { world, browser } = set();
  for (const userPrincipalName of ['adele@contoso.example', 'grady@contoso.example']) {
    const body = { deviceName: userPrincipalName, serialNumber: userPrincipalName };
    await world.send('POST', devicesPath, { token: await world.token({ userPrincipalName }), body });
  }
  const { json } = await world.send('GET', '/v1.0/deviceManagement/auditEvents');
  const people = [
    ...new Set(json.value.map(({ actor }: { actor: { userPrincipalName: string } }) => actor.userPrincipalName)),
  ];
  assert.ok(people.length >= 2, JSON.stringify(people));
  await using visit = await openConsole(browser, world, { path: '/people?name=adele%40contoso.example' });
  const { page } = visit;
  const revoke = page.getByRole('button', { name: 'Refuse their tokens' });
  await revoke.waitFor();
  await visit.go('Devices');
  await visit.to('/people?name=grady%40contoso.example');
  await page.getByRole('heading', { level: 1, name: 'grady@contoso.example' }).waitFor();
  await revoke.click();
  await page.getByRole('dialog').getByRole('button', { name: 'Refuse their tokens' }).click();
  await page.getByText('Their tokens are refused.').waitFor();
  await backPastOne(page);
  await page.getByRole('heading', { level: 1, name: 'adele@contoso.example' }).waitFor();
  await revoke.waitFor();
  assert.equal(await page.getByText('Their tokens are refused.').count(), 0);
});

test('the link of a session stands in no other, and the verdict of a receipt on the page of no other disconnect', async () => {
  const { world, browser } = set();
  const partner = await world.partnerId();
  await world.connect(partner);
  const { json: devices } = await world.send('GET', `${devicesPath}?$filter=startswith(deviceName,'PC-')`);
  for (const { id } of devices.value) await world.send('POST', `${devicesPath}/${id}/requestRemoteAssistance`);
  const [first, second] = await until('two sessions are open', async () => {
    const { json } = await world.send('GET', "/assist/sessions?$filter=status eq 'open'");
    return json.value.length === 2 ? json.value : undefined;
  });
  await using visit = await openConsole(browser, world, { path: '/sessions' });
  const { page } = visit;
  const show = page.getByRole('button', { name: 'Show the link for the supporter' });
  const join = page.getByRole('link', { name: 'Join the session' });
  await visit.to(`/sessions?session=${first.id}`);
  await show.waitFor();
  await visit.to('/sessions');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await visit.to(`/sessions?session=${second.id}`);
  await show.click();
  await join.waitFor();
  await backPastOne(page);
  await page.getByRole('dialog').getByText(first.deviceName).first().waitFor();
  await show.waitFor();
  assert.equal(await join.count(), 0);

  const disconnects: string[] = [];
  for (let time = 0; time < 2; time++) {
    await world.connect(partner).catch(() => {});
    await world.send('POST', `/v1.0/deviceManagement/remoteAssistancePartners/${partner}/disconnect`);
    await world.service.obligations.idle();
    const { json } = await world.send('GET', '/assist/disconnects?$top=1');
    disconnects.push(json.value[0].id);
  }
  const verify = page.getByRole('button', { name: 'Verify the receipt' });
  await visit.to(`/disconnects/${disconnects[0]}`);
  await verify.waitFor();
  await visit.go('Disconnects');
  await visit.to(`/disconnects/${disconnects[1]}`);
  await page.getByText(disconnects[1] ?? '').waitFor();
  await verify.click();
  await page.getByText(/The receipt is genuine/).waitFor();
  await backPastOne(page);
  await page.getByText(disconnects[0] ?? '').waitFor();
  assert.equal(await page.getByText(/The receipt is genuine/).count(), 0);
});

test('what an earlier disconnect has come to is not said of the next one, before that has come to it', async () => {
  const { world, browser } = set();
  const partner = await world.partnerId();
  await world.connect(partner);
  await using visit = await openConsole(browser, world, { path: '/partners' });
  const { page } = visit;
  const disconnect = page.getByRole('button', { name: 'Disconnect', exact: true });
  const dialog = page.getByRole('dialog');
  const over = dialog.getByText('Nothing of the connection is left.');
  const confirm = async () => {
    await disconnect.click();
    await dialog.getByText('No session is open.').waitFor();
    await dialog.getByRole('button', { name: 'Disconnect Contoso' }).click();
    await dialog.getByRole('heading', { name: 'Contoso is disconnected from TeamViewer' }).waitFor();
  };
  await confirm();
  await over.waitFor();
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  await world.connect(partner);
  const held = Promise.withResolvers<void>();
  await page.route('**/assist/disconnects?**', async (route) => {
    await held.promise;
    return route.continue();
  });
  await confirm();
  await dialog.getByText('Under way…').first().waitFor();
  assert.equal(await over.count(), 0);
  held.resolve();
  await over.waitFor();
});
