import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { devicesPath } from '../harness/devices.ts';
import { until } from '../harness/world.ts';
import { assertAccessible } from './accessible.ts';
import { openConsole, picture } from './browser.ts';
import { stage } from './stage.ts';

const set = stage();

/** Holds a file over the page, as the system's file manager does, and drops it. */
async function drop(page: Page, name: string, bytes: Buffer): Promise<void> {
  await drag(page, name, bytes, ['dragover', 'drop']);
}

async function drag(page: Page, name: string, bytes: Buffer, events: readonly string[]): Promise<void> {
  await page.evaluate(`(() => {
    const dataTransfer = new DataTransfer();
    const bytes = Uint8Array.from(atob('${bytes.toString('base64')}'), (each) => each.charCodeAt(0));
    dataTransfer.items.add(new File([bytes], ${JSON.stringify(name)}));
    const main = document.getElementById('main');
    for (const type of ${JSON.stringify(events)}) {
      main.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
    }
  })()`);
}

const mixed = [
  'sep=;',
  'Device name;Serial number;Compliance;Last check-in;WiFiSubnetID',
  'NEW;SN-1;Compliant;2026-11-20 10:00:00;10.0.0.0',
  'TWIN A;SN-2;Compliant;;',
  'TWIN B;SN-2;Compliant;;',
  'NOBODY;;Compliant;;',
  'ODD;SN-5;Splendid;;',
  'LATER;SN-6;Compliant;11/12/2026 2:03 PM;',
].join('\r\n');

test('a CSV that is dropped on the devices is shown before anything is sent, then what became of each row', async () => {
  const { world, browser } = set();
  await using visit = await openConsole(browser, world, { path: '/devices' });
  const { page } = visit;
  await page.getByText('There are no devices yet').waitFor();
  const file = Buffer.from(`\uFEFF${mixed}`, 'utf16le');
  await drag(page, 'devices.csv', file, ['dragover']);
  await page.getByText('Drop the file to see what is in it.').waitFor();
  await drop(page, 'devices.csv', file);
  const dialog = page.getByRole('dialog', { name: 'Import devices' });
  await dialog.getByText('Rows read: 6. Rows that cannot be taken: 5.').waitFor();
  await dialog.getByText('What is taken over: deviceName, serialNumber, complianceState, lastSyncDateTime').waitFor();
  await dialog.getByText('Columns that are not taken over: WiFiSubnetID').waitFor();
  assert.equal(await dialog.getByText('Rows 4 and 5 have the same serialNumber, “SN-2”').count(), 2);
  await dialog.getByText('It has neither an id nor a serial number').waitFor();
  await dialog.getByText("Invalid value for property 'complianceState'").waitFor();
  await dialog.getByText('can be read in several ways').waitFor();
  await assertAccessible(page, 'what is in a file');
  await picture(page, 'import-preview');
  assert.equal((await world.send('GET', `${devicesPath}/$count`)).text, '0');

  await dialog.getByRole('combobox', { name: 'How dates are written' }).selectOption('Day, month, year');
  await dialog.getByText('Rows that cannot be taken: 4.').waitFor();
  await dialog.getByRole('button', { name: 'Import 2 devices' }).click();
  await dialog.getByText('Added: 2. Changed: 0. As they were: 0. Refused: 4.').waitFor();
  assert.equal(await dialog.getByText('Added', { exact: true }).count(), 2);
  await assertAccessible(page, 'what became of a file');
  await picture(page, 'import-result');
  await dialog.getByRole('button', { name: 'Close', exact: true }).click();
  await page.getByText('2 devices', { exact: true }).waitFor();
  const { json } = await world.send('GET', `${devicesPath}?$filter=serialNumber eq 'SN-6'`);
  assert.equal(json.value[0].lastSyncDateTime, '2026-12-11T14:03:00Z');
  assert.deepEqual(visit.errors, []);
});

test('a file is chosen and imported by keyboard; what is no inventory is told, and what stopped half way goes on', async () => {
  const { world, browser } = set();
  await using visit = await openConsole(browser, world, { path: '/devices' });
  const { page } = visit;
  const dialog = page.getByRole('dialog', { name: 'Import devices' });
  let next = { name: '', content: '' };
  page.on('filechooser', (chooser) => {
    const { name, content } = next;
    void chooser.setFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(content, 'latin1') });
  });
  const choose = async (button: string, name: string, content: string) => {
    next = { name, content };
    await dialog.getByRole('button', { name: button, exact: true }).focus();
    await page.keyboard.press('Enter');
  };
  const opener = page.getByRole('button', { name: 'Import', exact: true });
  await opener.focus();
  await page.keyboard.press('Enter');
  await dialog.getByText('Drop the file here, or choose it.').waitFor();
  await picture(page, 'import');
  await choose('Choose a file', 'colours.csv', 'Colour,Size\nred,9\n');
  await dialog.getByRole('alert').getByText('Its columns are: Colour, Size').waitFor();
  await assertAccessible(page, 'a file that is no inventory');
  await picture(page, 'import-unreadable');

  // A folder, or a file that is no longer there, is the browser's own error.
  await page.evaluate(`(() => {
    const { arrayBuffer } = File.prototype;
    File.prototype.arrayBuffer = () => {
      File.prototype.arrayBuffer = arrayBuffer;
      return Promise.reject(new DOMException('A requested file could not be found', 'NotFoundError'));
    };
  })()`);
  await choose('Choose a file', 'moved.csv', 'Serial number\nSN-9\n');
  await dialog.getByRole('alert').getByText('moved or changed since it was chosen').waitFor();

  await choose('Choose a file', 'own.csv', 'Serial number,Device name\nSN-7,B\xfcro\n');
  await dialog.getByText('It was read as Windows-1252').waitFor();
  await dialog.getByText('Büro').waitFor();
  let failures = 1;
  await page.route('**/managedDevices/import', (route) => {
    if (failures-- <= 0) return route.continue();
    return route.fulfill({ status: 403, json: { error: { code: 'Forbidden', message: 'Not today.' } } });
  });
  await dialog.getByRole('button', { name: 'Import 1 device' }).focus();
  await page.keyboard.press('Enter');
  await dialog.getByRole('alert').getByText('Not today.').waitFor();
  await picture(page, 'import-refused');
  await page.keyboard.press('Enter');
  await dialog.getByText('Added: 1.').waitFor();
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  await page.getByText('Büro').waitFor();
});

