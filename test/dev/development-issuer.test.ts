import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { decodeJwt } from 'jose';
import { TurnableClock } from '../../src/core/clock.ts';
import type { Log } from '../../src/core/log.ts';
import { developmentCertificate } from '../../src/dev/certificates/development-certificate.ts';
import { type DevelopmentDirectory, defaultDirectory } from '../../src/dev/issuer/directory.ts';
import { createDevelopmentIssuer, type DevelopmentIssuer } from '../../src/dev/issuer/issuer.ts';
import { keptSigningKey } from '../../src/dev/issuer/signing-key.ts';
import type { Caller } from '../../src/identity/caller.ts';
import { createTokens, type Tokens } from '../../src/identity/token.ts';
import { issuerHandler } from '../harness/issuer-handler.ts';
import { Browser } from './clients/browser.ts';
import { makeRsaCertificate } from './clients/rsa-certificate.ts';

const certificate = makeRsaCertificate('automation');
const certified = {
  clientId: 'a9910000-0013-4000-8000-000000000013',
  displayName: 'certified automation',
  certificates: [certificate.certificate],
  redirectUris: [],
  tenantIds: [defaultDirectory.tenants[0].tenantId],
  roles: ['DeviceManagementServiceConfig.Read.All'],
  scopes: [],
};
const directory: DevelopmentDirectory = { ...defaultDirectory, clients: [...defaultDirectory.clients, certified] };
const [contoso, fabrikam] = defaultDirectory.tenants;
const [adele, grady] = defaultDirectory.users;
const [automation, commandLine] = defaultDirectory.clients;

