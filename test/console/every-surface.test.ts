import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Locator } from 'playwright-core';
import { loadText } from '../../console/src/text/catalogues.ts';
import { formatFor } from '../../console/src/text/format.ts';
import { ptBR } from '../../src/text/recorded/pt-BR.ts';
import { zhCN } from '../../src/text/recorded/zh-CN.ts';
import { until, type World } from '../harness/world.ts';
import { assertAccessible } from './accessible.ts';
import { openConsole, picture } from './browser.ts';
import { assertNoEnglish, wordsOfEnglishAlone } from './english-left.ts';
import { assertLaidOut } from './layout.ts';
import { addDevices, stage } from './stage.ts';
import { type Surface, surfacesOf } from './surfaces.ts';

let ids = { partner: '', device: '', disconnect: '', fabrikam: '' };

/**
 * Three devices; on the first a session in which somebody is. One disconnect is proven, and one is tried in vain; one connector is
 * severed, and one stands beside it.
 */
const set = stage(prepare, {
  settings: {
    connectors: [
      { name: 'ScreenConnect', product: 'urlLaunch', preset: 'screenconnect', host: 'acme.screenconnect.example' },
    ],
  },
});

async function prepare(world: World): Promise<void> {
  const { clock, sandbox, service } = world;
  await addDevices(world, 3);
  const partners = await world.send('GET', '/v1.0/deviceManagement/remoteAssistancePartners');
  const partner = partners.json.value.find(
    ({ displayName }: { displayName: string }) => displayName === 'TeamViewer',
  ).id;
  const devices = await world.send('GET', '/v1.0/deviceManagement/managedDevices?$orderby=deviceName&$top=1');
  const device = devices.json.value[0].id;
  const session = async () => {
    const before = sandbox.sessions.length;
    await world.send('POST', `/assist/managedDevices/${device}/requestRemoteAssistance`, {
      body: { partnerId: partner },
    });
    const opened = await until('the session is open', () => sandbox.sessions[before]);
    sandbox.connect(opened.code, 'Grace Hopper');
    await until('the partner was asked who is inside', async () => {
      clock.turn(60_000);
      await service.obligations.idle();
      const { json } = await world.send('GET', "/assist/sessions?$filter=status eq 'open'&$top=1");
      return json.value[0]?.connections.length > 0;
    });
  };
  const disconnect = () => world.send('POST', `/v1.0/deviceManagement/remoteAssistancePartners/${partner}/disconnect`);
  const retirement = (status: string) =>
    until(`a retirement is ${status}`, async () => {
      const wanted = `kind eq 'grant.retire' and status eq '${status}'`;
      const { json } = await world.send('GET', `/assist/obligations?$filter=${wanted}`);
      return json.value.length > 0;
    });
  await world.connect(partner);
  await session();
  await disconnect();
  await retirement('completed');
  const { json: ended } = await world.send('GET', '/assist/disconnects?$top=1');
  await world.connect(partner);
  sandbox.faults.add({ kind: 'error', path: '*revoke' });
  await disconnect();
  await retirement('failing');
  await world.connect(partner);
  await session();
  const severed = await world.send('POST', '/assist/connectors/ScreenConnect/sever', {
    body: { reason: 'It was bought' },
  });
  assert.equal(severed.status, 200, severed.text);
  ids = { partner, device, disconnect: ended.value[0].id, fabrikam: world.fabrikam };
}

/**
 * How a person has it: together every size, language and kind of colours. `forced` are those of the system (Windows' contrast themes),
 * in which a contrast is not the page's to give.
 */
const ways = [
  { locale: 'en-GB', language: 'en', colours: 'light', viewport: { width: 1440, height: 900 } },
  { locale: 'pt-BR', language: 'pt-BR', colours: 'dark', viewport: { width: 1366, height: 625 } },
  { locale: 'zh-CN', language: 'zh-CN', colours: 'contrast', viewport: { width: 720, height: 450 } },
  { locale: 'pt-BR', language: 'pt-BR', colours: 'forced', viewport: { width: 390, height: 844 } },
] as const;

const recordedIn = { en: {}, 'pt-BR': ptBR, 'zh-CN': zhCN } as const;

