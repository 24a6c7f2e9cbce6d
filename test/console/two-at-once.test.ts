import assert from 'node:assert/strict';
import { test } from 'node:test';
import { devicesPath } from '../harness/devices.ts';
import { until } from '../harness/world.ts';
import { assertAccessible } from './accessible.ts';
import { openConsole, picture } from './browser.ts';
import { addDevices, stage } from './stage.ts';

const set = stage((world) => addDevices(world, 2));

async function firstDevice(): Promise<string> {
  const { json } = await set().world.send('GET', `${devicesPath}?$orderby=deviceName&$top=1`);
  return json.value[0].id;
}

test('notes that somebody else has written meanwhile are shown, and are replaced by nobody who has not seen them', async () => {
  const { world, browser } = set();
  const id = await firstDevice();
  const path = `${devicesPath}/${id}`;
  const noted = async () => (await world.send('GET', `${path}?$select=notes`)).json.notes;
  await using visit = await openConsole(browser, world, { path: `/devices/${id}` });
  const { page } = visit;
  const field = page.getByRole('textbox', { name: 'Notes' });
  const save = page.getByRole('button', { name: 'Save', exact: true });
  await field.fill('Battery is swollen');
  await world.send('PATCH', path, { body: { notes: '<b>Do not wipe</b>\nEvidence' } });
  await save.click();
  const warning = page.getByRole('alert').filter({ hasText: 'Somebody else has changed these notes meanwhile' });
  await warning.getByText('<b>Do not wipe</b>').waitFor();
  assert.equal(await noted(), '<b>Do not wipe</b>\nEvidence');
  assert.equal(await field.inputValue(), 'Battery is swollen');
  await assertAccessible(page, 'notes that somebody else has changed');
  await picture(page, 'notes-overtaken');
  await warning.getByRole('button', { name: 'Put mine below theirs' }).click();
  assert.equal(await field.inputValue(), '<b>Do not wipe</b>\nEvidence\nBattery is swollen');
  await save.click();
  await page.getByRole('button', { name: 'Saved', exact: true }).waitFor();
  assert.equal(await noted(), '<b>Do not wipe</b>\nEvidence\nBattery is swollen');

  await field.fill('Mine');
  await world.send('PATCH', path, { body: { notes: null } });
  await save.click();
  await page.getByText('Somebody else has removed these notes meanwhile').waitFor();
  await page.getByRole('button', { name: 'Leave it at theirs' }).click();
  await until('the field is empty', async () => (await field.inputValue()) === '');
  assert.equal(await noted(), null);
  await field.fill('Mine');
  await world.send('PATCH', path, { body: { notes: 'Theirs' } });
  await save.click();
  await page.getByText('Theirs', { exact: true }).waitFor();
  await save.click();
  await page.getByRole('button', { name: 'Saved', exact: true }).waitFor();
  assert.equal(await noted(), 'Mine');

  // What is typed while it is saved is saved next.
  let letThrough = () => {};
  await page.route(`**${path.replace('v1.0', 'beta')}`, async (route) => {
    if (route.request().method() !== 'PATCH') return route.fallback();
    await new Promise<void>((through) => {
      letThrough = through;
    });
    return route.continue();
  });
  const saving = page.waitForRequest((request) => request.method() === 'PATCH');
  await field.fill('Mine and');
  await save.click();
  await saving;
  await field.fill('Mine and more');
  const read = page.waitForResponse(
    (response) => response.request().method() === 'GET' && /notes/.test(response.url()),
  );
  letThrough();
  await read;
  await page.unroute(`**${path.replace('v1.0', 'beta')}`);
  await save.click();
  await page.getByRole('button', { name: 'Saved', exact: true }).waitFor();
  assert.equal(await noted(), 'Mine and more');
  assert.deepEqual(visit.errors, []);
});

test('of a device that two edit, what the other has changed meanwhile stands at its field, and is replaced only by saving again', async () => {
  const { world, browser } = set();
  const path = `${devicesPath}/${await firstDevice()}`;
  await using visit = await openConsole(browser, world, { path: `/devices/${path.split('/').at(-1)}` });
  const { page } = visit;
  await page.getByRole('button', { name: 'Edit the device' }).click();
  const dialog = page.getByRole('dialog', { name: 'Edit the device' });
  const model = dialog.getByRole('textbox', { name: 'Model' });
  await model.fill('Laptop 8');
  await dialog.getByRole('combobox', { name: 'Compliance' }).selectOption('Compliant');
  const theirs = { model: 'Laptop 9', complianceState: 'inGracePeriod', manufacturer: 'Fabrikam' };
  await world.send('PATCH', path, { body: theirs });
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.getByText(/it is “Laptop 9” now/).waitFor();
  await dialog.getByText(/it is “In grace period” now/).waitFor();
  await model.and(page.locator('[aria-invalid=true]')).waitFor();
  await assertAccessible(page, 'a device that somebody else has changed');
  await picture(page, 'device-edit-overtaken');
  assert.equal((await world.send('GET', path)).json.model, 'Laptop 9');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.waitFor({ state: 'detached' });
  const { json } = await world.send('GET', path);
  const kept = [json.model, json.complianceState, json.manufacturer];
  assert.deepEqual(kept, ['Laptop 8', 'compliant', 'Fabrikam']);
  assert.deepEqual(visit.errors, []);
});