test('an import is read beside the page; it can be stopped, says what was not sent, goes on with that, and is not left by mistake', async () => {
  const { world, browser } = set();
  await using visit = await openConsole(browser, world, { path: '/sessions' });
  const { page } = visit;
  await visit.go('Devices');
  const held = Promise.withResolvers<void>();
  let sent = 0;
  await page.route('**/managedDevices/import', async (route) => {
    sent++;
    await held.promise;
    return route.continue();
  });
  const rows = Array.from({ length: 3500 }, (_, index) => `STOP-${index + 1},SN-STOP-${index + 1}`);
  const beside = page.waitForEvent('worker');
  await drop(page, 'many.csv', Buffer.from(['Device name,Serial number', ...rows].join('\n')));
  await beside;
  const dialog = page.getByRole('dialog', { name: 'Import devices' });
  const asksBeforeItIsLeft = async () =>
    (await page.evaluate("!dispatchEvent(new Event('beforeunload', { cancelable: true }))")) === true;
  assert.equal(await asksBeforeItIsLeft(), false);
  await dialog.getByRole('button', { name: 'Import 3,500 devices' }).click();
  const stop = dialog.getByRole('button', { name: 'Stop' });
  await stop.waitFor();
  await until('two requests are under way', async () => sent === 2);
  await until('the browser asks before the page is left', asksBeforeItIsLeft);
  for (const way of ['back', 'back', 'forward']) await page.evaluate(`history.${way}()`);
  await page.evaluate('new Promise((gone) => setTimeout(gone))');
  assert.equal(new URL(page.url()).pathname, '/console/devices', 'who goes back stays with what is under way');
  await dialog.getByText('0 of 3,500 rows are done').waitFor();
  await stop.focus();
  await page.keyboard.press('Enter');
  await dialog.getByRole('button', { name: 'Stopping…' }).waitFor();
  held.resolve();
  await dialog.getByText('Added: 2,000. Changed: 0. As they were: 0. Refused: 0. 1,500 rows were not sent.').waitFor();
  assert.equal(sent, 2);
  assert.equal(await asksBeforeItIsLeft(), false);
  await dialog.getByRole('region', { name: 'Rows of the file' }).focus();
  await page.keyboard.press('End');
  await dialog.getByRole('listitem').filter({ hasText: 'STOP-3500' }).getByText('Not sent').waitFor();
  await assertAccessible(page, 'an import that was stopped');
  await picture(page, 'import-stopped');
  await dialog.getByRole('button', { name: 'Import 1,500 devices' }).click();
  await dialog.getByText('Added: 3,500. Changed: 0. As they were: 0. Refused: 0.', { exact: true }).waitFor();
  assert.deepEqual(visit.errors, []);
});

test('an import in Chinese and Portuguese, in the dark and on a phone', async () => {
  const { world, browser } = set();
  const visits = [
    {
      name: 'zh-dark',
      wrong: '属性“complianceState”的值无效',
      locale: 'zh-CN',
      colorScheme: 'dark',
      viewport: { width: 1366, height: 625 },
    },
    {
      name: 'pt-phone',
      wrong: 'Valor inválido para a propriedade “complianceState”',
      locale: 'pt-BR',
      colorScheme: 'light',
      viewport: { width: 390, height: 844 },
    },
    {
      name: 'en-zoomed',
      wrong: "Invalid value for property 'complianceState'",
      locale: 'en-GB',
      colorScheme: 'light',
      viewport: { width: 720, height: 450 },
    },
  ] as const;
  for (const { name, wrong, ...how } of visits) {
    await using visit = await openConsole(browser, world, { ...how, path: '/devices' });
    const { page } = visit;
    await page.getByText('SN-6').or(page.getByText('LATER')).first().waitFor();
    await drop(page, 'devices.csv', Buffer.from(mixed));
    const dialog = page.getByRole('dialog');
    await dialog.getByText('LATER').waitFor();
    await dialog.getByText(wrong).waitFor();
    await assertAccessible(page, `what is in a file, ${name}`, 'coloured');
    await picture(page, `import-preview-${name}`);
  }
});
