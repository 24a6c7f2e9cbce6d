import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { Secret } from '../../src/core/secret.ts';
import {
  codeVerifier,
  consent,
  failure,
  newCode,
  newGrant,
  outcomes,
  redirectUri,
  startPartnership,
} from './fixture.ts';

const tokenPath = '/api/v1/oauth2/token';

test('the authorisation URL asks for a code with PKCE S256 and carries no verifier', async () => {
  await using partnership = await startPartnership();
  const url = new URL(await partnership.connector.authorizationUrl({ state: 's t', codeVerifier, redirectUri }));
  assert.equal(url.origin + url.pathname, partnership.sandbox.authorizeUrl);
  assert.equal(url.searchParams.get('response_type'), 'code');
  assert.equal(url.searchParams.get('state'), 's t');
  assert.equal(url.searchParams.get('redirect_uri'), redirectUri);
  assert.equal(url.searchParams.get('code_challenge_method'), 'S256');
  assert.ok(!url.href.includes(codeVerifier));
});

test('consent brings code and state back, and the code becomes tokens that the partner accepts', async () => {
  await using partnership = await startPartnership();
  const { connector, clock, sandbox } = partnership;
  const back = await consent(connector);
  assert.equal(back.origin + back.pathname, redirectUri);
  assert.equal(back.searchParams.get('state'), 'the-state');
  const before = clock.now();
  const tokens = await connector.exchange({
    code: new Secret(back.searchParams.get('code') ?? ''),
    codeVerifier,
    redirectUri,
  });
  const lifetime = (tokens.expiresAt ?? 0) - before;
  assert.ok(lifetime >= 24 * 3_600_000 && lifetime < 24 * 3_600_000 + 10_000, `${lifetime}`);
  assert.equal(await connector.ping(tokens.accessToken), true);
  assert.equal(sandbox.grants.length, 1);
});

test('denial brings access_denied and the state back, and no grant', async () => {
  await using partnership = await startPartnership();
  const back = await consent(partnership.connector, 'deny');
  assert.equal(back.searchParams.get('error'), 'access_denied');
  assert.equal(back.searchParams.get('state'), 'the-state');
  assert.equal(back.searchParams.get('code'), null);
  assert.equal(partnership.sandbox.grants.length, 0);
});

test('PKCE: a code with another verifier, or with none, is worth nothing', async () => {
  await using partnership = await startPartnership();
  const { connector, sandbox } = partnership;
  for (const verifier of [`${codeVerifier}y`, codeVerifier.toUpperCase()]) {
    const code = await newCode(connector);
    const error = await failure(connector.exchange({ code, codeVerifier: verifier, redirectUri }), 'grantGone');
    assert.match(error.message, /code_verifier/);
  }
  const code = await newCode(connector);
  const response = await fetch(sandbox.origin + tokenPath, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      code: code.reveal(),
      redirect_uri: redirectUri,
      client_id: sandbox.clientId,
      client_secret: sandbox.clientSecret.reveal(),
    }),
  });
  assert.equal(response.status, 400);
  assert.equal(sandbox.grants.length, 0);
});

test('a code for another redirect address is worth nothing', async () => {
  await using partnership = await startPartnership();
  const code = await newCode(partnership.connector);
  const request = { code, codeVerifier, redirectUri: `${redirectUri}/other` };
  await failure(partnership.connector.exchange(request), 'grantGone');
});

test('a code works once, and its second use revokes what came of the first', async () => {
  await using partnership = await startPartnership();
  const { connector, sandbox } = partnership;
  const code = await newCode(connector);
  const tokens = await connector.exchange({ code, codeVerifier, redirectUri });
  const error = await failure(connector.exchange({ code, codeVerifier, redirectUri }), 'grantGone');
  assert.equal(error.status, 400);
  assert.equal(await connector.ping(tokens.accessToken), false);
  assert.equal(sandbox.grants[0]?.revokedBy, 'code used twice');
});

test('a code that was not used in ten minutes has expired', async () => {
  await using partnership = await startPartnership();
  const code = await newCode(partnership.connector);
  partnership.clock.turn(10 * 60_000);
  await failure(partnership.connector.exchange({ code, codeVerifier, redirectUri }), 'grantGone');
});

test('an access token ends with its lifetime, and a refresh gives a new one', async () => {
  await using partnership = await startPartnership({ sandbox: { accessTokenLifetimeMs: 60_000 } });
  const { connector, clock } = partnership;
  const first = await newGrant(connector);
  clock.turn(60_000);
  await failure(connector.account(first.accessToken), 'unauthorized');
  const second = await connector.refresh(first.refreshToken);
  assert.ok((second.expiresAt ?? 0) > clock.now());
  assert.equal(await connector.ping(second.accessToken), true);
});

