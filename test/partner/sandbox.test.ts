import assert from 'node:assert/strict';
import { request } from 'node:http';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { TurnableClock } from '../../src/core/clock.ts';
import { type Sandbox, startSandbox } from '../../src/dev/sandbox/sandbox.ts';
import {
  codeVerifier,
  failure,
  keyOf,
  newCode,
  newGrant,
  newSession,
  redirectUri,
  startPartnership,
} from './fixture.ts';

function authorizeUrl(sandbox: Sandbox, changes: Record<string, string> = {}): string {
  const parameters = {
    response_type: 'code',
    client_id: sandbox.clientId,
    redirect_uri: redirectUri,
    state: 'the-state',
    ...changes,
  };
  return `${sandbox.authorizeUrl}?${new URLSearchParams(parameters)}`;
}

const get = (url: string) => fetch(url, { redirect: 'manual' });

test('a person gets a form, and its buttons lead back to the app', async () => {
  await using partnership = await startPartnership();
  const { connector, sandbox } = partnership;
  const request = await connector.authorizationUrl({ state: 'a"b<c', codeVerifier, redirectUri });
  const page = await get(request);
  assert.equal(page.status, 200);
  const html = await page.text();
  const inputs = [...html.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)">/g)];
  const form = new URLSearchParams(
    inputs.map(([, name = '', value = '']): [string, string] => [
      name,
      value.replace('&quot;', '"').replace('&lt;', '<'),
    ]),
  );
  assert.equal(form.get('state'), 'a"b<c');
  form.set('email', 'ada@contoso.example');
  form.set('consent', 'allow');
  const answer = await fetch(sandbox.authorizeUrl, { method: 'POST', body: form, redirect: 'manual' });
  assert.equal(answer.status, 303);
  const back = new URL(answer.headers.get('location') ?? '');
  assert.equal(back.searchParams.get('state'), 'a"b<c');
  assert.ok(back.searchParams.get('code'));
});

test('an unknown client or an address that is not registered gets a page, never a redirect', async () => {
  await using partnership = await startPartnership();
  const { sandbox } = partnership;
  for (const changes of [
    { client_id: 'somebody-else' },
    { redirect_uri: 'http://evil.example/' },
    { redirect_uri: `${redirectUri}/below` },
    { redirect_uri: '' },
  ]) {
    const response = await get(authorizeUrl(sandbox, { ...changes, consent: 'allow' }));
    assert.equal(response.status, 400);
    assert.equal(response.headers.get('location'), null);
  }
  sandbox.registerRedirectUri(`${redirectUri}/below`);
  const response = await get(authorizeUrl(sandbox, { redirect_uri: `${redirectUri}/below`, consent: 'allow' }));
  assert.equal(response.status, 302);
});

test('plain PKCE and other response types are sent back as errors', async () => {
  await using partnership = await startPartnership();
  for (const changes of [
    { response_type: 'token' },
    { code_challenge: 'x', code_challenge_method: 'plain' },
    { code_challenge: 'x' },
  ]) {
    const response = await get(authorizeUrl(partnership.sandbox, { ...changes, consent: 'allow' }));
    const back = new URL(response.headers.get('location') ?? '');
    assert.ok(back.searchParams.get('error'));
    assert.equal(back.searchParams.get('code'), null);
  }
});

test('pages escape what they are given and allow no script', async () => {
  await using partnership = await startPartnership();
  const { connector, sandbox, clock } = partnership;
  const evil = '<script>alert(1)</script>"\'&';
  const { accessToken } = await newGrant(connector, `${evil}@contoso.example`);
  const session = newSession('t/c', clock.now() + 60_000, { description: evil });
  const { ref: code } = await connector.openSession(accessToken, session);
  const given = [authorizeUrl(sandbox, { state: evil, email: evil }), `${sandbox.origin}/`];
  const links = [`${sandbox.origin}/supporter/${encodeURIComponent(evil)}`, `${sandbox.origin}/customer/${code}`];
  for (const url of [...given, ...links]) {
    const response = await get(url);
    assert.match(response.headers.get('content-security-policy') ?? '', /default-src 'none'/);
    const html = await response.text();
    assert.ok(!html.includes('<script'), url);
    if (given.includes(url)) assert.ok(html.includes('&lt;script&gt;alert(1)'), url);
  }
});

