import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parse as parseCsv } from 'csv-parse/sync';
import { until } from '../harness/world.ts';
import { assertAccessible } from './accessible.ts';
import { openConsole, picture } from './browser.ts';
import { addDevices, stage } from './stage.ts';

const set = stage(async (world) => {
  await addDevices(world, 30);
  await world.connect(await world.partnerId());
});

test('a day of a help desk: a caller is found by Ctrl+K, helped, noted, seen inside, billed for, and looked up as a person', async () => {
  const { world, browser } = set();
  const { sandbox, clock, service } = world;
  await using visit = await openConsole(browser, world);
  const { page, go } = visit;
  await page.keyboard.press('Control+k');
  const search = page.getByRole('dialog', { name: 'Search' });
  await search.getByRole('searchbox').fill('user00007');
  await search.getByRole('link', { name: 'PC-00007' }).waitFor();
  await search.getByRole('link', { name: 'user00007@contoso.example' }).waitFor();
  await search.getByText('Searching…').waitFor({ state: 'detached' });
  await assertAccessible(page, 'the search over everything');
  await picture(page, 'search');
  await search.getByRole('searchbox').press('Enter');

  await page.getByRole('heading', { level: 1, name: 'PC-00007' }).waitFor();
  await page.getByRole('button', { name: 'Request remote assistance' }).click();
  await page.getByRole('link', { name: 'Join the session' }).waitFor();
  await page.getByRole('textbox', { name: 'Notes' }).fill('The fan is loud');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('button', { name: 'Saved' }).waitFor();
  const opened = await until('the session is open', () => sandbox.sessions[0]);
  sandbox.connect(opened.code, 'Grace Hopper');
  await until('the partner was asked who is inside', async () => {
    clock.turn(60_000);
    await service.obligations.idle();
    const { json } = await world.send('GET', '/assist/sessions?$top=1');
    return json.value[0].connections.length > 0;
  });
  await page.reload();
  await page.getByRole('group', { name: 'Help on this device' }).getByText('Grace Hopper').waitFor();
  await page.getByRole('group', { name: 'What was done to it' }).getByText('Remote assistance requested').waitFor();
  assert.equal(await page.getByRole('textbox', { name: 'Notes' }).inputValue(), 'The fan is loud');
  await assertAccessible(page, 'the page of a device');
  await picture(page, 'device');

  await go('Overview');
  await page.getByRole('link', { name: 'Somebody inside now: 1' }).click();
  await page.getByRole('heading', { level: 1, name: 'Sessions' }).waitFor();
  await page.getByRole('row').nth(1).getByText('Grace Hopper').waitFor();
  await page.getByRole('searchbox', { name: 'Supporter' }).fill('grace');
  await page.waitForURL(/supporter=grace/);
  await page.getByRole('row').nth(1).getByText('Grace Hopper').waitFor();
  await assertAccessible(page, 'who is inside');
  await picture(page, 'sessions-inside');
  const downloading = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export' }).click();
  await page.getByRole('menuitem', { name: 'As CSV' }).click();
  const csv = readFileSync(await (await downloading).path(), 'utf8');
  const [line, ...others] = parseCsv(csv, { columns: true, bom: true }) as Record<string, string>[];
  assert.deepEqual(
    [line?.supporter, line?.deviceName, line?.requestedBy, others.length],
    ['Grace Hopper', 'PC-00007', 'adele@contoso.example', 0],
  );
  assert.match(line?.month ?? '', /^\d{4}-\d{2}$/);
  await page.getByRole('searchbox', { name: 'Supporter' }).fill('nobody');
  await page.getByText('No session fits these filters').waitFor();
  await page.getByRole('button', { name: 'Clear all filters' }).click();

  await page.getByRole('button', { name: 'PC-00007' }).click();
  await page.getByRole('dialog').getByRole('link', { name: 'user00007@contoso.example' }).click();
  await page.getByRole('heading', { level: 1, name: 'user00007@contoso.example' }).waitFor();
  await page.getByRole('group', { name: 'Devices of this person' }).getByRole('link', { name: 'PC-00007' }).waitFor();
  await page.getByRole('group', { name: 'Help that they received' }).getByText('Grace Hopper').waitFor();
  await assertAccessible(page, 'the page of a person');
  await picture(page, 'person');
  for (const width of [720, 390]) {
    await page.setViewportSize({ width, height: 844 });
    const over = await page.evaluate(
      "(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)(document.getElementById('main'))",
    );
    assert.equal(over, 0, `the page of a person at ${width}`);
  }
  assert.deepEqual(visit.errors, []);
});

