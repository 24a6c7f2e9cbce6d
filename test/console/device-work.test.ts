import assert from 'node:assert/strict';
import { test } from 'node:test';
import { devicesPath } from '../harness/devices.ts';
import { until } from '../harness/world.ts';
import { assertAccessible } from './accessible.ts';
import { openConsole, picture } from './browser.ts';
import { addDevices, stage } from './stage.ts';

const set = stage(async (world) => {
  await world.connect(await world.partnerId());
  await addDevices(world, 12);
});

/** The id of a device, by its name. */
async function idOf(name: string): Promise<string> {
  const { json } = await set().world.send('GET', `${devicesPath}?$filter=deviceName eq '${name}'`);
  return json.value[0].id;
}

test('a device is edited by keyboard: what is wrong stands at its field, what was refused too, and only changes are sent', async () => {
  const { world, browser } = set();
  const id = await idOf('PC-00001');
  await using visit = await openConsole(browser, world, { path: `/devices/${id}` });
  const { page } = visit;
  const opener = page.getByRole('button', { name: 'Edit the device' });
  await opener.focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Edit the device' });
  const manufacturer = dialog.getByRole('textbox', { name: 'Manufacturer' });
  assert.equal(await manufacturer.inputValue(), 'Contoso');
  await picture(page, 'device-edit');

  await manufacturer.fill('x'.repeat(257));
  await page.keyboard.press('Enter');
  await dialog.getByText('Enter at most 256 characters.').waitFor();
  assert.equal(await manufacturer.getAttribute('aria-invalid'), 'true');
  await manufacturer.and(page.locator(':focus')).waitFor();
  await picture(page, 'device-edit-wrong');
  await manufacturer.fill('Fabrikam');

  await dialog.getByRole('button', { name: 'More properties' }).focus();
  await page.keyboard.press('Enter');
  await dialog.getByRole('combobox', { name: 'managedDeviceOwnerType' }).selectOption('personal');
  assert.equal(await dialog.locator('[type=number]').count(), 0, 'scrolling over such a field changes what is in it');
  const refused = ['serialNumber', 'managedDeviceOwnerType'];
  const bodies: unknown[] = [];
  await page.route('**/managedDevices/*', (route) => {
    if (route.request().method() !== 'PATCH') return route.continue();
    bodies.push(route.request().postDataJSON());
    const property = refused.shift();
    if (property === undefined) return route.continue();
    const message = `Invalid value for property '${property}': not today.`;
    return route.fulfill({ status: 400, json: { error: { code: 'BadRequest', message } } });
  });
  const save = async () => {
    await dialog.getByRole('button', { name: 'Save' }).focus();
    await page.keyboard.press('Enter');
  };
  await save();
  const serialNumber = dialog.getByRole('textbox', { name: 'Serial number' });
  await dialog.locator('[aria-invalid=true]').waitFor();
  await serialNumber.and(page.locator('[aria-invalid=true]:focus')).waitFor();
  await picture(page, 'device-edit-refused');
  await dialog.getByRole('button', { name: 'Fewer properties' }).focus();
  await page.keyboard.press('Enter');
  await save();
  const owner = dialog.getByRole('combobox', { name: 'managedDeviceOwnerType' });
  await owner.and(page.locator('[aria-invalid=true]:focus')).waitFor();
  await save();
  await dialog.waitFor({ state: 'detached' });
  await page.getByText('Fabrikam').first().waitFor();
  assert.deepEqual(bodies.at(-1), { manufacturer: 'Fabrikam', managedDeviceOwnerType: 'personal' });
  const { json } = await world.send('GET', `${devicesPath}/${id}`);
  assert.equal(json.managedDeviceOwnerType, 'personal');
  assert.equal(json.lastSyncDateTime, '2026-11-01T08:00:00Z');

  await page.getByRole('link', { name: 'Everything on this device' }).click();
  await page.getByRole('heading', { level: 1, name: 'Audit' }).waitFor();
  assert.match(page.url(), new RegExp(`device=${id}`));
  await visit.to('/people?name=adele%40contoso.example');
  await page.getByRole('link', { name: 'Everything by this person' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'Audit' }).waitFor();
  assert.match(page.url(), /person=adele%40/);
});

