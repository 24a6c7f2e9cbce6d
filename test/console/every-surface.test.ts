import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { loadText } from '../../console/src/text/catalogues.ts';
import { formatFor } from '../../console/src/text/format.ts';
import { until, type World } from '../harness/world.ts';
import { assertAccessible } from './accessible.ts';
import { openConsole, picture } from './browser.ts';
import { addDevices, stage } from './stage.ts';

let partnerId = '';
let deviceId = '';

/** Three devices; on the first a session in which somebody is, and two connectors to stand side by side. */
const set = stage(prepare, {
  settings: {
    connectors: [
      { name: 'ScreenConnect', product: 'urlLaunch', preset: 'screenconnect', host: 'acme.screenconnect.example' },
    ],
  },
});

async function prepare(world: World): Promise<void> {
  await addDevices(world, 3);
  const partners = await world.send('GET', '/v1.0/deviceManagement/remoteAssistancePartners');
  partnerId = partners.json.value.find(({ displayName }: { displayName: string }) => displayName === 'TeamViewer').id;
  await world.connect(partnerId);
  const devices = await world.send('GET', '/v1.0/deviceManagement/managedDevices?$orderby=deviceName&$top=1');
  deviceId = devices.json.value[0].id;
  await world.send('POST', `/assist/managedDevices/${deviceId}/requestRemoteAssistance`, { body: { partnerId } });
  const opened = await until('the session is open', () => world.sandbox.sessions[0]);
  world.sandbox.connect(opened.code, 'Grace Hopper');
  await until('the partner was asked who is inside', async () => {
    world.clock.turn(60_000);
    await world.service.obligations.idle();
    const { json } = await world.send('GET', '/assist/sessions?$top=1');
    return json.value[0].connections.length > 0;
  });
}

/** How a person has it: together every language, colours and size once. */
const ways = [
  { locale: 'en-GB', language: 'en', appearance: 'light', viewport: { width: 1366, height: 625 } },
  { locale: 'pt-BR', language: 'pt-BR', appearance: 'dark', viewport: { width: 720, height: 450 } },
  { locale: 'zh-CN', language: 'zh-CN', appearance: 'contrast', viewport: { width: 390, height: 844 } },
] as const;

