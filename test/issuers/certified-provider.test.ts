import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import type { Service } from '../../src/service.ts';
import { createProgram } from '../cli/program.ts';
import { useBrowser } from '../console/browser.ts';
import { type Outside, startOutside } from '../harness/outside.ts';
import { serveHere } from '../harness/serve-here.ts';
import { type CertifiedProvider, startCertifiedProvider } from './certified-provider.ts';

const audience = 'https://assist.example.org';
const permissions = [
  'DeviceManagementServiceConfig.ReadWrite.All',
  'DeviceManagementManagedDevices.ReadWrite.All',
  'DeviceManagementApps.Read.All',
  'Assist.Read.All',
  'Assist.Operate.All',
];
/** What each person may; everybody else has nothing. */
const rolesOf: Readonly<Record<string, readonly string[]>> = {
  adele: permissions,
  grady: ['DeviceManagementServiceConfig.Read.All', 'DeviceManagementManagedDevices.Read.All'],
};
const devices = '/v1.0/deviceManagement/managedDevices';
const person = ['authorization_code', 'refresh_token', 'urn:ietf:params:oauth:grant-type:device_code'];
const automation = { client_id: 'automation', client_secret: 'a secret of a test' };

suite('an OpenID provider that is not ours', () => {
  const owned = new AsyncDisposableStack();
  let outside: Outside;
  let provider: CertifiedProvider;
  let service: Service;
  let browser: Browser;

  before(async () => {
    outside = owned.use(await startOutside());
    const { publicOrigin } = outside.settings;
    provider = owned.use(
      await startCertifiedProvider({
        audience,
        scopes: permissions,
        claims: { tid: outside.tenantId },
        claimsOf: (accountId) => ({ preferred_username: accountId, roles: rolesOf[accountId] ?? [] }),
        clients: [
          {
            client_id: 'command-line',
            application_type: 'native',
            redirect_uris: ['http://127.0.0.1/'],
            grant_types: person,
          },
          {
            client_id: 'console',
            application_type: 'web',
            redirect_uris: [`${publicOrigin}/console/signed-in`],
            post_logout_redirect_uris: [`${publicOrigin}/console/signed-out`],
            grant_types: ['authorization_code', 'refresh_token'],
          },
          { ...automation, grant_types: ['client_credentials'] },
        ],
      }),
    );
    service = owned.use(
      await serveHere(outside, {
        permissions: 'current',
        issuers: [
          {
            issuer: provider.issuer,
            audiences: [audience],
            tenants: [outside.tenantId],
            personPermissions: { roles: 'byName' },
          },
        ],
        consoleClientId: 'console',
        consoleScopes: permissions,
        consoleAudience: audience,
      }),
    );
    browser = owned.use(await useBrowser()).browser;
  });
  after(() => owned.disposeAsync());

  const ask = async (path: string, token: string) => {
    const answer = await fetch(service.origin + path, { headers: { Authorization: `Bearer ${token}` } });
    return { status: answer.status, text: await answer.text() };
  };
  /** In a browser of its own, at the provider's pages. */
  const newPage = async () => {
    const context = owned.adopt(await browser.newContext({ locale: 'en-GB' }), (opened) => opened.close());
    context.setDefaultTimeout(60_000);
    return context.newPage();
  };
  const signIn = async (page: Page, name: string) => {
    await page.getByPlaceholder('Enter any login').fill(name);
    await page.getByPlaceholder('and password').fill('any');
    await page.getByRole('button', { name: 'Sign-in' }).click();
    await page.getByRole('button', { name: 'Continue' }).click();
  };
  const scope = ['openid', 'offline_access', ...permissions].join(' ');
  const login = (issuer: string) => [
    ...['login', '--authority', issuer, '--client-id', 'command-line', '--scope', scope],
    ...['--audience', audience],
  ];

  test('signs people in to the command line by device code; their roles decide, not the scopes of the program', async () => {
    for (const [name, mayWrite] of [
      ['adele', true],
      ['grady', false],
    ] as const) {
      using program = createProgram(service.origin);
      const page = await newPage();
      let entered: Promise<unknown> | undefined;
      const onStderr = (text: string) => {
        const [, at, code] = /open the page (\S+) and enter the code (\S+)/.exec(text) ?? [];
        if (at && code) entered ??= enter(page, at, code, name);
      };
      const { code, stderr, stdout } = await program.runWith({ onStderr }, ...login(provider.issuer));
      await entered;
      assert.equal(code, 0, stderr);
      assert.match(stdout, new RegExp(name));
      const who = JSON.parse((await program.run('whoami', '-o', 'json')).stdout);
      assert.deepEqual([who.name, who.kind, who.application], [name, 'person', 'command-line']);
      assert.deepEqual([...who.permissions].sort(), [...permissions].sort());
      assert.deepEqual(who.roles, rolesOf[name]);
      assert.equal((await program.run('devices', 'list')).code, 0);
      const added = await program.run('api', 'POST', devices, '--body', '{"deviceName":"PC"}');
      assert.equal(added.code === 0, mayWrite, added.stderr);
      await page.context().close();
    }
  });

  const enter = async (page: Page, at: string, code: string, name: string) => {
    await page.goto(at);
    await page.locator('input[name=user_code]').fill(code);
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByRole('button', { name: 'Continue' }).click();
    await signIn(page, name);
    await page.getByText('Sign-in Success').waitFor();
  };

  test('signs people in to the command line in the browser', async () => {
    using program = createProgram(service.origin, { BROWSER: '/bin/true' });
    const page = await newPage();
    let entered: Promise<unknown> | undefined;
    const onStderr = (text: string) => {
      const [, at] = /Sign in at (\S+)\n/.exec(text) ?? [];
      if (at) assert.ok(new URL(at).searchParams.get('nonce'), 'some providers demand one');
      if (at) entered ??= page.goto(at).then(() => signIn(page, 'adele'));
    };
    const { code, stderr } = await program.runWith({ onStderr }, ...login(provider.issuer), '--browser');
    await entered;
    assert.equal(code, 0, stderr);
    const { signedInBy, name } = JSON.parse((await program.run('whoami', '-o', 'json')).stdout);
    assert.deepEqual([signedInBy, name], ['openIdBrowser', 'adele']);
    await page.context().close();
  });

  const credentials = async (more: Readonly<Record<string, string>>) => {
    const body = new URLSearchParams({ grant_type: 'client_credentials', resource: audience, ...more });
    const basic = Buffer.from(`${automation.client_id}:${encodeURIComponent(automation.client_secret)}`).toString(
      'base64',
    );
    const headers = { Authorization: `Basic ${basic}` };
    const answer = await fetch(`${provider.issuer}/token`, { method: 'POST', headers, body });
    const { access_token: token } = (await answer.json()) as { access_token: string };
    return token;
  };

  test('an application is one, and has the permissions that its token was given for', async () => {
    const token = await credentials({ scope: 'DeviceManagementManagedDevices.ReadWrite.All' });
    assert.equal((await ask(devices, token)).status, 200);
    assert.equal((await ask('/v1.0/deviceManagement/remoteAssistancePartners', token)).status, 403);
    const { calling } = JSON.parse((await ask('/assist/me', token)).text);
    assert.equal(calling?.kind ?? 'application', 'application');
    using program = createProgram(service.origin, { ASSISTD_TOKEN: token });
    const who = JSON.parse((await program.run('whoami', '-o', 'json')).stdout);
    assert.deepEqual([who.kind, who.name], ['application', 'automation']);
    assert.deepEqual(who.permissions, ['DeviceManagementManagedDevices.ReadWrite.All']);
  });

  test('the console signs people in there, shows what they may, and out again', async () => {
    const page = await newPage();
    const errors: string[] = [];
    page.on('pageerror', ({ message }) => errors.push(message));
    const asked = page.waitForRequest((request) => request.url().startsWith(`${provider.issuer}/auth?`));
    await page.goto(`${service.origin}/console/devices`);
    const { searchParams } = new URL((await asked).url());
    assert.ok(searchParams.get('nonce'), 'some providers demand one');
    assert.equal(searchParams.get('resource'), audience);
    await signIn(page, 'adele');
    await page.getByRole('heading', { level: 1, name: 'Devices' }).waitFor();
    await page.getByRole('button', { name: 'Account of adele' }).waitFor();
    await page.reload();
    await page.getByRole('heading', { level: 1, name: 'Devices' }).waitFor();
    await page.getByRole('button', { name: /Account of adele/ }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByRole('button', { name: 'Yes, sign me out' }).click();
    await page.waitForURL(/\/console\/signed-out/);
    assert.deepEqual(errors, []);
    await page.context().close();
  });

  test('an ID token, a token for somebody else’s API, and one that was altered open nothing', async () => {
    const page = await newPage();
    const idToken = waitForIdToken(page);
    await page.goto(`${service.origin}/console/`);
    await signIn(page, 'adele');
    assert.equal((await ask(devices, await idToken)).status, 401);
    await page.context().close();
    const good = await credentials({ scope: 'DeviceManagementManagedDevices.ReadWrite.All' });
    const [head, , signature] = good.split('.');
    const claims = JSON.parse(Buffer.from(good.split('.')[1] ?? '', 'base64url').toString());
    const altered = Buffer.from(JSON.stringify({ ...claims, sub: 'adele' })).toString('base64url');
    assert.equal((await ask(devices, `${head}.${altered}.${signature}`)).status, 401);
  });

  const waitForIdToken = async (page: Page) => {
    const answer = await page.waitForResponse((response) => response.url() === `${provider.issuer}/token`);
    return ((await answer.json()) as { id_token: string }).id_token;
  };
});