test('devices are filtered by manufacturer and by an open session, and the address says so', async () => {
  const { world, browser } = set();
  const id = await idOf('PC-00003');
  await world.send('POST', `${devicesPath}/${id}/requestRemoteAssistance`);
  await until('the session is open', async () => {
    const { json } = await world.send('GET', `/assist/sessions?$filter=deviceId eq '${id}' and status eq 'open'`);
    return json.value.length === 1;
  });
  await using visit = await openConsole(browser, world, { path: '/devices' });
  const { page } = visit;
  await page.getByText('12 devices').waitFor();
  await page.getByRole('button', { name: 'Filters' }).click();
  await page.getByRole('combobox', { name: 'Session' }).selectOption('Open');
  await page.getByText('1 device', { exact: true }).waitFor();
  await page.getByText('PC-00003').waitFor();
  assert.match(page.url(), /session=open/);
  await assertAccessible(page, 'devices with an open session');
  await picture(page, 'devices-filtered');
  await page.getByRole('combobox', { name: 'Session' }).selectOption('All');
  // As it is pasted.
  await page.getByRole('textbox', { name: 'Manufacturer' }).fill(' cont ');
  await until('the address has the manufacturer', async () => /manufacturer=cont$/.test(page.url()));
  await page.getByText('PC-00005').waitFor();
  await page.getByRole('textbox', { name: 'Manufacturer' }).fill('nobody');
  await page.getByText('No device fits these filters').waitFor();
  assert.deepEqual(visit.errors, []);
});

test('a view is kept under a name and found again, a broken one is not believed, and from a device one goes on to its neighbours', async () => {
  const { world, browser } = set();
  await using visit = await openConsole(browser, world, { path: '/devices?os=macOS&sort=deviceName+desc' });
  const { page } = visit;
  await page.getByText('3 devices').waitFor();
  await page.evaluate(`(() => {
    const views = Array.from({ length: 30 }, (_, index) => ({ name: 'A' + (100 + index), search: '', view: {} }));
    localStorage.setItem('assistd.views.adele@contoso.example.devices', JSON.stringify(views));
    dispatchEvent(new Event('storage'));
  })()`);
  const menu = page.getByRole('button', { name: 'Views', exact: true });
  await menu.focus();
  await page.keyboard.press('Enter');
  await page.getByRole('menuitem', { name: 'Keep this view…' }).focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Keep this view' });
  const name = dialog.getByRole('textbox', { name: 'Name of the view' });
  await until('the dialog has the keyboard', () =>
    page.evaluate(`document.activeElement?.closest('[role=dialog]') !== null`),
  );
  await name.focus();
  await page.keyboard.press('Enter');
  await dialog.getByText('Enter a name.').waitFor();
  await assertAccessible(page, 'a view without a name');
  await picture(page, 'view-name');
  await name.fill('All Macs');
  await page.keyboard.press('Enter');
  await dialog.waitFor({ state: 'detached' });

  await visit.go('Audit');
  await visit.go('Devices');
  await page.getByText('12 devices').waitFor();
  await menu.click();
  await page.getByRole('menuitem', { name: 'Forget All Macs' }).waitFor();
  await picture(page, 'views');
  await page.getByRole('menuitem', { name: 'All Macs', exact: true }).click();
  await page.getByText('3 devices').waitFor();
  assert.match(page.url(), /os=macOS&sort=deviceName\+desc/);

  await page.getByRole('button', { name: 'PC-00012' }).click();
  await page.getByRole('link', { name: 'Open its page' }).click();
  const title = (device: string) => page.getByRole('heading', { level: 1, name: device }).waitFor();
  await title('PC-00012');
  await page.getByRole('button', { name: 'Next' }).focus();
  await page.keyboard.press('Enter');
  await title('PC-00008');
  await assertAccessible(page, 'a device of a list');
  await picture(page, 'device-of-list');
  await page.keyboard.press('Enter');
  await title('PC-00004');
  assert.equal(await page.getByRole('button', { name: 'Next' }).getAttribute('aria-disabled'), 'true');
  await page.getByRole('button', { name: 'Previous' }).click();
  await title('PC-00008');
  await page.getByRole('link', { name: '2 of 3 in the list' }).click();
  await page.getByText('3 devices').waitFor();
  assert.match(page.url(), /os=macOS&sort=deviceName\+desc/);
  await page.goBack();
  await title('PC-00008');

  for (const broken of ['null', '{', '[{"name":1},null,{"name":"All Macs","search":7}]']) {
    await page.evaluate(`Object.keys(localStorage).filter((key) => key.startsWith('assistd.views.'))
      .forEach((key) => localStorage.setItem(key, ${JSON.stringify(broken)}))`);
    await page.evaluate(`sessionStorage.setItem('assistd.deviceList', ${JSON.stringify(broken)})`);
    await page.reload();
    await title('PC-00008');
    assert.equal(await page.getByRole('button', { name: 'Next' }).count(), 0);
  }
  await visit.go('Devices');
  await menu.click();
  await page.getByRole('menuitem', { name: 'Keep this view…' }).waitFor();
  assert.equal(await page.getByRole('menuitem').count(), 1);
  assert.deepEqual(visit.errors, []);
});

