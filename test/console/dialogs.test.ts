import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { assertAccessible } from './accessible.ts';
import { openConsole, picture } from './browser.ts';
import { assertLaidOut } from './layout.ts';
import { addDevices, stage } from './stage.ts';

const long = `Dispositivo-${'中文名称很长'.repeat(10)}-${'with-a-name-that-never-breaks'.repeat(4)}`;
let deviceId = '';
let sessionId = '';
let tenantId = '';

const set = stage(async (world) => {
  await world.connect(await world.partnerId());
  await addDevices(world, 12);
  const body = { deviceName: long, serialNumber: 'SN-LONG', userPrincipalName: 'adele@contoso.example' };
  const { json } = await world.send('POST', '/v1.0/deviceManagement/managedDevices', { body });
  deviceId = json.id;
  await world.send('POST', `/v1.0/deviceManagement/managedDevices/${deviceId}/requestRemoteAssistance`);
  await world.service.obligations.idle();
  const sessions = await world.send('GET', '/assist/sessions?$top=1');
  sessionId = sessions.json.value[0].id;
  const tenants = await world.send('GET', '/assist/tenants');
  tenantId = tenants.json.value.find(({ displayName }: { displayName: string }) => displayName === 'Contoso').id;
});

/** Refuses, in many words, whatever would change something. */
async function refuse(page: Page): Promise<void> {
  const message = `Not today. ${'Long words that say why it is so. '.repeat(20)}`;
  await page.route(/\/(beta|assist)\//, (route) => {
    const request = route.request();
    if (request.method() === 'GET' || request.url().includes('$batch')) return route.continue();
    return route.fulfill({ status: 403, json: { error: { code: 'Forbidden', message } } });
  });
}

/** What of a dialog stands over its next part, is cut with no way to scroll to it, or is wider than the window. */
const badlyPlaced = (page: Page) =>
  page.evaluate(`(() => {
    const content = [...document.querySelectorAll('[role=dialog] .fui-DialogContent')].at(-1);
    const parts = [...content.children].map((part) => ({ part, box: part.getBoundingClientRect() }));
    const over = parts.filter(({ box }, index) => {
      const next = parts[index + 1]?.box;
      return next && next.top < box.bottom - 1 && next.left < box.right - 1;
    });
    const scrolls = (part) => /auto|scroll/.test(getComputedStyle(part).overflowY);
    const cut = parts.filter(({ part }) => part.clientHeight > 0 && part.scrollHeight > part.clientHeight + 1 && !scrolls(part));
    const wide = content.scrollWidth > content.clientWidth + 1 ? ['wider than the dialog'] : [];
    const said = (what) => ({ part }) => what + ': ' + part.textContent.slice(0, 80);
    return [...over.map(said('stands over the next')), ...cut.map(said('cut')), ...wide];
  })()`);

/** Whether the end of the alert, or its beginning where it is longer than the dialog, stands between the title and the buttons. */
const inSight = (page: Page) =>
  page.evaluate(`(() => {
    const alert = [...document.querySelectorAll('[role=dialog] [role=alert]')].at(-1);
    const [box, content] = [alert, alert.closest('.fui-DialogContent')].map((each) => each.getBoundingClientRect());
    return box.top < content.bottom - 40 && box.bottom > content.top + 40;
  })()`);

interface Way {
  readonly name: string;
  readonly path: () => string;
  readonly open: (page: Page) => Promise<void>;
  /** What has to be filled in before it is confirmed. */
  readonly fill?: (dialog: Locator) => Promise<void>;
  readonly confirm: string;
  /** What is shown once it was refused. */
  readonly refused?: (dialog: Locator) => Locator;
}

const press = (name: string) => (page: Page) => page.getByRole('button', { name, exact: true }).first().click();
const fill = (name: RegExp | string, value: string) => (dialog: Locator) =>
  dialog.getByRole('textbox', { name }).fill(value);

