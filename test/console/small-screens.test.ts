import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { until } from '../harness/world.ts';
import { assertAccessible } from './accessible.ts';
import { openConsole, picture } from './browser.ts';
import { addDevices, stage } from './stage.ts';

let deviceId = '';
let sessionId = '';

const set = stage(async (world) => {
  await world.connect(await world.partnerId());
  await addDevices(world, 40);
  const { json } = await world.send('GET', '/v1.0/deviceManagement/managedDevices?$orderby=deviceName&$top=2');
  const [first, second] = json.value;
  deviceId = first.id;
  await world.send('POST', `/v1.0/deviceManagement/managedDevices/${second.id}/requestRemoteAssistance`);
  sessionId = await until('a session is open', async () => {
    const open = await world.send('GET', "/assist/sessions?$filter=status eq 'open'");
    return open.json.value[0]?.id as string | undefined;
  });
});

/** 720×450 is 1440×900 at 200 %. */
const sizes = [
  { width: 1440, height: 900 },
  { width: 1366, height: 625 },
  { width: 720, height: 450 },
  { width: 390, height: 844 },
];

/** What stands over something else, or is cut, of what is below the parts of a drawer. */
const badlyPlaced = (page: Page) =>
  page.evaluate(`(() => {
    const parts = [...document.querySelector('[role=dialog] .fui-DrawerBody').children];
    const boxes = parts.map((part) => ({ part, box: part.getBoundingClientRect() }));
    const over = boxes.flatMap(({ part, box }, index) => {
      const next = boxes[index + 1];
      return next && next.box.top < box.bottom - 1 ? [part.textContent + ' stands over ' + next.part.textContent] : [];
    });
    const cut = parts.filter((part) => part.scrollHeight > part.clientHeight + 1 && part.clientHeight > 0);
    return [...over, ...cut.map((part) => 'cut: ' + part.textContent)];
  })()`);

/** Resizes the window, as whoever zooms or turns a telephone does, until the page has nothing left to do about it. */
async function resize(page: Page, viewport: { readonly width: number; readonly height: number }): Promise<void> {
  await page.setViewportSize(viewport);
  // What measures itself when it has its new size is drawn once more.
  await page.evaluate(`(async () => {
    for (let drawn = 0; drawn < 2; drawn++)
      await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => requestIdleCallback(done, { timeout: 1000 }))));
  })()`);
}

test('at no size anything in a drawer is cut or stands over another part, errors included, and its buttons can be reached', async () => {
  const visit = await set().shared(`/devices?device=${deviceId}`);
  const { page } = visit;
  const request = page.getByRole('button', { name: 'Request remote assistance' });
  await request.waitFor();
  const assertWellPlacedAt = async (viewport: (typeof sizes)[number]) => {
    await resize(page, viewport);
    assert.deepEqual(await badlyPlaced(page), [], `at ${viewport.width}×${viewport.height}`);
  };
  const rulesAt = (viewport: (typeof sizes)[number]) => (viewport === sizes[0] ? 'all' : 'coloured');
  for (const viewport of sizes) await assertWellPlacedAt(viewport);
  await page.route('**/requestRemoteAssistance', (route) =>
    route.fulfill({
      status: 403,
      json: { error: { code: 'Forbidden', message: `Refused. ${'Long words. '.repeat(30)}` } },
    }),
  );
  await request.click();
  const alert = page.getByRole('alert');
  await alert.waitFor();
  for (const viewport of sizes) {
    await assertWellPlacedAt(viewport);
    await request.click({ trial: true });
    assert.equal(await alert.getByRole('button', { name: 'Try again' }).count(), 0);
    await assertAccessible(page, `an error in a drawer at ${viewport.width}`, rulesAt(viewport));
    await picture(page, `device-error-${viewport.width}`);
  }

  await visit.to(`/sessions?session=${sessionId}`);
  await page.getByRole('button', { name: 'Show as QR code' }).click();
  await page.getByRole('img', { name: /QR code/ }).waitFor();
  await page.route('**/supporterUrl()', (route) => route.abort());
  await page.getByRole('button', { name: 'Show the link for the supporter' }).click();
  await alert.waitFor();
  for (const viewport of sizes) {
    await assertWellPlacedAt(viewport);
    await page.getByRole('button', { name: 'Close the session' }).click({ trial: true });
    await assertAccessible(page, `a session at ${viewport.width}`, rulesAt(viewport));
    await picture(page, `session-error-${viewport.width}`);
  }
});

test('columns go one by one as the room gets less, and a list on a telephone takes the room that is left', async () => {
  const { page } = await set().shared('/devices');
  await page.getByText('PC-00001').waitFor();
  const counts: number[] = [];
  for (let width = 1440; width >= 360; width -= 40) {
    await page.setViewportSize({ width, height: 844 });
    await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
    counts.push(await page.getByRole('columnheader').count());
  }
  // The list measures itself anew when the page has its new size: on a busy machine later than two frames.
  await until('the last column to go', async () => (await page.getByRole('columnheader').count()) === 3);
  counts.push(3);
  assert.equal(counts[0], 7, 'the boxes to tick are one');
  assert.deepEqual([...new Set(counts)], [7, 6, 5, 4, 3], counts.join(' '));
  const list = await page.getByRole('table').locator('..').boundingBox();
  assert.ok(list && list.height > 500, `the list is ${list?.height} pixels high`);
  await page.getByRole('button', { name: 'Filters' }).click();
  await page.getByRole('combobox', { name: 'Compliance' }).selectOption('compliant');
  await page.getByText('32 devices').waitFor();
});