test('the tokens of somebody whose account was stolen are refused from their page, with the reason', async () => {
  const { world, browser } = set();
  const token = await world.token({ userPrincipalName: 'grady@contoso.example' });
  // What they did stands in the trail under their name.
  const body = { deviceName: 'PC-OF-GRADY', serialNumber: 'SN-GRADY' };
  const added = await world.send('POST', '/v1.0/deviceManagement/managedDevices', { token, body });
  assert.ok([201, 403].includes(added.status), added.text);
  await using visit = await openConsole(browser, world, { path: '/people?name=grady%40contoso.example' });
  const { page } = visit;
  await page.getByRole('button', { name: 'Refuse their tokens' }).click();
  const dialog = page.getByRole('dialog', { name: 'Refuse the tokens of grady@contoso.example?' });
  await dialog.getByRole('textbox', { name: 'Reason' }).fill('Stolen laptop');
  world.clock.turn(2000);
  await dialog.getByRole('button', { name: 'Refuse their tokens' }).click();
  await page.getByText('Their tokens are refused.').waitFor();
  world.clock.turn(2000);
  assert.equal((await world.send('GET', '/assist/me', { token })).status, 401);
});

test('the settings of Remote Help are switched by those who may', async () => {
  const { world, browser } = set();
  await using visit = await openConsole(browser, world, { path: '/settings' });
  const { page } = visit;
  await page.getByRole('switch', { name: 'Block chat' }).click();
  await until('chat is blocked', async () => {
    const { json } = await world.send('GET', '/beta/deviceManagement/remoteAssistanceSettings');
    return json.blockChat === true;
  });
  await page.getByRole('switch', { name: 'Block chat', checked: true }).waitFor();
  // What the operator has set is read here.
  await page.getByRole('group', { name: 'Set by whoever operates' }).getByText('400 days').first().waitFor();
  await picture(page, 'settings');
  assert.deepEqual(visit.errors, []);
});

test('a device is added by hand, found among those not seen for long, exported, and removed with its sessions', async () => {
  const { world, browser } = set();
  await using visit = await openConsole(browser, world, { path: '/devices' });
  const { page } = visit;
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Add a device' });
  await dialog.getByRole('button', { name: 'Add a device' }).click();
  await dialog.getByText('Enter the name of the device.').waitFor();
  await dialog.getByRole('textbox', { name: 'Device name' }).fill('KIOSK-1');
  await dialog.getByRole('textbox', { name: 'Serial number' }).fill('SN-KIOSK');
  await dialog.getByRole('button', { name: 'Add a device' }).click();
  await page.getByRole('heading', { level: 1, name: 'KIOSK-1' }).waitFor();

  await page.getByRole('navigation').getByRole('link', { name: 'Devices' }).click();
  await page.getByRole('button', { name: 'Filters' }).click();
  await page.getByLabel('Not seen since').fill('2026-11-03');
  await page.waitForURL(/notSeen=2026-11-03/);
  await page.getByRole('searchbox').fill('SN-00001');
  await page.getByText('1 device', { exact: true }).waitFor();
  const downloading = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export' }).click();
  await page.getByRole('menuitem', { name: 'As CSV' }).click();
  const csv = readFileSync(await (await downloading).path(), 'utf8');
  const exported = parseCsv(csv, { columns: true, bom: true }) as Record<string, string>[];
  assert.deepEqual(
    exported.map(({ deviceName }) => deviceName),
    ['PC-00001'],
  );

  await visit.to('/devices?q=KIOSK-1');
  await page.getByRole('button', { name: 'KIOSK-1' }).click();
  await page.getByRole('dialog').getByRole('link', { name: 'Open its page' }).click();
  await page.getByRole('button', { name: 'Remove the device' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove the device' }).click();
  await page.getByRole('heading', { level: 1, name: 'Devices' }).waitFor();
  const { json } = await world.send('GET', "/v1.0/deviceManagement/managedDevices?$filter=deviceName eq 'KIOSK-1'");
  assert.equal(json.value.length, 0);
  assert.deepEqual(visit.errors, []);
});