test('a lifetime that no token has is cut to one that can be stored, and one that is not told is the longest', async () => {
  for (const expires_in of [1e300, 0.0001, '1e99', null]) {
    await using partnership = await startPartnership();
    const { connector, sandbox, clock } = partnership;
    const body = JSON.stringify({ access_token: 'x', token_type: 'bearer', expires_in });
    sandbox.faults.add({ kind: 'answer', path: tokenPath, body, times: 1 });
    const { expiresAt } = await connector.refresh(new Secret('any'));
    assert.ok(Number.isSafeInteger(expiresAt), `${expires_in}: ${expiresAt}`);
    assert.ok((expiresAt ?? 0) <= clock.now() + 366 * 24 * 3_600_000);
  }
});

test('with rotation, the old refresh token is gone once the new one is given', async () => {
  await using partnership = await startPartnership();
  const { connector } = partnership;
  const first = await newGrant(connector);
  const second = await connector.refresh(first.refreshToken);
  assert.ok(second.refreshToken);
  await failure(connector.refresh(first.refreshToken), 'grantGone');
  await connector.refresh(second.refreshToken);
});

test('without rotation, the answer holds no refresh token, and the old one is kept and goes on working', async () => {
  await using partnership = await startPartnership({ sandbox: { rotatesRefreshTokens: false } });
  const { connector } = partnership;
  const first = await newGrant(connector);
  const second = await connector.refresh(first.refreshToken);
  assert.equal(second.refreshToken?.reveal(), first.refreshToken.reveal());
  await connector.refresh(first.refreshToken);
});

test('members of a token answer that are null are as good as absent', async () => {
  await using partnership = await startPartnership();
  const { connector, sandbox } = partnership;
  const { refreshToken } = await newGrant(connector);
  const answer = { access_token: 'x', token_type: 'bearer', expires_in: null, refresh_token: null, scope: null };
  sandbox.faults.add({ kind: 'answer', path: tokenPath, body: JSON.stringify(answer), times: 1 });
  const renewed = await connector.refresh(refreshToken);
  assert.equal(renewed.accessToken.reveal(), 'x');
  assert.equal(renewed.refreshToken?.reveal(), refreshToken.reveal());
});

test('revoking kills the access token, all others of the grant, and the refresh token; no other grant', async () => {
  await using partnership = await startPartnership();
  const { connector, sandbox } = partnership;
  const first = await newGrant(connector);
  const bystander = await newGrant(connector);
  const second = await connector.refresh(first.refreshToken);
  assert.ok(second.refreshToken);
  await connector.revoke(second.accessToken);
  assert.equal(await connector.ping(first.accessToken), false);
  assert.equal(await connector.ping(second.accessToken), false);
  await failure(connector.refresh(second.refreshToken), 'grantGone');
  assert.equal(await connector.ping(bystander.accessToken), true);
  assert.deepEqual(
    sandbox.grants.map((grant) => grant.revokedBy),
    ['client', undefined],
  );
});

test('revoking with a token that the partner does not accept says unauthorized, and is not repeated', async () => {
  await using partnership = await startPartnership();
  const { connector, sandbox } = partnership;
  const tokens = await newGrant(connector);
  await connector.revoke(tokens.accessToken);
  const error = await failure(connector.revoke(tokens.accessToken), 'unauthorized');
  assert.equal(error.status, 401);
  assert.deepEqual(outcomes(sandbox, '/api/v1/OAuth2/revoke'), ['ok', 'invalid_token']);
});

test('a revocation is sent once, so that its answer is about this attempt', async () => {
  for (const [kind, reason] of [
    ['down', 'unreachable'],
    ['lost', 'unreachable'],
    ['error', 'broken'],
    ['throttled', 'throttled'],
  ] as const) {
    await using partnership = await startPartnership();
    const { connector, sandbox } = partnership;
    const { accessToken } = await newGrant(connector);
    sandbox.faults.add({ kind, path: '*/revoke', times: 1 });
    await failure(connector.revoke(accessToken), reason);
    assert.deepEqual(outcomes(sandbox, '/api/v1/OAuth2/revoke'), [`fault: ${kind}`]);
  }
});

test('a page with status 200 is no confirmation of a revocation', async () => {
  await using partnership = await startPartnership();
  const { connector, sandbox } = partnership;
  const tokens = await newGrant(connector);
  sandbox.faults.add({ kind: 'garbage', path: '*/revoke' });
  await failure(connector.revoke(tokens.accessToken), 'broken');
  assert.equal(sandbox.grants[0]?.revokedAt, undefined);
});