test('a list is never wider than the page, and says of each thing what state it is in, at 400 % as well', async () => {
  const visit = await set().shared('/');
  const { page } = visit;
  const lists = [
    ['/tenants', 'State'],
    ['/obligations?show=all', 'State'],
    ['/sessions', 'State'],
    ['/devices', 'User'],
    ['/audit', 'When'],
  ] as const;
  for (const width of [320, 390, 720]) {
    await page.setViewportSize({ width, height: 600 });
    for (const [path, column] of lists) {
      await visit.to(path);
      await page.getByRole('columnheader', { name: column, exact: true }).waitFor();
      const wide = await page.evaluate(`(() => {
        const list = document.querySelector('[role=table]').parentElement;
        return list.scrollWidth - list.clientWidth;
      })()`);
      assert.equal(wide, 0, `${path} at ${width}`);
    }
  }
});

test('a device that is chosen moves no row: the next is where one was about to click', async () => {
  const { page } = await set().shared('/devices');
  const boxes = page.getByRole('row').getByRole('checkbox');
  await boxes.nth(3).waitFor();
  const placesOf = () => Promise.all([1, 2, 3].map(async (row) => (await boxes.nth(row).boundingBox())?.y));
  for (const width of [1440, 1280, 1024, 720, 390]) {
    await resize(page, { width, height: 844 });
    const before = await placesOf();
    await boxes.nth(1).click();
    const actions = page.getByRole('toolbar').getByRole('button');
    await actions.first().waitFor();
    assert.deepEqual(await placesOf(), before, `at ${width}`);
    for (const button of await actions.all()) await button.click({ trial: true });
    await boxes.nth(1).click();
    await page.getByRole('toolbar').waitFor({ state: 'detached' });
    assert.deepEqual(await placesOf(), before, `at ${width}`);
  }
});

test('chosen devices in Chinese, in the dark and on a phone', async () => {
  const { world, browser } = set();
  const visits = [
    { name: 'zh-dark', locale: 'zh-CN', colorScheme: 'dark', viewport: { width: 1366, height: 625 } },
    { name: 'pt-phone', locale: 'pt-BR', colorScheme: 'light', viewport: { width: 390, height: 844 } },
  ] as const;
  for (const { name, ...how } of visits) {
    await using visit = await openConsole(browser, world, { ...how, path: '/devices' });
    const { page } = visit;
    await page.getByRole('checkbox').nth(1).click();
    await assertAccessible(page, `devices that were chosen, ${name}`, 'coloured');
    await picture(page, `devices-chosen-${name}`);
    await page.getByRole('toolbar').getByRole('button').nth(1).click();
    await page.getByRole('dialog').waitFor();
    await assertAccessible(page, `a question about many devices, ${name}`, 'coloured');
    await picture(page, `devices-bulk-${name}`);
  }
});

test('no field of a filter stands over another, in any language, also with the focus and a text in it', async () => {
  for (const locale of ['en-GB', 'pt-BR', 'zh-CN']) {
    const { page } = await set().shared('/audit', locale);
    const filters = page.locator('search button[aria-expanded]').first();
    for (const viewport of sizes) {
      await resize(page, viewport);
      if (viewport.width < 768 && (await filters.getAttribute('aria-expanded')) === 'false') await filters.click();
      await page.getByRole('searchbox').first().waitFor();
      for (const box of await page.getByRole('searchbox').all()) {
        await box.fill('some long text that does not fit');
        const over = await page.evaluate(`(() => {
          const fields = [...document.querySelectorAll('search .fui-Field')];
          const boxes = fields.map((field) => [...field.querySelectorAll('.fui-Input, input, select'), field].map((each) => each.getBoundingClientRect()));
          const overlap = (a, b) => a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1;
          return boxes.some((some, index) => boxes.slice(index + 1).some((others) => some.some((a) => others.some((b) => overlap(a, b)))));
        })()`);
        assert.equal(over, false, `${locale} at ${viewport.width}`);
      }
    }
  }
});

test('no badge is cut, in any language', async () => {
  for (const locale of ['en-GB', 'pt-BR', 'zh-CN']) {
    const { page } = await set().shared('/devices', locale);
    await page.getByText('PC-00001').waitFor();
    for (const width of [1440, 1080, 720]) {
      await resize(page, { width, height: 800 });
      const cut = await page.evaluate(`(() => {
        const cells = [...document.querySelectorAll('[role=cell]')].filter((cell) => cell.querySelector('.fui-Badge'));
        const words = document.createRange();
        const isCut = (cell) => {
          const badge = cell.querySelector('.fui-Badge');
          words.selectNodeContents(badge);
          const [inside, outside] = [words.getBoundingClientRect(), badge.getBoundingClientRect()];
          return cell.scrollWidth > cell.clientWidth || inside.height > outside.height || inside.right > outside.right;
        };
        return cells.filter(isCut).map((cell) => cell.textContent);
      })()`);
      assert.deepEqual(cut, [], `${locale} at ${width}`);
      await picture(page, `devices-${locale}-${width}`);
    }
  }
});
