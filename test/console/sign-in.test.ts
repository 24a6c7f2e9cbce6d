import assert from 'node:assert/strict';
import { test } from 'node:test';
import { until } from '../harness/world.ts';
import { assertAccessible } from './accessible.ts';
import { openConsole, picture } from './browser.ts';
import { stage } from './stage.ts';

const set = stage();

test('signing in is by code with PKCE; no token is kept where a reload or another page could read it', async () => {
  const { world, browser } = set();
  const asked: URL[] = [];
  await using visit = await openConsole(browser, world, { path: '/devices?q=PC' });
  const { page } = visit;
  assert.equal(new URL(page.url()).pathname, '/console/devices', 'one is back where one wanted to go');
  page.on('request', (request) => asked.push(new URL(request.url())));
  const kept = await page.evaluate('JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])');
  assert.doesNotMatch(String(kept), /eyJ|token/i);

  await page.reload();
  await page.getByRole('heading', { level: 1, name: 'Devices' }).waitFor();
  const authorize = asked.find(({ pathname }) => pathname.endsWith('/authorize'));
  assert.equal(authorize?.searchParams.get('code_challenge_method'), 'S256');
  assert.equal(authorize?.searchParams.get('response_type'), 'code');
  assert.ok(
    asked.every(({ search }) => !search.includes('code=')),
    'the code is in no address that a server sees',
  );
  assert.deepEqual(visit.errors, []);
});

test('a token that is refused is renewed without the person noticing', async () => {
  const { world, browser } = set();
  await using visit = await openConsole(browser, world);
  const { page, go } = visit;
  let refused = 0;
  await page.route('**/beta/deviceManagement/remoteAssistancePartners', async (route) => {
    if (refused++ > 0) return route.continue();
    const body = '{"error":{"code":"InvalidAuthenticationToken","message":"expired"}}';
    return route.fulfill({ status: 401, contentType: 'application/json', body });
  });
  const renewed = page.waitForRequest((request) => request.postData()?.includes('grant_type=refresh_token') === true);
  await go('Partners');
  await renewed;
  await page.getByText('Not connected').waitFor();
});

test('a browser whose clock is hours off gets one token for many requests, and says how long ago things were by the clock of the service', async () => {
  const { world, browser } = set();
  const { json: device } = await world.send('POST', '/beta/deviceManagement/managedDevices', {
    body: { deviceName: 'PC-1', serialNumber: 'SN-1' },
  });
  await world.connect(await world.partnerId());
  await world.send('POST', `/beta/deviceManagement/managedDevices/${device.id}/requestRemoteAssistance`);
  const { code } = await until('a session', () => world.sandbox.sessions[0]);
  for (const supporter of ['Grace Hopper', 'Grace Hopper', 'Ada Lovelace']) world.sandbox.connect(code, supporter);
  await until('the partner was asked who is inside', async () => {
    world.clock.turn(60_000);
    await world.service.obligations.idle();
    const { json } = await world.send('GET', '/assist/sessions?$top=1');
    return json.value[0].connections.length > 2;
  });
  // Each once, and on one line.
  const inside = /^(Grace Hopper and Ada Lovelace|Ada Lovelace and Grace Hopper)$/;
  for (const hours of [-3, 3]) {
    const tokens: string[] = [];
    await using visit = await openConsole(browser, world, {
      prepare: async (page) => {
        await page.addInitScript(`const now = Date.now; Date.now = () => now() + ${hours} * 3_600_000;`);
        page.on('request', (request) => request.postData()?.includes('grant_type=') && tokens.push(request.url()));
      },
    });
    await visit.go('Sessions');
    const row = visit.page.getByRole('row').filter({ hasText: 'PC-1' });
    await row.getByText(inside).waitFor();
    const duration = await row.getByRole('cell').nth(6).innerText();
    assert.match(duration, /^([1-9] mins?|\d+ secs?)$/, `somebody is inside for ${duration}`);
    await visit.go('Overview');
    await visit.page.getByText(inside).waitFor();
    const failed = visit.page.getByRole('group', { name: 'Connectors' }).getByRole('time').first();
    await failed.waitFor();
    assert.match(await failed.innerText(), /second|minute|now/);
    assert.equal(tokens.length, 1);
    assert.deepEqual(visit.errors, []);
  }
});