/** What people, devices and products of this world are called, in whatever language. */
const names = [
  'Adele Admin Grace Hopper Contoso Fabrikam TeamViewer ScreenConnect Laptop Windows macOS User TeamViewer GmbH',
  'It was bought assistd English Ctrl Remote Help Graph code ConnectWise',
  'Every device that nobody has seen for a very long time, by n',
];

for (const { locale, language, colours, viewport } of ways) {
  const how = `${locale}, ${colours}, ${viewport.width}×${viewport.height}`;
  test(`every page, menu, dialog, drawer, toast and error: axe finds nothing, all of it can be read and reached, in its own language: ${how}`, async () => {
    const { world, browser } = set();
    const [text, english] = [await loadText(language, formatFor(locale)), await loadText('en', formatFor('en'))];
    const foreign = wordsOfEnglishAlone({ english, own: { text, recorded: recordedIn[language] } }, names);
    await using visit = await openConsole(browser, world, {
      locale,
      viewport,
      async prepare(page) {
        const view = { name: 'Every device that nobody has seen for a very long time, by name', search: '', view: {} };
        const kept = JSON.stringify(JSON.stringify([view]));
        await page.addInitScript(`localStorage.setItem('assistd.appearance', '${colours === 'forced' ? 'system' : colours}');
          localStorage.setItem('assistd.views.adele@contoso.example.devices', ${kept})`);
        if (colours === 'forced') await page.emulateMedia({ forcedColors: 'active', colorScheme: 'dark' });
      },
    });
    const { page } = visit;
    const rules = colours === 'light' ? 'all' : colours === 'forced' ? 'uncoloured' : 'coloured';
    const check = async (what: string, opened?: Surface['role']) => {
      const where = `${what}, ${how}`;
      // What is under the pointer has other colours.
      await page.mouse.move(0, 0);
      // What something stands over had its colours before; how a dialog hides it from whoever cannot see is looked at once.
      const isWhole = opened === 'dialog' && rules === 'all';
      if (isWhole) await assertAccessible(page, where, 'uncoloured');
      await assertAccessible(page, where, isWhole ? 'color-contrast' : rules, opened && `[role=${opened}]`);
      await assertLaidOut(page, where);
      if (language !== 'en') await assertNoEnglish(page, where, foreign);
      await picture(page, `surface-${what.replaceAll(/[^\p{L}]+/gu, '-')}-${viewport.width}`);
    };
    // By attribute: of two on each other, the lower one is hidden from who asks by role.
    const over = (role: Surface['role']) => page.locator(`[role=${role}]`);
    /** Opens something over the page, has it looked at, and leaves it by Escape. */
    const look = async ({ name, opener, role, inside = [], first, until: wait }: Surface) => {
      await first?.(page);
      // The page behind a drawer may have a button of the same name, and is hidden from who asks by role only a moment later.
      const within = (await over('dialog').count()) > 0 ? over('dialog').last() : page;
      const button = within.getByRole('button', { name: opener, exact: true }).first();
      const before = await over(role).count();
      await button.click();
      await over(role).nth(before).waitFor();
      if (wait) await wait(over(role).nth(before));
      await check(name, role);
      for (const each of inside) await look(each);
      await leave(role, button);
    };
    const leave = async (role: Surface['role'], opener: Locator) => {
      const before = await over(role).count();
      await until('it has the focus', () => page.evaluate<boolean>(hasFocus(role)));
      await page.keyboard.press('Escape');
      await until('it is left', async () => (await over(role).count()) < before);
      const again = opener.and(page.locator(':focus'));
      await until('what opened it has the focus again', async () => (await again.count()) !== 0);
    };
    for (const { name, path, shown, within, prepare: first, surfaces } of surfacesOf(text, ids)) {
      await first?.(page);
      await visit.to(path);
      await page.locator('main').getByText(shown).filter({ visible: true }).first().waitFor();
      await page
        .locator('main :is(.fui-Spinner, .fui-Skeleton, [aria-busy=true])')
        .first()
        .waitFor({ state: 'detached' });
      await check(name);
      if (viewport.width < 640 && within)
        await look({ name: `the pages beside ${name}`, opener: text.shell.navigation, role: 'dialog' });
      else if (within) {
        const current = page.getByRole('navigation').locator('[aria-current]');
        assert.equal(await current.getAttribute('aria-label'), text.pages[within], name);
      }
      for (const surface of surfaces) await look(surface);
    }
    assert.deepEqual(
      visit.errors.filter((error) => !/503/.test(error)),
      [],
    );
  });
}