describe('the development issuer', () => {
  let folder: string;
  let servers: Server[];
  let http: string;
  let https: string;
  let issuer: DevelopmentIssuer;
  let tokens: Tokens;
  let bundleFile: string;
  const clock = new TurnableClock();
  const problems: object[] = [];
  const log: Log = {
    debug() {},
    info() {},
    warn: (fields) => problems.push(fields),
    error: (fields) => problems.push(fields),
  };

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'assistd-issuer-'));
    const tls = await developmentCertificate({ folder, clock });
    bundleFile = tls.bundleFile;
    issuer = createDevelopmentIssuer({
      clock,
      log,
      directory,
      origins: () => ({ http, https }),
      signingKey: keptSigningKey(join(folder, 'signing-key.pem')),
    });
    const plain = createServer(issuerHandler(issuer));
    const secure = createTlsServer(tls, issuerHandler(issuer));
    servers = [plain, secure];
    await Promise.all(servers.map((server) => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))));
    http = `http://localhost:${(plain.address() as AddressInfo).port}`;
    https = `https://localhost:${(secure.address() as AddressInfo).port}`;
    tokens = createTokens({ issuers: issuer.issuers(), clock, log });
  });

  after(async () => {
    tokens[Symbol.dispose]();
    for (const server of servers) server.close();
    await rm(folder, { recursive: true });
    assert.deepEqual(problems, []);
  });

  const authenticate = async (token: string): Promise<Caller> => tokens.authenticate(`Bearer ${token}`);

  async function post(path: string, form: Record<string, string>) {
    const response = await fetch(`${http}/${path}`, { method: 'POST', body: new URLSearchParams(form) });
    return {
      status: response.status,
      body: (await response.json()) as Record<string, string> & { error_codes: number[] },
    };
  }

  /** Runs one of `clients/` in a process that trusts the development CA. */
  // biome-ignore lint/suspicious/noExplicitAny: what a script writes has the shape that the assertion says it has.
  async function run(script: string): Promise<any> {
    const settings = {
      authorityHost: issuer.authorityHost,
      tenants: [contoso.tenantId, fabrikam.tenantId],
      tenant: contoso.tenantId,
      secret: { clientId: automation.clientId, clientSecret: automation.secret },
      certificate: { clientId: certified.clientId, pem: certificate.key + certificate.certificate },
      publicClientId: commandLine.clientId,
      username: adele.userPrincipalName,
    };
    const file = join(folder, 'client.json');
    await writeFile(file, JSON.stringify(settings));
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [join(import.meta.dirname, 'clients', script), file],
      {
        env: { ...process.env, NODE_EXTRA_CA_CERTS: bundleFile },
        timeout: 30_000,
      },
    );
    return JSON.parse(stdout);
  }

  test('gives @azure/identity tokens by secret, by certificate, by device code and on behalf of a person', async () => {
    const got = await run('azure-identity.ts');

    const caller = await authenticate(got.secret ?? '');
    assert.equal(caller.kind, 'application');
    assert.equal(caller.tenantId, contoso.tenantId);
    assert.equal(caller.applicationId, automation.clientId);
    assert.equal(caller.applicationDisplayName, automation.displayName);
    assert.deepEqual(caller.permissions, new Set(automation.roles));
    assert.equal(got.secretCached, true);
    assert.match(got.wrongSecret ?? '', /AADSTS7000215/);

    const own = decodeJwt(got.secretForOwnApi ?? '');
    assert.deepEqual([own.aud, own.ver, own.azp], ['api://assistd', '2.0', automation.clientId]);
    assert.equal((await authenticate(got.secretForOwnApi ?? '')).issuer, `${https}/{tenantid}/v2.0`);

    const byCertificate = await authenticate(got.certificate ?? '');
    assert.equal(byCertificate.applicationId, certified.clientId);
    assert.equal(decodeJwt(got.certificate ?? '').appidacr, '2');

    const person = await authenticate(got.device ?? '');
    assert.deepEqual(
      [person.kind, person.subject, person.userPrincipalName],
      ['delegated', adele.oid, adele.userPrincipalName],
    );
    assert.equal(got.deviceCached, true);

    const onBehalfOf = await authenticate(got.onBehalfOf ?? '');
    assert.deepEqual(
      [onBehalfOf.kind, onBehalfOf.subject, onBehalfOf.applicationId],
      ['delegated', adele.oid, automation.clientId],
    );
    assert.match(
      got.deviceMessage ?? '',
      /^To sign in to Contoso, use a web browser to open the page https:.* and enter the code [A-Z]{4}/,
    );
  });

  test('gives a client that asks for two organisations the token of each, also from its cache', async () => {
    const { msal, identity } = await run('two-tenants.ts');
    const tenants = [contoso.tenantId, fabrikam.tenantId, contoso.tenantId, fabrikam.tenantId];
    assert.deepEqual(
      msal.map(({ token }: { token: string }) => decodeJwt(token).tid),
      tenants,
    );
    assert.deepEqual(
      msal.map(({ fromCache }: { fromCache: boolean }) => fromCache),
      [false, false, true, true],
    );
    assert.deepEqual(
      identity.map((token: string) => decodeJwt(token).tid),
      tenants,
    );
  });

  test('signs a person in with MSAL: code with PKCE, cache, refresh, another API, silently, and by form', async () => {
    const got = await run('msal-node.ts');
    assert.equal(got.state, 'here');
    assert.equal(got.username, adele.userPrincipalName);
    assert.equal(got.homeAccountId, `${adele.oid}.${contoso.tenantId}`);
    assert.equal(got.fromCache, true);
    assert.equal(got.silentCode, true);
    assert.equal(got.nobodyError, 'login_required');
    for (const token of [got.byCode, got.refreshed, got.byForm]) {
      const caller = await authenticate(token ?? '');
      assert.deepEqual([caller.kind, caller.subject], ['delegated', adele.oid]);
      assert.deepEqual(caller.permissions, new Set(adele.roles));
    }
    assert.notEqual(got.refreshed, got.byCode);
    assert.deepEqual(
      (await authenticate(got.narrowed ?? '')).permissions,
      new Set(['DeviceManagementServiceConfig.Read.All']),
    );
    assert.equal(decodeJwt(got.otherApi ?? '').aud, 'api://assistd');
  });

  test('answers the older endpoint in its own words', async () => {
    const { status, body } = await post('contoso.example/oauth2/token', {
      grant_type: 'client_credentials',
      client_id: automation.clientId,
      client_secret: automation.secret,
      resource: 'https://graph.microsoft.com/',
    });
    assert.equal(status, 200);
    assert.deepEqual([body.expires_in, body.resource], ['3599', 'https://graph.microsoft.com/']);
    const claims = decodeJwt(body.access_token ?? '');
    assert.equal(claims.iss, `${https}/${contoso.tenantId}/`);
    assert.deepEqual(
      [claims.aud, claims.ver, claims.appid],
      ['https://graph.microsoft.com/', '1.0', automation.clientId],
    );
    assert.equal((await authenticate(body.access_token ?? '')).kind, 'application');
  });

  test('signs a person in and out through the older endpoints', async () => {
    const redirect = 'http://localhost:41236/';
    const browser = new Browser();
    const authorize = (more: Record<string, string>) => {
      const asked = { client_id: commandLine.clientId, response_type: 'code', redirect_uri: redirect, ...more };
      return `${http}/common/oauth2/authorize?${new URLSearchParams(asked)}`;
    };
    const resource = 'https://graph.microsoft.com';
    const landed = await browser.open(authorize({ resource }), grady.userPrincipalName, redirect);
    const { body } = await post('common/oauth2/token', {
      grant_type: 'authorization_code',
      client_id: commandLine.clientId,
      code: new URL(landed.url).searchParams.get('code') ?? '',
      redirect_uri: redirect,
      resource,
    });
    assert.deepEqual([body.scope, body.resource], [commandLine.scopes.join(' '), resource]);
    assert.equal((await authenticate(body.access_token ?? '')).subject, grady.oid);

    const silent = () => browser.open(authorize({ resource, prompt: 'none' }), grady.userPrincipalName, redirect);
    assert(new URL((await silent()).url).searchParams.has('code'));
    const out = new URLSearchParams({ client_id: commandLine.clientId, post_logout_redirect_uri: redirect });
    const left = await browser.open(`${http}/${contoso.tenantId}/oauth2/logout?${out}`, '', redirect);
    assert.equal(left.url, redirect);
    assert.equal(new URL((await silent()).url).searchParams.get('error'), 'login_required');
  });

  test('lets a script sign in with one request, and gives a person no more than is theirs', async () => {
    const { body } = await post('organizations/oauth2/v2.0/token', {
      grant_type: 'password',
      client_id: commandLine.clientId,
      username: grady.userPrincipalName,
      password: 'anything',
      scope: 'DeviceManagementServiceConfig.Read.All DeviceManagementServiceConfig.ReadWrite.All offline_access',
    });
    const caller = await authenticate(body.access_token ?? '');
    assert.equal(caller.subject, grady.oid);
    assert.deepEqual(caller.permissions, new Set(['DeviceManagementServiceConfig.Read.All']));

    const { body: refreshed } = await post(`${contoso.tenantId}/oauth2/v2.0/token`, {
      grant_type: 'refresh_token',
      client_id: commandLine.clientId,
      refresh_token: body.refresh_token ?? '',
    });
    assert.deepEqual((await authenticate(refreshed.access_token ?? '')).permissions, caller.permissions);
  });

  test('polls as MSAL for Python does, and says to wait until the code was entered', async () => {
    const path = 'fabrikam.example/oauth2/v2.0';
    const scope = 'openid profile offline_access https://graph.microsoft.com//.default';
    const { body: started } = await post(`${path}/devicecode`, { client_id: commandLine.clientId, scope });
    const poll = () =>
      post(`${path}/token`, {
        grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
        client_id: commandLine.clientId,
        device_code: started.device_code ?? '',
        code: started.device_code ?? '',
        scope,
      });
    const waiting = await poll();
    assert.deepEqual(
      [waiting.status, waiting.body.error, waiting.body.error_codes],
      [400, 'authorization_pending', [70016]],
    );

    const enter = (username: string) =>
      fetch(`${http}/fabrikam.example/oauth2/deviceauth`, {
        method: 'POST',
        body: new URLSearchParams({ user_code: started.user_code ?? '', username }),
      });
    assert.equal((await enter(adele.userPrincipalName)).status, 400, 'nobody signs in to a tenant that is not theirs');
    assert.equal((await enter('alex@fabrikam.example')).status, 200);
    const { body } = await poll();
    const caller = await authenticate(body.access_token ?? '');
    assert.deepEqual([caller.tenantId, caller.kind], [fabrikam.tenantId, 'delegated']);
    assert.equal(decodeJwt(body.access_token ?? '').aud, 'https://graph.microsoft.com/');
    assert.equal((await poll()).body.error, 'invalid_grant', 'a code works once');
  });

  const credentials = {
    grant_type: 'client_credentials',
    client_id: automation.clientId,
    client_secret: automation.secret,
  };
  const scope = 'https://graph.microsoft.com/.default';
  const refusals: [string, string, Record<string, string>, number, string, number][] = [
    [
      'a wrong secret',
      'contoso.example',
      { ...credentials, scope, client_secret: 'x' },
      401,
      'invalid_client',
      7000215,
    ],
    ['no secret', 'contoso.example', { ...credentials, scope, client_secret: '' }, 401, 'invalid_client', 7000215],
    [
      'an unknown client',
      'contoso.example',
      { ...credentials, scope, client_id: 'x' },
      400,
      'unauthorized_client',
      700016,
    ],
    [
      'a client of another tenant',
      'fabrikam.example',
      { ...credentials, scope, client_id: certified.clientId },
      400,
      'unauthorized_client',
      700016,
    ],
    ['an unknown tenant', 'nowhere.example', { ...credentials, scope }, 400, 'invalid_request', 90002],
    [
      'an unknown API',
      'contoso.example',
      { ...credentials, scope: 'https://vault.azure.net/.default' },
      400,
      'invalid_resource',
      500011,
    ],
    [
      'two APIs at once',
      'contoso.example',
      { ...credentials, scope: `${scope} api://assistd/.default` },
      400,
      'invalid_scope',
      28000,
    ],
    [
      'an application that names permissions',
      'contoso.example',
      { ...credentials, scope: 'User.Read' },
      400,
      'invalid_scope',
      1002012,
    ],
    [
      'an unknown grant',
      'contoso.example',
      { ...credentials, scope, grant_type: 'x' },
      400,
      'unsupported_grant_type',
      70003,
    ],
    [
      'a forged token to act on behalf of',
      'contoso.example',
      { ...credentials, scope, grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion: 'a.b.c' },
      400,
      'invalid_grant',
      50013,
    ],
    [
      'an unknown person',
      'contoso.example',
      { grant_type: 'password', client_id: commandLine.clientId, username: 'x', scope },
      400,
      'invalid_grant',
      50034,
    ],
  ];
  for (const [name, tenant, form, status, error, code] of refusals) {
    test(`refuses ${name} as Entra does`, async () => {
      const { status: answered, body } = await post(`${tenant}/oauth2/v2.0/token`, form);
      assert.deepEqual([answered, body.error, body.error_codes], [status, error, [code]]);
      assert.match(
        body.error_description ?? '',
        new RegExp(`^AADSTS${code}: .* Trace ID: .* Correlation ID: .* Timestamp: `),
      );
      assert(!JSON.stringify(body).includes(automation.secret));
    });
  }

  test('does not send anybody to a redirect URI that is not registered', async () => {
    const query = new URLSearchParams({
      client_id: commandLine.clientId,
      response_type: 'code',
      redirect_uri: 'https://evil.example/',
      scope,
    });
    const response = await fetch(`${http}/contoso.example/oauth2/v2.0/authorize?${query}`, {
      redirect: 'manual',
    });
    assert.equal(response.status, 400);
    assert.match(await response.text(), /AADSTS50011/);
  });

  test('lets pages of this machine call it, and no others', async () => {
    const ask = async (origin: string) => {
      const url = `${http}/contoso.example/oauth2/v2.0/token`;
      const response = await fetch(url, {
        method: 'OPTIONS',
        headers: { origin, 'access-control-request-method': 'POST' },
      });
      return response.headers.get('access-control-allow-origin');
    };
    assert.equal(await ask('http://localhost:5173'), 'http://localhost:5173');
    assert.equal(await ask('https://evil.example'), null);
  });

  test('mints tokens without a request, for a person and for an application', async () => {
    const person = await issuer.mint({ clientId: commandLine.clientId, userPrincipalName: adele.userPrincipalName });
    assert.equal((await authenticate(person)).userPrincipalName, adele.userPrincipalName);
    const application = await issuer.mint({
      tenant: 'fabrikam.example',
      clientId: automation.clientId,
      permissions: ['A.Read.All'],
      version: '2.0',
      claims: { extra: 1 },
    });
    const caller = await authenticate(application);
    assert.deepEqual(
      [caller.tenantId, caller.kind, [...caller.permissions]],
      [fabrikam.tenantId, 'application', ['A.Read.All']],
    );
    await assert.rejects(issuer.mint({ clientId: 'x' }), { name: 'RangeError', message: /clientId must be one/ });
  });

  test('keeps its key, so that tokens stay valid over a restart', async () => {
    const file = join(folder, 'kept.pem');
    const [first, second] = await Promise.all([keptSigningKey(file), keptSigningKey(file)]);
    assert.equal(first.kid, second.kid);
    assert.equal((await keptSigningKey(file)).kid, first.kid);
  });
});