test('everybody who is seeded can sign in, of whichever organisation', async () => {
  const { world, browser } = set();
  for (const { displayName } of world.issuer.directory.users) {
    await using visit = await openConsole(browser, world, { person: displayName });
    await visit.page.getByRole('button', { name: `Account of ${displayName}` }).waitFor();
    await visit.page.reload();
    await visit.page.getByRole('button', { name: `Account of ${displayName}` }).waitFor();
  }
});

test('signing out ends the sign-in at the issuer, and says that it did', async () => {
  const { world, browser } = set();
  await using visit = await openConsole(browser, world);
  const { page } = visit;
  await page.getByRole('button', { name: 'Account of Adele Admin' }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: 'You are signed out' }).waitFor();
  await assertAccessible(page, 'the page after signing out');
  await picture(page, 'signed-out');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('button', { name: 'Adele Admin' }).waitFor();
});

test('going back from where one signed in shows the console again, and no failure; a page that is loaded anew is one page to go back from', async () => {
  const { world, browser } = set();
  await using visit = await openConsole(browser, world);
  const { page, go } = visit;
  const failure = page.getByRole('heading', { name: 'Sign-in did not work' });
  const overview = page.getByRole('heading', { level: 1, name: 'Overview' });
  await page.goBack();
  await overview.or(failure).waitFor();
  assert.equal(await failure.count(), 0);
  await go('Devices');
  const length = await page.evaluate('history.length');
  await page.reload();
  await page.getByRole('heading', { level: 1, name: 'Devices' }).waitFor();
  assert.equal(await page.evaluate('history.length'), length);
  await page.goBack();
  await overview.waitFor();
});

test('signing out at an issuer that has no page for it ends the sign-in here, and says so', async () => {
  const { world, browser } = set();
  await using visit = await openConsole(browser, world, {
    prepare: async (page) => {
      await page.route('**/.well-known/openid-configuration', async (route) => {
        const response = await route.fetch();
        const json = { ...(await response.json()), end_session_endpoint: undefined };
        return route.fulfill({ response, json });
      });
    },
  });
  const { page } = visit;
  await page.getByRole('button', { name: 'Account of Adele Admin' }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: 'You are signed out' }).waitFor();
  assert.equal(await page.title(), 'You are signed out · assistd');
  assert.deepEqual(visit.errors, []);
});

test('a service without a client id for the console says which setting it lacks', async () => {
  const { world, browser } = set();
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.route('**/console/config.json', (route) => route.fulfill({ json: { version: '0.0.0', signIn: null } }));
  await page.goto(`${world.service.origin}/console/`);
  await page.getByText('consoleClientId').waitFor();
  await context.close();
});

test('a browser that keeps nothing for the page is told that one cannot sign in so, and why', async () => {
  const { world, browser } = set();
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.addInitScript(`for (const name of ['localStorage', 'sessionStorage']) Object.defineProperty(window, name, {
    get() { throw new DOMException('Access is denied for this document.', 'SecurityError'); },
  })`);
  await page.goto(`${world.service.origin}/console/`);
  await page.getByRole('heading', { name: 'Sign-in did not work' }).waitFor();
  await page.getByText('Access is denied for this document.').waitFor();
  await context.close();
});

test('an answer of the issuer that no tab waits for any more is told, with a way to try again', async () => {
  const { world, browser } = set();
  const context = await browser.newContext({ ignoreHTTPSErrors: true });
  const page = await context.newPage();
  await page.goto(`${world.service.origin}/console/signed-in#code=once&state=of-a-tab-that-is-gone`);
  await page.getByRole('heading', { name: 'Sign-in did not work' }).waitFor();
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByRole('button', { name: 'Adele Admin' }).waitFor();
  await context.close();
});