test('the token endpoint takes JSON as well as forms, on both spellings of its path', async () => {
  await using partnership = await startPartnership();
  const { connector, sandbox } = partnership;
  for (const path of ['/api/v1/OAuth2/token', '/api/v1/oauth2/token']) {
    const body = {
      grant_type: 'authorization_code',
      code: (await newCode(connector)).reveal(),
      code_verifier: codeVerifier,
      redirect_uri: redirectUri,
      client_id: sandbox.clientId,
      client_secret: sandbox.clientSecret.reveal(),
    };
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(sandbox.origin + path, { method: 'POST', headers, body: JSON.stringify(body) });
    assert.equal(response.status, 200);
    const answer = JSON.parse(await response.text());
    assert.deepEqual(Object.keys(answer), ['access_token', 'token_type', 'expires_in', 'refresh_token']);
    assert.equal(answer.expires_in, 86_400);
  }
});

test("errors have the partner's body, and a missing bearer its own words", async () => {
  await using partnership = await startPartnership();
  const response = await get(`${partnership.sandbox.origin}/api/v1/ping`);
  assert.equal(response.status, 401);
  const body = JSON.parse(await response.text());
  assert.deepEqual(Object.keys(body), ['error', 'error_description', 'error_code', 'error_signature']);
  assert.deepEqual(
    [body.error, body.error_description, body.error_code],
    ['invalid_token', 'Bearer token missing.', 2],
  );
});

test('one account does not see the sessions of another', async () => {
  await using partnership = await startPartnership();
  const { connector, clock } = partnership;
  const ada = await newGrant(connector, 'ada@contoso.example');
  const eve = await newGrant(connector, 'eve@fabrikam.example');
  const session = newSession('t/c', clock.now() + 60_000, { description: '' });
  const { ref: code } = await connector.openSession(ada.accessToken, session);
  assert.equal(await connector.session(eve.accessToken, code), undefined);
  await connector.closeSession(eve.accessToken, code);
  assert.equal((await connector.session(ada.accessToken, code))?.state, 'open');
});

test('a session needs a group and a validity ahead; deleting removes it', async () => {
  await using partnership = await startPartnership();
  const { connector, sandbox } = partnership;
  const { accessToken } = await newGrant(connector);
  const ask = (method: string, path: string, body?: object) =>
    fetch(`${sandbox.origin}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${accessToken.reveal()}`, 'content-type': 'application/json' },
      body: body === undefined ? null : JSON.stringify(body),
    });
  assert.equal((await ask('POST', '/sessions', {})).status, 400);
  assert.equal((await ask('POST', '/sessions', { groupname: 'g', valid_until: '2001-01-01T00:00:00Z' })).status, 400);
  assert.equal((await ask('POST', '/sessions', { groupname: 'g', custom_api: 'x'.repeat(4001) })).status, 400);
  assert.equal((await ask('POST', '/sessions', { groupname: 'g' })).status, 200);
  const code = sandbox.sessions[0]?.code ?? '';
  assert.equal((await ask('PUT', `/sessions/${code}`, { state: 7 })).status, 400);
  assert.equal((await ask('DELETE', `/sessions/${code}`)).status, 204);
  assert.equal((await ask('GET', `/sessions/${code}`)).status, 404);
});

test('the record tells each call, its outcome and its grant, and no secret', async () => {
  await using partnership = await startPartnership();
  const { connector, sandbox } = partnership;
  const code = await newCode(connector);
  const { accessToken, refreshToken } = await connector.exchange({ code, codeVerifier, redirectUri });
  await connector.revoke(accessToken);
  await connector.ping(accessToken);
  const grantId = sandbox.grants[0]?.id;
  assert.deepEqual(
    sandbox.record.map((call) => [call.method, call.path, call.status, call.outcome, call.grantId]),
    [
      ['GET', '/oauth2/authorize', 302, 'consented', undefined],
      ['POST', '/api/v1/oauth2/token', 200, 'ok', grantId],
      ['POST', '/api/v1/OAuth2/revoke', 204, 'ok', grantId],
      ['GET', '/api/v1/ping', 401, 'invalid_token', undefined],
    ],
  );
  const shown = inspect(sandbox, { depth: 9, showHidden: true }) + JSON.stringify([sandbox.record, sandbox.snapshot()]);
  for (const secret of [code, accessToken, refreshToken, sandbox.clientSecret]) {
    assert.ok(secret !== undefined && !shown.includes(secret.reveal()));
  }
});