test('where one of several sessions of a device cannot be closed, it is told how many were', async () => {
  const { world, browser } = set();
  await using visit = await openConsole(browser, world, {
    path: '/devices?q=PC-00007',
    prepare: async (page) => {
      await page.route(/\/assist\/sessions\?.*deviceId/, (route) =>
        route.fulfill({ json: { value: [{ id: 'one' }, { id: 'two' }, { id: 'three' }] } }),
      );
      await page.route('**/assist/sessions/*/close', (route) =>
        route.request().url().includes('/three/')
          ? route.fulfill({ status: 409, json: { error: { code: 'Conflict', message: 'Not today.' } } })
          : route.fulfill({ status: 204 }),
      );
    },
  });
  const { page } = visit;
  await page.getByRole('checkbox', { name: 'Choose PC-00007', exact: true }).click();
  await page.getByRole('toolbar').getByRole('button', { name: 'Close sessions' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Close sessions' }).click();
  await dialog.getByText(/^2 sessions are being closed, then one failed: .*Not today\./).waitFor();
  await picture(page, 'bulk-partly');
});

test('editing, filters and views in Chinese and Portuguese, in the dark and on small screens', async () => {
  const { world, browser } = set();
  const id = await idOf('PC-00002');
  const visits = [
    { name: 'zh-dark', locale: 'zh-CN', colorScheme: 'dark', viewport: { width: 1366, height: 625 } },
    { name: 'pt-phone', locale: 'pt-BR', colorScheme: 'light', viewport: { width: 390, height: 844 } },
    { name: 'en-zoomed', locale: 'en-GB', colorScheme: 'light', viewport: { width: 720, height: 450 } },
  ] as const;
  for (const { name, ...how } of visits) {
    const rules = how.locale === 'en-GB' ? 'all' : 'coloured';
    await using visit = await openConsole(browser, world, { ...how, path: '/devices' });
    const { page } = visit;
    await page.getByText('PC-00001').waitFor();
    await assertAccessible(page, `devices, ${name}`, rules);
    await picture(page, `devices-${name}`);
    await visit.to(`/devices/${id}`);
    await page.getByRole('heading', { level: 1, name: 'PC-00002' }).waitFor();
    const edit = page.getByRole('button', { name: /Edit the device|Editar o dispositivo|编辑设备/ });
    await edit.click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox').first().fill('');
    await page.keyboard.press('Enter');
    await until('the name is asked for', async () => (await dialog.locator('[aria-invalid=true]').count()) === 1);
    await assertAccessible(page, `a device that is edited, ${name}`, rules);
    await picture(page, `device-edit-${name}`);
  }
});

test('what is done with many devices is stopped between two, says what was not done, and goes on with that', async () => {
  const { world, browser } = set();
  await using visit = await openConsole(browser, world, { path: '/devices' });
  const { page } = visit;
  const held = Promise.withResolvers<void>();
  let sent = 0;
  await page.route('**/requestRemoteAssistance', async (route) => {
    sent++;
    await held.promise;
    return route.continue();
  });
  for (const name of ['PC-00008', 'PC-00009', 'PC-00010']) {
    await page.getByRole('checkbox', { name: `Choose ${name}`, exact: true }).click();
  }
  await page.getByRole('toolbar').getByRole('button', { name: 'Request assistance' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Request assistance' }).click();
  await until('the first request is under way', async () => sent === 1);
  await dialog.getByRole('button', { name: 'Stop', exact: true }).click();
  await dialog.getByRole('button', { name: 'Stopping…' }).waitFor();
  assert.equal(await dialog.getByText('Not done').count(), 3);
  held.resolve();
  await dialog.getByText('1 of 3 succeeded').waitFor();
  await dialog.getByRole('button', { name: 'Go on' }).waitFor();
  assert.equal(await dialog.getByText('Not done').count(), 2);
  assert.equal(sent, 1);
  await assertAccessible(page, 'what was stopped half way');
  await picture(page, 'devices-bulk-stopped');
  await dialog.getByRole('button', { name: 'Go on' }).click();
  await dialog.getByText('3 of 3 succeeded').waitFor();
  assert.equal(sent, 3);
  assert.deepEqual(visit.errors, []);
});