test('no page of the navigation is left out', async () => {
  const text = await loadText('en', formatFor('en'));
  const places = surfacesOf(text, ids).map(({ within }) => within);
  assert.deepEqual(
    Object.keys(text.pages).filter((name) => !places.some((within) => within === name)),
    [],
  );
});

/** Whether what was opened last has the focus. */
const hasFocus = (role: string) =>
  `[...document.querySelectorAll('[role=${role}]')].at(-1)?.contains(document.activeElement)`;

test('a disconnect that the partner cannot confirm asks for attention from beginning to end, until somebody has seen it', async () => {
  const { world, browser } = set();
  const { clock, sandbox } = world;
  // The partner carries the renewal out, and only it knows the new pair: nothing here can take the grant away any more. Asked
  // again, it wants to be left alone until somebody disconnects.
  const token = { method: 'POST', path: '/api/v1/oauth2/token' };
  sandbox.faults.clear();
  await until('what was tried in vain is done', async () => {
    clock.turn(60_000);
    await world.service.obligations.idle();
    const { json } = await world.send('GET', "/assist/obligations?$filter=kind eq 'grant.retire'");
    return json.value.every(({ status }: { status: string }) => status === 'completed');
  });
  sandbox.faults.add({ kind: 'lost', times: 1, ...token }, { kind: 'throttled', ...token, retryAfter: 600 });
  clock.turn(2 * 24 * 3_600_000);
  await until('the renewal is lost', () => sandbox.faults.list.length === 1);
  await using visit = await openConsole(browser, world, { path: '/partners' });
  const { page, go } = visit;
  await page.getByRole('button', { name: 'Disconnect', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Reason' }).fill('The contract ends');
  await dialog.getByRole('button', { name: 'Disconnect Contoso' }).click();
  await dialog.getByText('No new session can begin').waitFor();
  sandbox.faults.clear();
  await until('nobody knows', async () => {
    clock.turn(60_000);
    await world.service.obligations.idle();
    return (await dialog.getByText(/It is not known whether the connection is over at the partner/).count()) > 0;
  });
  const revoked = dialog.getByRole('listitem').filter({ hasText: 'Grant revoked at the partner' });
  await revoked.getByText('Not known.').waitFor();
  assert.equal(await dialog.getByText('Not needed').count(), 0, 'what is not known is not called done');
  assert.doesNotMatch(await dialog.innerText(), /\d{4}-\d\d-\d\dT/, 'times are written for people');
  const reasons = await dialog.getByText(/got no answer: the partner may have given new tokens/).count();
  assert.equal(reasons, 1, 'a reason is said once');
  await assertAccessible(page, 'a disconnect that is not confirmed');
  await picture(page, 'unconfirmed-proof');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: '1 thing needs your attention' }).waitFor();
  assert.match(await page.title(), /^\(1\) /);
  await go('Overview');
  await page.getByRole('link', { name: /Ended, not confirmed: 1/ }).waitFor();
  await picture(page, 'unconfirmed-overview');
  await go('Disconnects');
  const row = page.getByRole('row').filter({ hasText: 'The contract ends' });
  await row.getByText('Not confirmed').waitFor();
  await picture(page, 'unconfirmed-list');
  await row.getByRole('link').first().click();
  await page.getByText(/Look at the partner itself whether it is over/).waitFor();
  await page
    .getByText(/admin@contoso\.example/)
    .first()
    .waitFor();
  await assertAccessible(page, 'the page of a disconnect that is not confirmed');
  await picture(page, 'unconfirmed-page');
  await page.getByRole('button', { name: 'Nothing needs your attention' }).waitFor();
  assert.doesNotMatch(await page.title(), /^\(/);
  assert.deepEqual(visit.errors, []);
});
