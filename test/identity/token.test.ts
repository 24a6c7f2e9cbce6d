import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import { base64url, CompactSign, exportSPKI, generateKeyPair } from 'jose';
import { TurnableClock } from '../../src/core/clock.ts';
import { Failure } from '../../src/core/failure.ts';
import { silent } from '../../src/core/log.ts';
import { type IssuerSettings, mayHoldKeys, tokenAlgorithms } from '../../src/identity/issuers.ts';
import { createTokens, type Refusal, type Tokens } from '../../src/identity/token.ts';
import { waitFor } from '../harness/wait-for.ts';
import { makeKey, settingsOf, sign, TestIssuer, type TestKey, tenantId } from './test-issuer.ts';

const minute = 60_000;

describe('tokens', () => {
  let issuer: TestIssuer;
  let key: TestKey;
  let clock: TurnableClock;
  let tokens: Tokens;
  let refused: Refusal[];

  before(async () => {
    issuer = await TestIssuer.start();
    key = await makeKey('ES256', 'first');
  });
  after(() => issuer[Symbol.asyncDispose]());

  beforeEach(() => {
    issuer.keys = [key.jwk];
    issuer.down = false;
    issuer.claimed = {};
    issuer.requests = 0;
    clock = new TurnableClock();
    use({});
  });

  afterEach(() => tokens[Symbol.dispose]());

  function use(settings: Partial<IssuerSettings>, keyLifetimeMs?: number) {
    tokens?.[Symbol.dispose]();
    refused = [];
    tokens = createTokens({
      ...(keyLifetimeMs !== undefined && { keyLifetimeMs }),
      issuers: [settingsOf(issuer, settings)],
      clock,
      log: silent,
      onRefused: (reason) => refused.push(reason),
    });
  }

  const authenticate = async (token: string) => tokens.authenticate(`Bearer ${token}`);

  async function assertRefused(header: string | undefined, kind: Refusal, internal: RegExp): Promise<Failure> {
    let failure: unknown;
    try {
      await tokens.authenticate(header);
    } catch (error) {
      failure = error;
    }
    assert(failure instanceof Failure, `accepted, or failed otherwise: ${failure}`);
    assert.equal(failure.kind, kind, failure.internal);
    assert.match(failure.internal ?? '', internal);
    assert.equal(refused.at(-1), kind);
    const token = header?.split(' ')[1];
    if (token && token.length > 20)
      assert(!JSON.stringify([failure.internal, failure.message]).includes(token), 'the token is told');
    return failure;
  }

  describe('prove a caller', () => {
    for (const algorithm of tokenAlgorithms) {
      test(`signed with ${algorithm}`, async () => {
        const other = await makeKey(algorithm, 'other');
        issuer.keys = [key.jwk, other.jwk];
        assert.equal((await authenticate(await sign(issuer, other, clock))).tenantId, tenantId);
      });
    }

    test('of a delegated v2.0 token', async () => {
      const seconds = Math.floor(clock.now() / 1000);
      const token = await sign(issuer, key, clock, {
        ver: '2.0',
        azp: 'app-1',
        iat: seconds,
        preferred_username: 'adele@contoso.example',
        roles: ['DeviceManagementConfiguration.ReadWrite.All'],
      });
      assert.deepEqual(await authenticate(token), {
        tenantId,
        kind: 'delegated',
        subject: 'aaaaaaaa-0000-4000-8000-000000000001',
        permissions: new Set(['DeviceManagementServiceConfig.ReadWrite.All', 'User.Read']),
        withheld: undefined,
        applicationId: 'app-1',
        applicationDisplayName: undefined,
        userPrincipalName: 'adele@contoso.example',
        issuedAt: seconds * 1000,
        issuer: issuer.template,
      });
    });

    test('of a delegated v1.0 token', async () => {
      const caller = await authenticate(
        await sign(issuer, key, clock, {
          ver: '1.0',
          azp: undefined,
          appid: 'app-1',
          app_displayname: 'App',
          unique_name: 'adele',
          oid: undefined,
        }),
      );
      assert.equal(caller.applicationId, 'app-1');
      assert.equal(caller.applicationDisplayName, 'App');
      assert.equal(caller.userPrincipalName, 'adele');
      assert.equal(caller.subject, 'pairwise-subject');
    });

    test('of an application, with and without idtyp', async () => {
      const application = { scp: undefined, sub: 'sp', oid: 'sp', azp: 'app-1', roles: ['A.Read.All'], upn: 'nobody' };
      for (const claims of [application, { ...application, idtyp: 'app', sub: 'other' }]) {
        const caller = await authenticate(await sign(issuer, key, clock, claims));
        assert.equal(caller.kind, 'application');
        assert.deepEqual(caller.permissions, new Set(['A.Read.All']));
        assert.equal(caller.userPrincipalName, undefined);
      }
    });

    test('without permissions where the token carries none, so that the answer is 403 and not 401', async () => {
      const none = await authenticate(await sign(issuer, key, clock, { scp: undefined }));
      assert.deepEqual([none.kind, none.permissions.size], ['delegated', 0]);
      const role = await authenticate(await sign(issuer, key, clock, { scp: undefined, idtyp: 'app' }));
      assert.deepEqual([role.kind, role.permissions.size], ['application', 0]);
    });

    test("never with a person's app roles as the application's permissions", async () => {
      for (const claims of [{ idtyp: 'user' }, { oid: 'person', sub: 'pairwise' }, { oid: undefined }]) {
        const token = await sign(issuer, key, clock, { scp: undefined, roles: ['A.ReadWrite.All'], ...claims });
        const caller = await authenticate(token);
        assert.deepEqual([caller.kind, caller.permissions.size], ['delegated', 0]);
      }
    });

    test('whatever the case of the scheme and of tid, and with or without a slash after the audience', async () => {
      const token = await sign(issuer, key, clock, {
        aud: 'https://graph.microsoft.com/',
        tid: tenantId.toUpperCase(),
        scp: ['A.Read', 'B.Read'],
      });
      const caller = await tokens.authenticate(`bEARER  ${token}`);
      assert.equal(caller.tenantId, tenantId);
      assert.deepEqual(caller.permissions, new Set(['A.Read', 'B.Read']));
    });

    test('for every configured audience, one of a list included', async () => {
      const graph = '00000003-0000-0000-c000-000000000000';
      use({ audiences: ['api://assistd', graph] });
      await authenticate(await sign(issuer, key, clock, { aud: graph }));
      await authenticate(await sign(issuer, key, clock, { aud: ['else', 'api://assistd'] }));
    });

    test('within the tolerance for clocks that differ', async () => {
      const seconds = Math.floor(clock.now() / 1000);
      await authenticate(await sign(issuer, key, clock, { nbf: seconds + 50 }));
      await authenticate(await sign(issuer, key, clock, { exp: seconds - 50 }));
    });

    test('without a key id when exactly one key fits', async () => {
      const unnamed = await makeKey('ES256');
      issuer.keys = [unnamed.jwk, (await makeKey('EdDSA', 'another type')).jwk];
      await authenticate(await sign(issuer, unnamed, clock));
      issuer.keys = [unnamed.jwk, key.jwk];
      use({});
      await assertRefused(`Bearer ${await sign(issuer, unnamed, clock)}`, 'tokenInvalid', /multiple matching keys/);
    });
  });

  describe('refuse', () => {
    test('no token: no header, no scheme, another scheme, an empty token', async () => {
      for (const header of [undefined, '', 'Bearer', 'bearer ', 'Basic YTpi', 'Bearerx y']) {
        await assertRefused(header, 'tokenMissing', /Authorization/);
      }
    });

    test('what is no JWT', async () => {
      const token = await sign(issuer, key, clock);
      for (const text of [
        'abc',
        'a.b',
        'a.b.c',
        `${token}.x.y`,
        `${base64url.encode('[]')}.${base64url.encode('1')}.`,
        'a b c',
      ]) {
        await assertRefused(`Bearer ${text}`, 'tokenMalformed', /no signed JWT/);
      }
    });

    test('a token longer than 16 KB', async () => {
      const token = await sign(issuer, key, clock, { padding: 'x'.repeat(16 * 1024) });
      await assertRefused(`Bearer ${token}`, 'tokenInvalid', /characters/);
    });

    const rows: [string, Record<string, unknown>, Refusal, RegExp][] = [
      ['another audience', { aud: 'https://vault.azure.net' }, 'tokenAudience', /"aud"/],
      ['no audience', { aud: undefined }, 'tokenAudience', /"aud"/],
      ['no expiry', { exp: undefined }, 'tokenInvalid', /"exp"/],
      ['an expiry that is no number', { exp: 'never' }, 'tokenInvalid', /"exp"/],
      [
        'an unknown issuer',
        { iss: 'https://evil.example/' },
        'tokenInvalid',
        /no issuer is configured for iss "https:..evil/,
      ],
      ['an issuer that is no text', { iss: 7 }, 'tokenInvalid', /iss 7/],
      ['no tid', { tid: null, iss: 'x' }, 'tokenInvalid', /no tid/],
      ['a tid that is no GUID', { tid: 'contoso.example' }, 'tokenInvalid', /no GUID/],
      ['a name that no database can store', { upn: 'a\u0000b@contoso.example' }, 'tokenInvalid', /upn holds/],
      ['no subject', { oid: undefined, sub: undefined }, 'tokenInvalid', /neither oid nor sub/],
      ['a scope that is no text', { scp: { a: 1 } }, 'tokenInvalid', /scp/],
      ['an ID token', { scp: undefined, roles: ['A.ReadWrite.All'], nonce: 'n' }, 'tokenInvalid', /ID token/],
      ['a personal account', { tid: '9188040d-6c67-4c5b-b112-36a304b66dad' }, 'personalAccount', /personal/],
    ];
    for (const [name, claims, kind, internal] of rows) {
      test(name, async () => {
        await assertRefused(`Bearer ${await sign(issuer, key, clock, claims)}`, kind, internal);
      });
    }

    test('a tenant in tid that iss does not name', async () => {
      const iss = issuer.template.replace('{tenantid}', tenantId);
      const token = await sign(issuer, key, clock, { tid: '11111111-1111-4111-8111-111111111111', iss });
      await assertRefused(`Bearer ${token}`, 'tokenInvalid', /no issuer is configured/);
    });

    test('a tenant that its issuer is not configured for', async () => {
      use({ tenants: ['11111111-1111-4111-8111-111111111111'] });
      await assertRefused(`Bearer ${await sign(issuer, key, clock)}`, 'tokenInvalid', /not configured for tenant/);
    });

    test('before its time, and after', async () => {
      const seconds = Math.floor(clock.now() / 1000);
      const early = await sign(issuer, key, clock, { nbf: seconds + 90 });
      await assertRefused(`Bearer ${early}`, 'tokenNotYetValid', /"nbf"/);
      await assertRefused(`Bearer ${await sign(issuer, key, clock, { exp: seconds - 90 })}`, 'tokenExpired', /"exp"/);
    });

    test('a changed signature, and changed claims', async () => {
      const [header, , signature] = (await sign(issuer, key, clock)).split('.');
      const [, claims] = (await sign(issuer, key, clock, { scp: 'More.ReadWrite.All' })).split('.');
      await assertRefused(`Bearer ${header}.${claims}.${signature}`, 'tokenInvalid', /signature verification failed/);
      await assertRefused(`Bearer ${header}.${claims}.`, 'tokenInvalid', /signature verification failed/);
    });

    test('an unsigned token', async () => {
      const claims = (await sign(issuer, key, clock)).split('.')[1];
      const token = `${base64url.encode(JSON.stringify({ alg: 'none', kid: 'first' }))}.${claims}.`;
      await assertRefused(`Bearer ${token}`, 'tokenInvalid', /alg/i);
    });

    test('a token signed with HS256 under the public key, even when the issuer lists a symmetric key', async () => {
      const { publicKey } = await generateKeyPair('RS256');
      const secret = new TextEncoder().encode(await exportSPKI(publicKey));
      issuer.keys = [{ kty: 'oct', k: base64url.encode(secret), kid: 'first', alg: 'HS256' }];
      const claims = base64url.decode((await sign(issuer, key, clock)).split('.')[1] ?? '');
      const token = await new CompactSign(claims).setProtectedHeader({ alg: 'HS256', kid: 'first' }).sign(secret);
      await assertRefused(`Bearer ${token}`, 'tokenInvalid', /alg/i);
    });

    test('an algorithm that its issuer is not configured for', async () => {
      use({ algorithms: ['RS256'] });
      await assertRefused(`Bearer ${await sign(issuer, key, clock)}`, 'tokenInvalid', /alg/i);
    });

    test('a key of another type under the same id', async () => {
      issuer.keys = [(await makeKey('RS256', 'first')).jwk];
      await assertRefused(`Bearer ${await sign(issuer, key, clock)}`, 'tokenInvalid', /has no key "first" for ES256/);
    });

    test('a key that the issuer reserves for another tenant', async () => {
      const reserved = { ...key.jwk, issuer: `${issuer.origin}/11111111-1111-4111-8111-111111111111/v2.0` };
      issuer.keys = [reserved];
      for (const kid of [key.jwk.kid, undefined, 7]) {
        const token = await sign(issuer, key, clock, {}, { kid });
        await assertRefused(`Bearer ${token}`, 'tokenInvalid', /has no key/);
      }
    });

    test('a JWT of another type', async () => {
      const token = await sign(issuer, key, clock, {}, { typ: 'logout+jwt' });
      await assertRefused(`Bearer ${token}`, 'tokenInvalid', /of type "logout\+jwt"/);
    });
  });

  describe('remember', () => {
    test('a proven token, and answer at once', async () => {
      const header = `Bearer ${await sign(issuer, key, clock)}`;
      const first = await tokens.authenticate(header);
      assert.equal(tokens.authenticate(header), first);
      await assertRefused(`${header}x`, 'tokenInvalid', /./);
    });

    test('it no longer than five minutes', async () => {
      const header = `Bearer ${await sign(issuer, key, clock)}`;
      await tokens.authenticate(header);
      clock.turn(5 * minute);
      assert(tokens.authenticate(header) instanceof Promise);
    });

    test('it no longer than it is valid', async () => {
      const seconds = Math.floor(clock.now() / 1000);
      const header = `Bearer ${await sign(issuer, key, clock, { exp: seconds + 30 })}`;
      await tokens.authenticate(header);
      clock.turn(2 * minute);
      await assertRefused(header, 'tokenExpired', /"exp"/);
    });

    test('no refusal', async () => {
      const header = `Bearer ${await sign(issuer, key, clock, { nbf: Math.floor(clock.now() / 1000) + 90 })}`;
      await assertRefused(header, 'tokenNotYetValid', /"nbf"/);
      clock.turn(minute);
      await tokens.authenticate(header);
    });
  });

  describe('keep up with the keys', () => {
    test('fetched once for many callers at once', async () => {
      const all = await Promise.all([1, 2, 3].map((n) => sign(issuer, key, clock, { oid: String(n) })));
      await Promise.all(all.map(authenticate));
      assert.equal(issuer.requests, 2, 'configuration and keys');
    });

    test('fetched ahead when asked to', async () => {
      await tokens.prefetchKeys();
      issuer.down = true;
      await authenticate(await sign(issuer, key, clock));
    });

    test('when a new one appears', async () => {
      await authenticate(await sign(issuer, key, clock));
      const next = await makeKey('ES256', 'second');
      issuer.keys = [next.jwk];
      clock.turn(minute);
      await authenticate(await sign(issuer, next, clock));
    });

    test('without letting forged key ids turn us against the issuer', async () => {
      await authenticate(await sign(issuer, key, clock));
      for (let n = 0; n < 20; n++) {
        const forged = await sign(issuer, key, clock, {}, { kid: `forged-${n}` });
        await assertRefused(`Bearer ${forged}`, 'tokenInvalid', /has no key "forged/);
      }
      assert.equal(issuer.requests, 2);
      clock.turn(minute);
      for (let n = 0; n < 20; n++) {
        const forged = await sign(issuer, key, clock, {}, { kid: `forged-again-${n}` });
        await assertRefused(`Bearer ${forged}`, 'tokenInvalid', /has no key "forged/);
      }
      assert.equal(issuer.requests, 4);
    });

    test('when one is withdrawn: within ten minutes, also for tokens that are remembered', async () => {
      const header = `Bearer ${await sign(issuer, key, clock)}`;
      await tokens.authenticate(header);
      issuer.keys = [(await makeKey('ES256', 'second')).jwk];
      clock.turn(8 * minute);
      await tokens.authenticate(header);
      clock.turn(2 * minute);
      await waitFor('the keys are fetched again', () => issuer.requests === 4);
      await waitFor('the token is forgotten', async () => {
        try {
          return !(await tokens.authenticate(header));
        } catch {
          return true;
        }
      });
      await assertRefused(header, 'tokenInvalid', /has no key "first"/);
    });

    test('and go on with those they have while the issuer is down, but not for longer than they are let', async () => {
      await authenticate(await sign(issuer, key, clock));
      issuer.down = true;
      clock.turn(59 * minute);
      const header = `Bearer ${await sign(issuer, key, clock)}`;
      await tokens.authenticate(header);
      clock.turn(minute);
      const failure = await assertRefused(header, 'unavailable', /./);
      assert.deepEqual(failure.parameters, { retryAfterSeconds: 5 });
      issuer.down = false;
      clock.turn(6_000);
      await tokens.authenticate(header);
    });

    test('for as long as the settings let them, and remember no token for longer', async () => {
      use({}, 2 * minute);
      const header = `Bearer ${await sign(issuer, key, clock)}`;
      await tokens.authenticate(header);
      issuer.down = true;
      clock.turn(2 * minute - 1000);
      assert(!(tokens.authenticate(header) instanceof Promise));
      clock.turn(1000);
      await assertRefused(header, 'unavailable', /./);
    });

    test('also when a clock that is set back makes them look young', async () => {
      await authenticate(await sign(issuer, key, clock));
      issuer.keys = [(await makeKey('ES256', 'second')).jwk];
      clock.offset -= 30 * minute;
      await assertRefused(`Bearer ${await sign(issuer, key, clock)}`, 'tokenInvalid', /has no key "first"/);
    });

    test('and say to come back when there are none, asking the issuer again only after a pause', async () => {
      issuer.down = true;
      const header = `Bearer ${await sign(issuer, key, clock)}`;
      const failure = await assertRefused(header, 'unavailable', /answered 500/);
      assert.deepEqual(failure.parameters, { retryAfterSeconds: 5 });
      await assertRefused(header, 'unavailable', /a moment ago/);
      assert.equal(issuer.requests, 1);
      issuer.down = false;
      clock.turn(6_000);
      await tokens.authenticate(header);
    });

    test('only as many as an issuer has: an answer without end is given up', async () => {
      issuer.endless = true;
      const failure = await assertRefused(
        `Bearer ${await sign(issuer, key, clock)}`,
        'unavailable',
        /answered more than 1048576 bytes/,
      );
      assert.deepEqual(failure.parameters, { retryAfterSeconds: 5 });
    });

    test('only from a place as safe as the configuration that names it', async () => {
      for (const jwks_uri of [
        'http://keys.example/',
        'ftp://127.0.0.1/',
        `${issuer.origin.replace('http:', 'https:')}/keys`,
        7,
      ]) {
        issuer.claimed = { jwks_uri };
        use({});
        await assertRefused(`Bearer ${await sign(issuer, key, clock)}`, 'unavailable', /no jwks_uri that is as safe/);
      }
      assert(!mayHoldKeys('http://127.0.0.1/keys', 'https://login.example/.well-known/openid-configuration'));
    });

    test('only from a configuration that names the same issuer', async () => {
      issuer.claimed = { issuer: 'https://evil.example' };
      const header = `Bearer ${await sign(issuer, key, clock)}`;
      await assertRefused(header, 'unavailable', /names the issuer "https:\/\/evil/);
    });
  });
});

describe('issuers', () => {
  const issuer = 'https://login.example/{tenantid}/v2.0';
  const wrong: [Partial<IssuerSettings>, RegExp][] = [
    [{ issuer: 'http://login.example' }, /^issuer .* https/],
    [{ discoveryUrl: 'ftp://x' }, /^discoveryUrl .* https/],
    [{ audiences: [] }, /^audiences .* at least one/],
    [{ tenants: ['contoso.example'] }, /^tenants .* GUIDs/],
    [{ accessToken: {} }, /^accessToken .*at\+jwt/],
    [{ applicationClaims: {} }, /^applicationClaims /],
    [{ personPermissions: {} }, /^personPermissions .*scopesAlone/],
    [{ clockToleranceSeconds: -1 }, /^clockToleranceSeconds .* from 0/],
    [{ algorithms: [] }, /^algorithms .* RS256/],
  ];
  for (const [settings, message] of wrong) {
    test(`refused: ${message.source}`, () => {
      const issuers = [
        { issuer, audiences: ['a'], accessToken: 'at+jwt', personPermissions: 'scopesAlone', ...settings } as const,
      ];
      const create = () => createTokens({ issuers, clock: new TurnableClock(), log: silent });
      assert.throws(create, { name: 'RangeError', message });
    });
  }
});
