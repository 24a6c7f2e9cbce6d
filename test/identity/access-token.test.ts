import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { TurnableClock } from '../../src/core/clock.ts';
import { Failure } from '../../src/core/failure.ts';
import type { IssuerSettings } from '../../src/identity/issuers.ts';
import { createTokens } from '../../src/identity/token.ts';
import { silent } from '../harness/databases.ts';
import { settingsOf, sign, TestIssuer, type TestKey } from './test-issuer.ts';

type Claims = Record<string, unknown>;

const read = 'DeviceManagementServiceConfig.Read.All';
/** What `sign` puts into every token, and issuers other than Entra do not. */
const bare = { oid: undefined, scp: undefined, azp: undefined, azpacr: undefined };

const rfc9068 = { accessToken: 'at+jwt' } as const;
const keycloak = { accessToken: { typ: 'Bearer' }, applicationClaims: { client_id: true } } as const;
const okta = { accessToken: { cid: true } } as const;
const entra = { accessToken: 'entra' } as const;

describe('of any issuer', () => {
  const clock = new TurnableClock();
  let issuer: TestIssuer;
  let key: TestKey;

  before(async () => {
    issuer = await TestIssuer.start();
    key = await issuer.publishNew('ES256', 'first');
  });
  after(() => issuer[Symbol.asyncDispose]());

  async function authenticate(settings: Partial<IssuerSettings>, claims: Claims, typ: string | undefined) {
    using tokens = createTokens({ issuers: [settingsOf(issuer, settings)], clock, log: silent });
    return await tokens.authenticate(`Bearer ${await sign(issuer, key, clock, { ...bare, ...claims }, { typ })}`);
  }

  type Row = [what: string, settings: Partial<IssuerSettings>, claims: Claims, typ?: string];

  const callers: [...Row, kind: 'delegated' | 'application', permissions: string[]][] = [
    ['a person, RFC 9068', rfc9068, { sub: 'ann', client_id: 'c', scope: read }, 'at+jwt', 'delegated', [read]],
    ['the long type', rfc9068, { sub: 'ann', client_id: 'c', scope: read }, 'application/at+jwt', 'delegated', [read]],
    ['an application, RFC 9068', rfc9068, { sub: 'c', client_id: 'c', scope: read }, 'at+jwt', 'application', [read]],
    [
      'an application with roles',
      rfc9068,
      { sub: 'c', client_id: 'c', roles: [read] },
      'at+jwt',
      'application',
      [read],
    ],
    ['a person by idtyp', rfc9068, { sub: 'ann', idtyp: 'user', scope: read }, 'at+jwt', 'delegated', [read]],
    [
      'an application by idtyp',
      rfc9068,
      { sub: 'x@clients', idtyp: 'app', scope: read },
      'at+jwt',
      'application',
      [read],
    ],
    ['a person of Keycloak', keycloak, { sub: 'u', azp: 'c', typ: 'Bearer', scope: read }, 'JWT', 'delegated', [read]],
    [
      'a service account of Keycloak',
      keycloak,
      { sub: 'u', azp: 'c', client_id: 'c', typ: 'Bearer', roles: [read] },
      'JWT',
      'application',
      [read],
    ],
    [
      'a person of Okta',
      okta,
      { sub: 'ann@x.example', cid: 'c', uid: 'u', scp: [read] },
      undefined,
      'delegated',
      [read],
    ],
    ['an application of Okta', okta, { sub: 'c', cid: 'c', scp: [read] }, undefined, 'application', [read]],
    [
      'a person of Entra without oid',
      entra,
      { sub: 's', azp: 'c', scp: read, roles: ['X'] },
      'JWT',
      'delegated',
      [read],
    ],
    ['nobody with scopes in Entra', entra, { sub: 's', azp: 'c', roles: [read] }, 'JWT', 'delegated', []],
    ['scope is no claim of Entra', entra, { sub: 's', azp: 'c', scope: read }, 'JWT', 'delegated', []],
  ];
  for (const [what, settings, claims, typ, kind, permissions] of callers) {
    test(`accepted: ${what}`, async () => {
      const caller = await authenticate(settings, claims, typ);
      assert.deepEqual([caller.kind, [...caller.permissions]], [kind, permissions]);
    });
  }

  test('a person has no role of the token where personPermissions asks for one, of any issuer', async () => {
    const settings = { ...rfc9068, personPermissions: { permissions: 'byName' } } as const;
    const claims = { sub: 'ann', client_id: 'c', scope: read };
    assert.equal((await authenticate(settings, claims, 'at+jwt')).permissions.size, 0);
    const granted = await authenticate(settings, { ...claims, permissions: [read] }, 'at+jwt');
    assert.deepEqual(granted.permissions, new Set([read]));
  });

  const refused: [...Row, reason: RegExp][] = [
    [
      'a JWT that does not say it is an access token',
      rfc9068,
      { client_id: 'c', scp: read },
      'JWT',
      /typ is "JWT", not at\+jwt/,
    ],
    ['a JWT without a type', rfc9068, { client_id: 'c', scp: read }, undefined, /typ is nothing, not at\+jwt/],
    ['an ID token of Keycloak', keycloak, { azp: 'c', typ: 'ID' }, 'JWT', /accessToken of .*Bearer/],
    ['a refresh token of Keycloak', keycloak, { azp: 'c', typ: 'Refresh', scope: read }, 'JWT', /accessToken of/],
    ['an ID token of Okta', okta, { jti: 'ID.x', idp: 'i' }, undefined, /accessToken of/],
    [
      'a claim that objects have by nature',
      { accessToken: { constructor: true as const } },
      { azp: 'c' },
      'JWT',
      /accessToken of/,
    ],
    ['an ID token with at_hash', { accessToken: { azp: true } }, { azp: 'c', at_hash: 'x' }, 'JWT', /ID token/],
    ['an ID token of Entra', entra, { roles: [read], preferred_username: 'ann' }, 'JWT', /neither azp nor appid/],
    [
      'who names no client',
      rfc9068,
      { sub: 'ann', scope: read, roles: [read] },
      'at+jwt',
      /names no client .* client_id/,
    ],
    ['an application with the scopes of a person', entra, { azp: 'c', idtyp: 'app', scp: read }, 'JWT', /and has scp/],
    ['an idtyp that nobody knows', entra, { azp: 'c', idtyp: 'device', scp: read }, 'JWT', /neither "user" nor "app"/],
  ];
  for (const [what, settings, claims, typ, reason] of refused) {
    test(`refused: ${what}`, async () => {
      await assert.rejects(authenticate(settings, claims, typ), (error) => {
        assert(error instanceof Failure && error.kind === 'tokenInvalid', String(error));
        assert.match(error.internal ?? '', reason);
        return true;
      });
    });
  }
});