/** In an order in which no page has a button of the one before it. */
const ways: readonly Way[] = [
  {
    name: 'disconnect a partner',
    path: () => '/partners',
    open: press('Disconnect'),
    fill: fill(/type: TeamViewer/, 'TeamViewer'),
    confirm: 'Disconnect Contoso',
  },
  {
    name: 'close a session',
    path: () => `/sessions?session=${sessionId}`,
    open: press('Close the session'),
    confirm: 'Close the session',
  },
  {
    name: 'edit a device',
    path: () => `/devices/${deviceId}`,
    open: press('Edit the device'),
    fill: fill('Manufacturer', 'Contoso'),
    confirm: 'Save',
  },
  {
    name: 'remove a device',
    path: () => `/devices/${deviceId}`,
    open: press('Remove the device'),
    confirm: 'Remove the device',
  },
  {
    name: 'remove many devices',
    path: () => '/devices',
    open: async (page) => {
      await page.getByRole('checkbox', { name: 'Choose all' }).first().click();
      await page.getByRole('toolbar').getByRole('button', { name: 'Remove' }).click();
    },
    confirm: 'Remove',
    refused: (dialog) => dialog.getByRole('button', { name: 'Try again what failed' }),
  },
  {
    name: 'disconnect an organisation',
    path: () => `/tenants?tenant=${tenantId}`,
    open: press('Disconnect'),
    fill: fill(/type: Contoso/, 'Contoso'),
    confirm: 'Disconnect Contoso',
  },
  {
    name: 'sever a connector',
    path: () => '/connectors',
    open: press('Sever for every organisation'),
    fill: fill(/type: TeamViewer/, 'TeamViewer'),
    confirm: 'Sever TeamViewer',
  },
  {
    name: 'suspend an organisation',
    path: () => `/tenants/${tenantId}`,
    open: press('Suspend'),
    fill: fill(/type: Contoso/, 'Contoso'),
    confirm: 'Suspend',
  },
  {
    name: 'refuse tokens',
    path: () => '/people?name=adele%40contoso.example',
    open: press('Refuse their tokens'),
    confirm: 'Refuse their tokens',
  },
];

/** 720×450 is 1440×900 at 200 %. */
for (const viewport of [
  { width: 720, height: 450 },
  { width: 390, height: 844 },
]) {
  const size = `${viewport.width}×${viewport.height}`;
  test(`at ${size} nothing in a dialog is cut or stands over another part, errors included, and its buttons can be reached`, async () => {
    const { world, browser } = set();
    await using visit = await openConsole(browser, world, { viewport, prepare: refuse });
    const { page } = visit;
    for (const { name, path, open, fill: filled, confirm, refused } of ways) {
      await visit.to(path());
      await open(page);
      const dialog = page.getByRole('dialog').filter({ has: page.locator('.fui-DialogContent') });
      await filled?.(dialog);
      assert.deepEqual(await badlyPlaced(page), [], name);
      await dialog.getByRole('button', { name: confirm, exact: true }).click();
      await (refused?.(dialog) ?? dialog.getByRole('alert').getByText('Not today.')).waitFor();
      assert.deepEqual(await badlyPlaced(page), [], `${name}, refused`);
      if (!refused) assert.equal(await inSight(page), true, `${name}: the refusal is in sight`);
      for (const button of await dialog.locator('.fui-DialogActions').getByRole('button').all()) {
        const box = await button.boundingBox();
        const inside = box && box.x >= 0 && box.y >= 0 && box.x + box.width <= viewport.width;
        assert.ok(inside && box.y + box.height <= viewport.height, `${name}: ${JSON.stringify(box)} is out of reach`);
      }
      if (viewport.width === 720) await assertAccessible(page, `${name}, refused`);
      await picture(page, `dialog-${name.replaceAll(' ', '-')}-${viewport.width}`);
      await page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'detached' });
    }
  });
}

test('however long the organisation is called, the question before a disconnect has room for what it says, and a menu for its views', async () => {
  const { world, browser } = set();
  const displayName = 'W'.repeat(256);
  const view = { name: 'W'.repeat(60), search: '', view: {} };
  await using visit = await openConsole(browser, world, {
    viewport: { width: 390, height: 844 },
    path: '/partners',
    async prepare(page) {
      const kept = JSON.stringify(JSON.stringify([view]));
      await page.addInitScript(`localStorage.setItem('assistd.views.adele@contoso.example.devices', ${kept})`);
      await page.route('**/assist/me', async (route) => {
        const response = await route.fetch();
        const me = await response.json();
        const json = { ...me, organisation: { ...me.organisation, displayName } };
        return route.fulfill({ response, json });
      });
    },
  });
  const { page } = visit;
  await press('Disconnect')(page);
  const said = page.getByRole('dialog').locator('.fui-DialogContent');
  await said.getByRole('textbox', { name: 'Reason' }).waitFor();
  const height = (await said.boundingBox())?.height ?? 0;
  assert.ok(height > 300, `${height} pixels for what is asked`);
  await assertLaidOut(page, 'a disconnect of an organisation with a long name');
  await page.keyboard.press('Escape');
  await visit.to('/devices');
  await press('Commands')(page);
  await press('Views')(page);
  await page.getByRole('menuitem').first().waitFor();
  await assertLaidOut(page, 'views with long names');
});