test('a grant revoked behind our back: its access token is unauthorized, its refresh token says that the grant is gone', async () => {
  await using partnership = await startPartnership();
  const { connector, sandbox } = partnership;
  const tokens = await newGrant(connector);
  sandbox.revokeBehindOurBack(sandbox.grants[0]?.id ?? '');
  await failure(connector.account(tokens.accessToken), 'unauthorized');
  await failure(connector.refresh(tokens.refreshToken), 'grantGone');
});

test('a wrong client secret is a refusal, not a lost grant and no call to refresh', async () => {
  await using partnership = await startPartnership({ connector: { clientSecret: new Secret('not-the-secret') } });
  const { connector } = partnership;
  const code = await newCode(connector);
  const error = await failure(connector.exchange({ code, codeVerifier, redirectUri }), 'refused');
  assert.match(error.message, /invalid_client/);
});

test('neither an exchange nor a refresh is ever sent twice', async () => {
  await using partnership = await startPartnership({
    sandbox: { rotatesRefreshTokens: false },
    connector: { breaker: { failures: 100 } },
  });
  const { connector, sandbox } = partnership;
  const { refreshToken } = await newGrant(connector);
  for (const kind of ['down', 'lost', 'error', 'throttled', 'garbage'] as const) {
    const code = await newCode(connector);
    for (const work of [
      () => connector.exchange({ code, codeVerifier, redirectUri }),
      () => connector.refresh(refreshToken),
    ]) {
      sandbox.faults.add({ kind, path: tokenPath, retryAfter: 0, times: 1 });
      const before = outcomes(sandbox, tokenPath).length;
      await assert.rejects(work);
      assert.deepEqual(outcomes(sandbox, tokenPath).slice(before), [`fault: ${kind}`]);
      sandbox.faults.clear();
    }
  }
});

test('a token answer that is not as promised is broken', async () => {
  await using partnership = await startPartnership({ connector: { breaker: { failures: 100 } } });
  const { connector, sandbox } = partnership;
  const tokens = await newGrant(connector);
  const bodies: unknown[] = [
    {},
    [],
    { access_token: 7, token_type: 'bearer' },
    { access_token: 'x' },
    { access_token: 'x', token_type: 'bearer', expires_in: 'soon' },
    { access_token: 'x', token_type: 'bearer', expires_in: -1 },
    { access_token: 'x', token_type: 'mac' },
    { access_token: 'x', token_type: 'bearer', refresh_token: 7 },
  ];
  for (const body of bodies) {
    sandbox.faults.add({ kind: 'answer', path: tokenPath, body: JSON.stringify(body), times: 1 });
    await failure(connector.refresh(tokens.refreshToken), 'broken');
  }
});

test('no failure shows a token, code, verifier or client secret, whatever the partner echoes', async () => {
  await using partnership = await startPartnership({ connector: { breaker: { failures: 100 } } });
  const { connector, sandbox, logged } = partnership;
  const { accessToken, refreshToken } = await newGrant(connector);
  const code = await newCode(connector);
  const clientSecret = sandbox.clientSecret.reveal();
  const calls: [work: () => Promise<unknown>, secrets: string[]][] = [
    [() => connector.exchange({ code, codeVerifier, redirectUri }), [code.reveal(), codeVerifier, clientSecret]],
    [() => connector.refresh(refreshToken), [refreshToken.reveal(), clientSecret]],
    [() => connector.revoke(accessToken), [accessToken.reveal()]],
    [() => connector.account(accessToken), [accessToken.reveal()]],
  ];
  for (const [work, secrets] of calls) {
    const echoes = [
      { error: secrets.join(' ') },
      // Padded so that a cut falls into the first secret.
      { error: 'x', error_description: `${'x'.repeat(185)} ${secrets.join(' ')}` },
      { access_token: secrets[0], token_type: secrets[0] },
    ];
    for (const status of [200, 302, 400, 401, 403, 429, 500]) {
      for (const echo of echoes) {
        sandbox.faults.add({ kind: 'answer', status, body: JSON.stringify(echo) });
        const error: unknown = await work().then(
          () => assert.fail('expected a failure'),
          (thrown: unknown) => thrown,
        );
        const shown = inspect([error, connector.health(), logged], { depth: 9, showHidden: true });
        // A few characters of one would be a leak already.
        for (const secret of secrets) assert.ok(!shown.includes(secret.slice(0, 6)), `${status}: ${shown}`);
        sandbox.faults.clear();
      }
    }
  }
});