for (const { locale, language, appearance, viewport } of ways) {
  const how = `${locale}, ${appearance}, ${viewport.width}`;
  test(`axe finds nothing on any menu, dialog, drawer, toast and error, and where one is can be seen: ${how}`, async () => {
    const { world, browser } = set();
    const text = await loadText(language, formatFor(locale));
    const { shell, general, partners, sessions, audit, connectors, tenants, attention, search, pages } = text;
    await using visit = await openConsole(browser, world, {
      locale,
      viewport,
      async prepare(page) {
        await page.addInitScript(`localStorage.setItem('assistd.appearance', '${appearance}')`);
      },
    });
    const { page } = visit;
    const to = async (path: string, shown: string) => {
      await page.goto(`${world.service.origin}/console${path}`);
      await page.getByText(shown).first().waitFor();
      assert.equal(await overhang(page), 0, `${path}, ${how}`);
      await picture(page, `page${path.split(/[?]/)[0]?.slice(0, 12).replaceAll('/', '-')}-${language}`);
    };
    // By attribute: of two on each other, the lower one is hidden from who asks by role.
    const over = (role: 'dialog' | 'region') => page.locator(`[role=${role}]`);
    const openers: Locator[] = [];
    /** By all rules once; colours alone are others in another appearance. */
    const axe = (what: string) =>
      assertAccessible(page, `${what}, ${how}`, appearance === 'light' ? undefined : 'color-contrast');
    /** Opens something over the page, has axe look at it, and leaves it by Escape. */
    const look = async (name: string, opener: string | RegExp, role: 'dialog' | 'region' = 'dialog') => {
      // The page behind a drawer may have a button of the same name, and is hidden from who asks by role only a moment later.
      const within = (await over('dialog').count()) > 0 ? over('dialog').last() : page;
      const button = within.getByRole('button', { name: opener, exact: true }).first();
      const before = await over(role).count();
      await button.click();
      openers.push(button);
      const opened = over(role).nth(before);
      await opened.waitFor();
      await axe(name);
      await picture(page, `surface-${name.replaceAll(' ', '-')}-${language}`);
      return opened;
    };
    const leave = async (role: 'dialog' | 'region' = 'dialog') => {
      const before = await over(role).count();
      await until('it has the focus', () => page.evaluate<boolean>(hasFocus(role)));
      await page.keyboard.press('Escape');
      await until('it is left', async () => (await over(role).count()) < before);
      const opener = openers.pop()?.and(page.locator(':focus'));
      await until('what opened it has the focus again', async () => (await opener?.count()) !== 0);
    };

    const menu = async (name: string, opener: string | RegExp) => {
      await look(name, opener, 'region');
      await leave('region');
    };
    await menu('languages and colours', shell.settings);
    await menu('who is signed in', shell.account('Adele Admin'));
    await menu('what needs attention', attention.nothing);
    await look('the search', search.open);
    await leave();

    await to('/partners', partners.status.onboarded);
    await look('the question before a disconnect', partners.disconnect);
    const asked = page.getByRole('dialog').getByRole('list', { name: partners.openSessions });
    await asked.getByText('adele@contoso.example').waitFor();
    assert.equal(await asked.getByText('Grace Hopper').count(), 0, 'who is inside has not asked for it');
    await page.getByRole('dialog').getByText(partners.limit.noCutting('TeamViewer')).waitFor();
    await leave();

    await page.route(/\/assist\/sessions\/[0-9a-f-]{36}$/, async (route) => {
      const answer = await route.fetch();
      const session = (await answer.json()) as { connections: object[] };
      const connections = session.connections.map((each) => ({ ...each, access: 'desktop' }));
      await route.fulfill({ response: answer, json: { ...session, connections } });
    });
    await to('/sessions', 'PC-00001');
    await menu('ways to export', general.export);
    await menu('columns of a list', general.view);
    await look('a session', 'PC-00001');
    await page.getByText(sessions.access).waitFor();
    await page.getByText(connectors.accessKinds.desktop ?? '', { exact: true }).waitFor();
    await look('the question before a session is closed', sessions.close);
    await leave();
    await leave();

    await to('/audit', audit.description);
    await page.getByRole('row').nth(1).getByRole('button').first().click();
    await page.getByRole('dialog').waitFor();
    await axe('an event');
    await leave();

    await to('/connectors', 'ScreenConnect');
    await look('the question before a severance', connectors.sever);
    await leave();

    await to('/tenants', 'Fabrikam');
    await look('a tenant to add', tenants.add);
    await leave();
    await look('a tenant', 'Fabrikam');
    await look('the question before a suspension', tenants.suspend);
    await page.getByRole('dialog').last().getByRole('button', { name: tenants.suspend, exact: true }).click();
    try {
      await page.getByText(tenants.toldSuspended('Fabrikam')).first().waitFor();
      await axe('what has just happened');
    } finally {
      await world.send('POST', `/assist/tenants/${world.fabrikam}/resume`);
      world.clock.turn(1001);
    }

    const body = { error: { code: 'ServiceUnavailable', message: 'The database is away.' } };
    await page.route('**/assist/disconnects?**', (route) =>
      route.fulfill({ status: 503, headers: { 'Retry-After': '300' }, json: body }),
    );
    await to('/disconnects', text.failures.unavailable.title);
    await axe('a service that is not available');

    for (const [path, shown, within] of [
      [`/devices/${deviceId}`, 'PC-00001', pages.devices],
      ['/people?name=user00001%40contoso.example', 'user00001@contoso.example', pages.devices],
      [`/tenants/${world.fabrikam}`, tenants.offboardingOf('Fabrikam'), pages.tenants],
    ] as const) {
      await to(path, shown);
      if (viewport.width < 640) await look('the pages', shell.navigation);
      const current = page.getByRole('navigation').locator('[aria-current=true]');
      assert.equal(await current.getAttribute('aria-label'), within);
    }
    if (viewport.width < 640) {
      await leave();
      await page.keyboard.press('Enter');
      await page.getByRole('dialog').getByRole('link', { name: pages.audit }).press('Enter');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      await page.getByRole('heading', { level: 1, name: pages.audit }).waitFor();
    }
    assert.deepEqual(
      visit.errors.filter((error) => !/503/.test(error)),
      [],
    );
  });
}

/** Whether what was opened last has the focus. */
const hasFocus = (role: string) =>
  `[...document.querySelectorAll('[role=${role}]')].at(-1)?.contains(document.activeElement)`;

/** By how much one would have to scroll sideways. */
const overhang = (page: Page) =>
  page.evaluate(`Math.max(...[document.documentElement, document.getElementById('main')]
    .map(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth))`);

test('a disconnect that the partner cannot confirm asks for attention from beginning to end, until somebody has seen it', async () => {
  const { world, browser } = set();
  const { clock, sandbox } = world;
  // The partner carries the renewal out, and only it knows the new pair: nothing here can take the grant away any more. Asked
  // again, it wants to be left alone until somebody disconnects.
  const token = { method: 'POST', path: '/api/v1/oauth2/token' };
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