test('the same is there over HTTP: record, grants, sessions, faults, use, revocation, reset', async () => {
  await using partnership = await startPartnership();
  const { connector, sandbox, clock } = partnership;
  const tokens = await newGrant(connector);
  const session = newSession('t/c', clock.now() + 60_000, { description: '' });
  const { ref: code } = await connector.openSession(tokens.accessToken, session);
  const at = `${sandbox.origin}/sandbox`;
  const read = async (noun: string) => JSON.parse(await (await get(`${at}/${noun}`)).text());
  const post = (path: string, body: Record<string, string> = {}) =>
    fetch(`${at}/${path}`, { method: 'POST', body: new URLSearchParams(body) });

  assert.equal((await post(`sessions/${code}/connect`, { supporter: 'Grace', minutes: '3' })).status, 200);
  assert.equal((await connector.connections(tokens.accessToken, code))[0]?.supporter, 'Grace');
  assert.equal((await post('sessions/s00-000-000/connect')).status, 400);

  assert.equal((await post('faults', { kind: 'throttled', path: '*/PING', times: '1', retryAfter: '60' })).status, 200);
  assert.deepEqual((await read('faults')).faults, [{ kind: 'throttled', path: '*/PING', times: 1, retryAfter: '60' }]);
  assert.equal((await failure(connector.ping(tokens.accessToken), 'throttled')).retryAfter, 60_000);
  assert.equal(await connector.ping(tokens.accessToken), true);
  assert.equal((await post('faults', { kind: 'rain' })).status, 400);
  assert.equal((await post('faults', { kind: 'slow', milliseconds: 'long' })).status, 400);
  await post('faults', { kind: 'down' });
  assert.equal((await fetch(`${at}/faults`, { method: 'DELETE' })).status, 204);
  assert.equal(await connector.ping(tokens.accessToken), true);

  const [grant] = (await read('grants')).grants;
  assert.equal((await post(`grants/${grant.id}/revoke`)).status, 204);
  assert.equal((await post(`grants/${grant.id}/revoke`)).status, 400);
  assert.equal((await read('grants')).grants[0].revokedBy, 'behind our back');
  assert.match(await (await get(sandbox.origin)).text(), /behind our back/);
  assert.equal(await connector.ping(tokens.accessToken), false);
  assert.ok((await read('record')).record.length > 3);
  assert.equal((await read('sessions')).sessions[0].code, code);

  assert.equal((await post('reset')).status, 204);
  assert.deepEqual(await read('grants'), { grants: [] });
  assert.deepEqual(await read('sessions'), { sessions: [], connections: [] });
  assert.equal((await get(`${at}/nothing`)).status, 404);
});

test('a snapshot taken through JSON is a sandbox that goes on where the first stopped', async () => {
  await using partnership = await startPartnership();
  const { connector, sandbox, clock } = partnership;
  const kept = await newGrant(connector);
  const revoked = await newGrant(connector);
  await connector.revoke(revoked.accessToken);
  const session = newSession('t/c', clock.now() + 60_000, { description: '' });
  const { ref: code } = await connector.openSession(kept.accessToken, session);
  sandbox.connect(code, 'Grace', 1);
  const snapshot = JSON.parse(JSON.stringify(sandbox.snapshot()));
  sandbox.reset();
  assert.equal(await connector.ping(kept.accessToken), false);

  sandbox.restore(snapshot);
  assert.equal(await connector.ping(kept.accessToken), true);
  assert.equal(await connector.ping(revoked.accessToken), false);
  assert.equal((await connector.session(kept.accessToken, code))?.ref, code);
  assert.equal((await connector.openSessions(kept.accessToken, keyOf('t/c')))[0]?.ref, code);
  assert.equal((await connector.connections(kept.accessToken, code)).length, 1);
  await connector.refresh(kept.refreshToken);
  assert.throws(() => sandbox.restore({ ...snapshot, version: 2 }), RangeError);
});

test('pages of other sites can neither read nor change the sandbox', async () => {
  await using partnership = await startPartnership();
  const { sandbox } = partnership;
  const statusFor = (method: string, headers: Record<string, string>) =>
    new Promise<number | undefined>((resolve, reject) => {
      const asked = request(`${sandbox.origin}/sandbox/faults`, { method, headers }, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      asked.on('error', reject).end();
    });
  assert.equal(await statusFor('GET', {}), 200);
  assert.equal(await statusFor('GET', { host: 'rebound.example' }), 403);
  assert.equal(await statusFor('DELETE', { 'sec-fetch-site': 'cross-site' }), 403);
  assert.equal(await statusFor('DELETE', { 'sec-fetch-site': 'same-origin' }), 204);
});

test('closing ends requests that hang, and may be done twice', async () => {
  const sandbox = await startSandbox({ clock: new TurnableClock() });
  sandbox.faults.add({ kind: 'slow', milliseconds: 3_600_000, times: 1 });
  const hanging = assert.rejects(fetch(`${sandbox.origin}/api/v1/ping`));
  while (sandbox.faults.list.length > 0) await new Promise(setImmediate);
  await sandbox.close();
  await sandbox.close();
  await hanging;
});
