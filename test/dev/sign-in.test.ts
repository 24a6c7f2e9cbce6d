import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { after, before, describe, it } from 'node:test';
import { decodeJwt } from 'jose';
import * as oauth from 'oauth4webapi';
import { type Assistd, start } from '../../src/dev/start.ts';
import { Browser } from './clients/browser.ts';

const graph = 'https://graph.microsoft.com/.default';
const partners = '/v1.0/deviceManagement/remoteAssistancePartners';
const bothKinds = 'b0740000-0001-4000-8000-000000000001';
const contosoOnly = 'b0740000-0002-4000-8000-000000000002';
const commandLine = 'a9910000-0002-4000-8000-000000000002';
const automation = 'a9910000-0001-4000-8000-000000000001';
const automationSecret = 'assistd-development-secret';
const redirectUri = 'http://localhost:41240/';
const verifier = 'a-verifier-that-is-long-enough-for-the-standard-1234567890';
const challenge = createHash('sha256').update(verifier).digest('base64url');

type Json = Record<string, string> & { error_codes: number[] };

describe('signing in to assistd dev', () => {
  let assistd: Assistd;
  before(async () => {
    assistd = await start({
      seed: {
        tenants: [
          {
            domain: 'contoso.example',
            users: [
              { userPrincipalName: 'adele@contoso.example', displayName: 'Adele' },
              { userPrincipalName: 'grady@contoso.example', displayName: 'Grady', permissions: 'read' },
              { userPrincipalName: 'alex@fabrikam.example', displayName: 'Alex', userType: 'Guest' },
              { userPrincipalName: 'visitor@elsewhere.example', displayName: 'Visitor', userType: 'Guest' },
            ],
          },
          { domain: 'fabrikam.example', users: [{ userPrincipalName: 'alex@fabrikam.example', displayName: 'Alex' }] },
        ],
        clients: [
          {
            clientId: bothKinds,
            displayName: 'Web and desktop',
            secret: 's3cret:%+ä',
            redirectUris: ['http://localhost/'],
          },
          {
            clientId: contosoOnly,
            displayName: 'Of Contoso',
            redirectUris: ['http://localhost/'],
            tenants: ['contoso.example'],
            scopes: ['User.Read'],
          },
        ],
      },
    });
  });
  after(() => assistd[Symbol.asyncDispose]());

  // biome-ignore lint/suspicious/noExplicitAny: what a server sends has the shape that the assertion says it has.
  const get = async (url: string): Promise<any> => (await fetch(url)).json();

  async function post(path: string, form: Record<string, string>, headers: Record<string, string> = {}) {
    const body = new URLSearchParams(form);
    const response = await fetch(`${assistd.origin}/${path}`, { method: 'POST', body, headers });
    return { status: response.status, headers: response.headers, body: (await response.json()) as Json };
  }

  function authorizeUrl(tenant: string, more: Record<string, string> = {}): string {
    const asked = {
      client_id: commandLine,
      response_type: 'code',
      redirect_uri: redirectUri,
      scope: `openid offline_access ${graph}`,
      code_challenge: challenge,
      code_challenge_method: 'S256',
      ...more,
    };
    return `${assistd.origin}/${tenant}/oauth2/v2.0/authorize?${new URLSearchParams(asked)}`;
  }

  /** The parameters that the application gets back. */
  async function authorized(browser: Browser, username: string, tenant: string, more: Record<string, string> = {}) {
    const { url, page } = await browser.open(authorizeUrl(tenant, more), username, redirectUri);
    return { page, answer: new URL(url).searchParams };
  }

  async function redeem(tenant: string, code: string | null, more: Record<string, string> = {}) {
    return post(`${tenant}/oauth2/v2.0/token`, {
      grant_type: 'authorization_code',
      client_id: commandLine,
      redirect_uri: redirectUri,
      code: code ?? '',
      code_verifier: verifier,
      ...more,
    });
  }

  const password = (username: string, tenant = 'organizations', more: Record<string, string> = {}) =>
    post(`${tenant}/oauth2/v2.0/token`, {
      grant_type: 'password',
      client_id: commandLine,
      username,
      password: 'none',
      scope: `openid offline_access ${graph}`,
      ...more,
    });

  describe('has Entra’s layout at the root, beside Graph', () => {
    it('by id, by domain, for any organisation, and below /login', async () => {
      const [contoso] = assistd.directory.tenants;
      for (const name of [contoso?.tenantId, 'CONTOSO.example', 'organizations', 'common']) {
        for (const mount of ['', '/login']) {
          const base = `${assistd.origin}${mount}/${name}`;
          const newer = await get(`${base}/v2.0/.well-known/openid-configuration`);
          const older = await get(`${base}/.well-known/openid-configuration`);
          const inUrls = name?.includes('.') ? contoso?.tenantId : name;
          const inIssuer = inUrls === contoso?.tenantId ? inUrls : '{tenantid}';
          assert.equal(newer.token_endpoint, `${assistd.origin}${mount}/${inUrls}/oauth2/v2.0/token`);
          assert.equal(older.token_endpoint, `${assistd.origin}${mount}/${inUrls}/oauth2/token`);
          assert.equal(newer.issuer, `${assistd.origin}/${inIssuer}/v2.0`);
          assert.equal(older.issuer, `${assistd.origin}/${inIssuer}/`);
          const { keys } = await get(newer.jwks_uri);
          assert.equal(keys[0].kty, 'RSA');
          assert.equal(keys[0].d, undefined);
        }
      }
      const headers = { Authorization: `Bearer ${await assistd.token()}` };
      assert.equal((await fetch(assistd.origin + partners, { headers })).status, 200);
      assert.equal((await fetch(`${assistd.origin}/common/oauth2/v2.0/nothing`)).status, 404);
    });

    it('whose tokens an OpenID client takes that believes nothing', async () => {
      const issuer = new URL(`${assistd.origin}/${assistd.directory.tenants[0]?.tenantId}/v2.0`);
      const insecure = { [oauth.allowInsecureRequests]: true };
      const server = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, insecure));
      const client = { client_id: commandLine };
      const { url } = await new Browser().open(
        authorizeUrl('contoso.example', { state: 's-1', nonce: 'n-1' }),
        'adele@contoso.example',
        redirectUri,
      );
      const parameters = oauth.validateAuthResponse(server, client, new URL(url), 's-1');
      const response = await oauth.authorizationCodeGrantRequest(
        server,
        client,
        oauth.None(),
        parameters,
        redirectUri,
        verifier,
        insecure,
      );
      const result = await oauth.processAuthorizationCodeResponse(server, client, response, { expectedNonce: 'n-1' });
      await oauth.validateApplicationLevelSignature(server, response, insecure);
      assert.equal(oauth.getValidatedIdTokenClaims(result)?.preferred_username, 'adele@contoso.example');
      const older = await redeem(
        'contoso.example',
        (await authorized(new Browser(), 'adele@contoso.example', 'common')).answer.get('code'),
      );
      assert.equal(decodeJwt(older.body.id_token ?? '').ver, '2.0');
    });

    it('and says of an organisation that is not here that it is not, where Graph begins beside it', async () => {
      for (const name of ['nowhere.example', '11111111-2222-4333-8444-555555555555']) {
        for (const mount of ['', '/login']) {
          const configuration = await get(`${assistd.origin}${mount}/${name}/v2.0/.well-known/openid-configuration`);
          assert.deepEqual(configuration.error_codes, [90002]);
          const { status, body } = await password(
            'adele@contoso.example',
            `${mount.slice(1)}/${name}`.replace(/^\//, ''),
          );
          assert.deepEqual([status, body.error_codes], [400, [90002]]);
        }
      }
      for (const version of ['v1.0', 'beta']) {
        const headers = { Authorization: `Bearer ${await assistd.token()}` };
        const answered = await (await fetch(`${assistd.origin}/${version}/oauth2/token`, { headers })).text();
        assert.match(answered, /Resource not found for the segment/);
      }
    });

    it('and refuses personal accounts, and an application that names no organisation', async () => {
      const credentials = { grant_type: 'client_credentials', client_id: automation, client_secret: automationSecret };
      const consumers = await password('adele@contoso.example', 'consumers');
      assert.deepEqual([consumers.status, consumers.body.error], [400, 'unauthorized_client']);
      assert.equal((await fetch(`${assistd.origin}/consumers/v2.0/.well-known/openid-configuration`)).status, 400);
      for (const tenant of ['common', 'organizations']) {
        const { body } = await post(`${tenant}/oauth2/v2.0/token`, { ...credentials, scope: graph });
        assert.deepEqual(body.error_codes, [50059]);
      }
    });
  });

  describe('for any organisation', () => {
    it('offers the people of every one that has the client, and the person decides', async () => {
      const page = await (await fetch(authorizeUrl('organizations'))).text();
      for (const name of ['adele@contoso.example', 'grady@contoso.example', 'alex@fabrikam.example']) {
        assert.equal(page.split(`value="${name}"`).length, 2, `${name} is there once`);
      }
      const ofContoso = await (await fetch(authorizeUrl('common', { client_id: contosoOnly }))).text();
      assert.doesNotMatch(ofContoso, /fabrikam\.example<\/h2>/);
      assert.match(ofContoso, /visitor@elsewhere/);
      for (const [username, domain] of [
        ['alex@fabrikam.example', 'fabrikam.example'],
        ['grady@contoso.example', 'contoso.example'],
      ] as const) {
        const { answer } = await authorized(new Browser(), username, 'organizations');
        const { body } = await redeem('organizations', answer.get('code'));
        const tenant = assistd.directory.tenants.find((each) => each.domain === domain);
        assert.equal(decodeJwt(body.access_token ?? '').tid, tenant?.tenantId);
      }
    });

    it('a device too', async () => {
      for (const [tenant, username, expected] of [
        ['organizations', 'alex@fabrikam.example', 200],
        ['common', 'adele@contoso.example', 200],
        ['contoso.example', 'alex@fabrikam.example', 200],
        ['fabrikam.example', 'adele@contoso.example', 400],
      ] as const) {
        const { body } = await post(`${tenant}/oauth2/v2.0/devicecode`, { client_id: commandLine, scope: graph });
        const form = new URLSearchParams({ user_code: body.user_code?.toLowerCase() ?? '', username });
        const entered = await fetch(body.verification_uri ?? '', { method: 'POST', body: form });
        assert.equal(entered.status, expected, `${username} at ${tenant}`);
        const polled = await post(`${tenant}/oauth2/v2.0/token`, {
          grant_type: 'device_code',
          client_id: commandLine,
          device_code: body.device_code ?? '',
        });
        if (expected === 400) assert.equal(polled.body.error, 'authorization_pending');
        else assert.equal(decodeJwt(polled.body.access_token ?? '').upn, username);
      }
    });

    it('with two people in one browser nobody is taken for the other', async () => {
      const browser = new Browser();
      await authorized(browser, 'adele@contoso.example', 'contoso.example');
      await authorized(browser, 'alex@fabrikam.example', 'fabrikam.example');
      const silent = { prompt: 'none' };
      const both = await authorized(browser, '', 'organizations', silent);
      assert.equal(both.answer.get('error'), 'interaction_required');
      for (const login_hint of ['adele@contoso.example', 'alex@fabrikam.example']) {
        const { answer } = await authorized(browser, '', 'organizations', { ...silent, login_hint });
        const { body } = await redeem('organizations', answer.get('code'));
        assert.equal(decodeJwt(body.access_token ?? '').upn, login_hint);
      }
      const other = await authorized(browser, '', 'organizations', { ...silent, login_hint: 'grady@contoso.example' });
      assert.equal(other.answer.get('error'), 'login_required');
    });
  });

  describe('tells people apart by their roles, as Entra does', () => {
    it('everybody’s token has the scopes of the client, and the person’s own roles', async () => {
      const [adele, grady] = await Promise.all(
        ['adele@contoso.example', 'grady@contoso.example'].map(async (name) =>
          decodeJwt((await password(name)).body.access_token ?? ''),
        ),
      );
      assert.equal(adele?.scp, grady?.scp);
      assert.match(String(grady?.scp), /ReadWrite/);
      assert.doesNotMatch(String(grady?.roles), /ReadWrite/);
      assert.match(String(adele?.roles), /ReadWrite/);
      const narrow = await password('adele@contoso.example', 'common', { client_id: contosoOnly });
      assert.equal(decodeJwt(narrow.body.access_token ?? '').scp, 'User.Read');
    });

    it('a reader may read, and not write', async () => {
      const { body } = await password('grady@contoso.example');
      const headers = { Authorization: `Bearer ${body.access_token}`, 'Content-Type': 'application/json' };
      assert.equal((await fetch(assistd.origin + partners, { headers })).status, 200);
      const path = `${partners}/00000000-0000-0000-0000-000000000000/disconnect`;
      assert.equal((await fetch(assistd.origin + path, { method: 'POST', headers })).status, 403);
    });

    it('a guest’s says that it is a guest’s, another object than at home', async () => {
      const at = async (tenant: string) =>
        decodeJwt((await password('alex@fabrikam.example', tenant)).body.access_token ?? '');
      const [guest, member, anywhere] = [
        await at('contoso.example'),
        await at('fabrikam.example'),
        await at('organizations'),
      ];
      assert.deepEqual([guest.acct, member.acct, anywhere.acct], [1, 0, 0]);
      assert.notEqual(guest.oid, member.oid);
      assert.equal(anywhere.tid, member.tid);
    });

    it('and minted tokens have the permissions that were asked for in both', async () => {
      const permissions = ['DeviceManagementServiceConfig.Read.All'];
      const claims = decodeJwt(await assistd.token({ permissions }));
      assert.deepEqual([claims.scp, claims.roles], [permissions.join(' '), permissions]);
    });
  });

  describe('one registration is public and confidential', () => {
    const secret = 's3cret:%+ä';
    const client = { client_id: bothKinds };
    const codeOf = async (more: Record<string, string> = {}) =>
      (await authorized(new Browser(), 'adele@contoso.example', 'common', { ...client, ...more })).answer.get('code');

    it('a code with PKCE needs no secret, nor does a device', async () => {
      const { status, body } = await redeem('common', await codeOf(), client);
      assert.equal(status, 200);
      const refreshed = await post('common/oauth2/v2.0/token', {
        ...client,
        grant_type: 'refresh_token',
        refresh_token: body.refresh_token ?? '',
      });
      assert.equal(refreshed.status, 200);
      const started = await post('common/oauth2/v2.0/devicecode', { ...client, scope: graph });
      assert.equal(started.status, 200);
    });

    it('with its secret it is itself, in the body or as Basic, and a wrong one is refused', async () => {
      const own = { grant_type: 'client_credentials', scope: graph };
      const path = 'contoso.example/oauth2/v2.0/token';
      const basic = (text: string) => ({ Authorization: `Basic ${Buffer.from(text).toString('base64')}` });
      assert.equal((await post(path, { ...own, ...client, client_secret: secret })).status, 200);
      assert.equal((await post(path, own, basic(`${bothKinds}:${encodeURIComponent(secret)}`))).status, 200);
      assert.equal((await post(path, own, basic(`${bothKinds}:x`))).status, 401);
      assert.deepEqual(
        (await redeem('common', await codeOf(), { ...client, client_secret: 'x' })).body.error_codes,
        [7000215],
      );
      assert.deepEqual((await post(path, { ...own, ...client })).body.error_codes, [7000218]);
    });

    it('a code without PKCE, and what came with a secret, need it', async () => {
      const plain = new URL(authorizeUrl('common', client));
      for (const name of ['code_challenge', 'code_challenge_method']) plain.searchParams.delete(name);
      const { url } = await new Browser().open(plain.href, 'adele@contoso.example', redirectUri);
      const code = new URL(url).searchParams.get('code');
      assert.deepEqual((await redeem('common', code, client)).body.error_codes, [7000218]);
      const { body } = await redeem('common', code, { ...client, client_secret: secret });
      const refresh = { ...client, grant_type: 'refresh_token', refresh_token: body.refresh_token ?? '' };
      assert.deepEqual((await post('common/oauth2/v2.0/token', refresh)).body.error_codes, [7000218]);
    });

    it('and a public client presents nothing', async () => {
      const { answer } = await authorized(new Browser(), 'adele@contoso.example', 'common');
      const { body } = await redeem('common', answer.get('code'), { client_secret: 'x' });
      assert.deepEqual(body.error_codes, [700025]);
    });
  });

  describe('keeps to the standards of codes and refresh tokens', () => {
    it('a code is good once, for its client, its address, its verifier, its organisation, and ten minutes', async () => {
      const fresh = async () => (await authorized(new Browser(), 'adele@contoso.example', 'common')).answer.get('code');
      const refused = async (code: string | null, tenant: string, more: Record<string, string>) =>
        (await redeem(tenant, code, more)).body.error_codes;
      const code = await fresh();
      assert.deepEqual(await refused(code, 'common', { client_id: contosoOnly }), [70000]);
      assert.deepEqual(await refused(code, 'common', { redirect_uri: 'http://localhost/' }), [500112]);
      assert.deepEqual(await refused(code, 'common', { code_verifier: 'another' }), [501481]);
      assert.deepEqual(await refused(code, 'common', { scope: 'https://vault.azure.net/.default' }), [500011]);
      assert.deepEqual(await refused(code, 'fabrikam.example', {}), [700005]);
      assert.equal((await redeem('common', code)).status, 200, 'what is refused uses nothing up');
      assert.deepEqual(await refused(code, 'common', {}), [54005]);
      const old = await fresh();
      assistd.clock.turn(600_000);
      assert.deepEqual(await refused(old, 'common', {}), [70008]);
    });

    it('a refresh token works on after it was used, not for another client or organisation, and not for ever', async () => {
      const { body } = await password('adele@contoso.example');
      const refresh = (tenant: string, more: Record<string, string> = {}) =>
        post(`${tenant}/oauth2/v2.0/token`, {
          grant_type: 'refresh_token',
          client_id: commandLine,
          refresh_token: body.refresh_token ?? '',
          ...more,
        });
      const [first, again] = [await refresh('organizations'), await refresh('contoso.example')];
      assert.deepEqual([first.status, again.status], [200, 200]);
      assert.notEqual(first.body.refresh_token, body.refresh_token);
      const other = await refresh('common', { scope: 'api://assistd/.default' });
      assert.equal(decodeJwt(other.body.access_token ?? '').aud, 'api://assistd');
      assert.deepEqual((await refresh('fabrikam.example')).body.error_codes, [50020]);
      assert.deepEqual((await refresh('common', { client_id: contosoOnly })).body.error_codes, [70000]);
      const notOne = { refresh_token: body.access_token ?? '' };
      assert.deepEqual((await refresh('common', notOne)).body.error_codes, [70000]);
      const headers = { Authorization: `Bearer ${body.refresh_token}` };
      assert.equal((await fetch(assistd.origin + partners, { headers })).status, 401, 'it is no access token');
      assistd.clock.turn(90 * 86_400_000 + 1000);
      assert.equal((await refresh('common')).body.error, 'invalid_grant');
    });

    it('a device code that nobody entered runs out, and one that was never given is not known', async () => {
      const { body } = await post('common/oauth2/v2.0/devicecode', { client_id: commandLine, scope: graph });
      const poll = (device_code = '') =>
        post('common/oauth2/v2.0/token', { grant_type: 'device_code', client_id: commandLine, device_code });
      assert.equal((await poll(body.device_code)).body.error, 'authorization_pending');
      assistd.clock.turn(900_000);
      assert.equal((await poll(body.device_code)).body.error, 'expired_token');
      assert.equal((await poll('never')).body.error, 'bad_verification_code');
    });

    it('what is wrong with a request is told to the application, where it is known', async () => {
      for (const [more, error] of [
        [{ response_type: 'token' }, 'unsupported_response_type'],
        [{ code_challenge_method: 'plain' }, 'invalid_request'],
        [{ scope: 'https://vault.azure.net/.default' }, 'invalid_resource'],
      ] as const) {
        const { answer } = await authorized(new Browser(), '', 'common', { ...more, state: 'x' });
        assert.deepEqual([answer.get('error'), answer.get('state')], [error, 'x']);
        assert.match(answer.get('error_description') ?? '', /^AADSTS\d+: /);
      }
    });
  });

  describe('signing out', () => {
    const silently = (browser: Browser) => authorized(browser, '', 'contoso.example', { prompt: 'none' });

    it('comes back to a registered address although neither client nor person is named', async () => {
      const browser = new Browser();
      await authorized(browser, 'adele@contoso.example', 'contoso.example');
      assert((await silently(browser)).answer.has('code'));
      const parameters = new URLSearchParams({ post_logout_redirect_uri: redirectUri, state: 's' });
      const out = `${assistd.origin}/organizations/oauth2/v2.0/logout?${parameters}`;
      assert.equal((await browser.open(out, '', redirectUri)).url, `${redirectUri}?state=s`);
      assert.equal((await silently(browser)).answer.get('error'), 'login_required');
    });

    it('goes nowhere else', async () => {
      for (const back of ['https://evil.example/', 'javascript:alert(1)', 'http://localhost.evil.example/']) {
        const out = `${assistd.origin}/common/oauth2/v2.0/logout?${new URLSearchParams({ post_logout_redirect_uri: back })}`;
        const response = await fetch(out, { redirect: 'manual' });
        assert.deepEqual([response.status, response.headers.get('location')], [400, null]);
      }
    });

    it('ends the session of whom the hint names, and leaves others signed in', async () => {
      const browser = new Browser();
      const { answer } = await authorized(browser, 'adele@contoso.example', 'contoso.example');
      const { body } = await redeem('common', answer.get('code'));
      await authorized(browser, 'alex@fabrikam.example', 'fabrikam.example');
      const hint = new URLSearchParams({ id_token_hint: body.id_token ?? '', post_logout_redirect_uri: redirectUri });
      await browser.open(`${assistd.origin}/common/oauth2/v2.0/logout?${hint}`, '', redirectUri);
      assert.equal((await silently(browser)).answer.get('error'), 'login_required');
      assert((await authorized(browser, '', 'fabrikam.example', { prompt: 'none' })).answer.has('code'));
    });
  });

  describe('is for pages of this machine', () => {
    const path = '/organizations/oauth2/v2.0/token';
    const form = new URLSearchParams({
      grant_type: 'password',
      client_id: commandLine,
      username: 'adele@contoso.example',
      scope: graph,
    });

    /** fetch sets `Origin` and `Sec-Fetch-Site` itself. */
    function sent(headers: Record<string, string>, method = 'POST', to = path) {
      return new Promise<{ status: number | undefined; allowed: string | undefined; text: string }>(
        (resolve, reject) => {
          const outgoing = httpRequest(assistd.origin + to, { method, headers }, (response) => {
            let text = '';
            response
              .on('data', (chunk) => (text += chunk))
              .on('end', () => {
                resolve({
                  status: response.statusCode,
                  allowed: response.headers['access-control-allow-origin'],
                  text,
                });
              });
          });
          outgoing.on('error', reject).end(method === 'POST' ? String(form) : undefined);
        },
      );
    }

    it('a page of another origin gets no token, and cannot read why', async () => {
      for (const headers of [
        { origin: 'https://evil.example' },
        { origin: 'http://localhost.evil.example' },
        { origin: 'null' },
        { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
        { 'sec-fetch-site': 'cross-site' },
        { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' },
      ]) {
        const { status, allowed, text } = await sent(headers);
        assert.deepEqual([status, allowed], [403, undefined], JSON.stringify(headers));
        assert.doesNotMatch(text, /access_token/);
      }
      const preflight = { origin: 'https://evil.example', 'access-control-request-method': 'POST' };
      assert.equal((await sent(preflight, 'OPTIONS')).allowed, undefined);
      const probe = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' };
      assert.equal((await sent(probe, 'GET', '/common/v2.0/.well-known/openid-configuration')).status, 403);
    });

    it('a page of any port of it does, by http and https, and people come by links', async () => {
      for (const origin of ['http://localhost:5173', 'https://127.0.0.1:8443']) {
        const { status, allowed } = await sent({ origin, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'cors' });
        assert.deepEqual([status, allowed], [200, origin]);
      }
      const link = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' };
      const to = authorizeUrl('common').slice(assistd.origin.length);
      assert.equal((await sent(link, 'GET', to)).status, 200);
    });
  });

  it('refuses a token for a list of audiences, and says what is wrong', async () => {
    for (const [body, message] of [
      [{ audience: ['https://graph.microsoft.com', 'api://assistd'] }, /audience must be one audience/],
      [{ permissions: 'Assist.Read.All' }, /permissions must be a list/],
      [{ lifetimeSeconds: '1' }, /lifetimeSeconds must be a number/],
      [{ claims: [] }, /claims must be an object/],
    ] as const) {
      const response = await fetch(`${assistd.origin}/_assistd/token`, { method: 'POST', body: JSON.stringify(body) });
      assert.equal(response.status, 400, JSON.stringify(body));
      assert.match(await response.text(), message);
    }
  });

  it('takes no snapshot of people without roles', async () => {
    const { directory, ...rest } = await assistd.snapshot();
    const users = directory.users.map(({ roles, ...user }) => ({ ...user, scopes: roles }));
    const older = JSON.stringify({ ...rest, directory: { ...directory, users } });
    const response = await fetch(`${assistd.origin}/_assistd/restore`, { method: 'POST', body: older });
    assert.equal(response.status, 400);
    assert.match(await response.text(), /seed anew/);
  });

  it('reads no endless body, and takes an id with capitals for the same', async () => {
    const long = await post('common/oauth2/v2.0/token', { grant_type: 'x'.repeat(100_000) }).catch(() => undefined);
    assert.equal(long?.status, 413);
    const { status } = await password('ADELE@contoso.example', 'common', { client_id: commandLine.toUpperCase() });
    assert.equal(status, 200);
  });
});
