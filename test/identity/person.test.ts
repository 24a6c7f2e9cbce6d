import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { TurnableClock } from '../../src/core/clock.ts';
import { Failure } from '../../src/core/failure.ts';
import type { Caller } from '../../src/identity/caller.ts';
import { entraIssuers, type IssuerSettings } from '../../src/identity/issuers.ts';
import { permit } from '../../src/identity/permit.ts';
import { createTokens } from '../../src/identity/token.ts';
import { tell } from '../../src/model/failures.ts';
import { model } from '../../src/model/model.ts';
import { permissionNames as known, writeServiceConfig, writing } from '../../src/model/permissions.ts';
import { versionNames } from '../../src/model/versions.ts';
import { servedOperations } from '../../src/odata/served-operations.ts';
import { silent } from '../harness/databases.ts';
import { settingsOf, sign, TestIssuer, type TestKey, tenantId } from './test-issuer.ts';

const write = 'DeviceManagementServiceConfig.ReadWrite.All';
const read = 'DeviceManagementServiceConfig.Read.All';

describe('what a person may do', () => {
  const clock = new TurnableClock();
  let issuer: TestIssuer;
  let key: TestKey;

  before(async () => {
    issuer = await TestIssuer.start();
    key = await issuer.publishNew('ES256', 'first');
  });
  after(() => issuer[Symbol.asyncDispose]());

  /** The caller that a token with these claims is of, at an issuer that is set up as Entra is by default. */
  async function callerOf(claims: Record<string, unknown>, settings: Partial<IssuerSettings> = {}): Promise<Caller> {
    const [, entra] = entraIssuers({ tenants: 'organizations', audiences: [] });
    assert(entra);
    const { accessToken, personPermissions } = entra;
    using tokens = createTokens({
      issuers: [settingsOf(issuer, { accessToken, personPermissions, ...settings })],
      clock,
      log: silent,
    });
    const scp = `${read} ${write}`;
    return await tokens.authenticate(`Bearer ${await sign(issuer, key, clock, { scp, ...claims })}`);
  }

  /** What the caller is told who wants to write. */
  function refusalOf(caller: Caller): { status: number; details: string; internal: string } {
    try {
      permit(caller, { operation: 'o', version: 'v1.0', permission: writeServiceConfig }, 'documented');
    } catch (error) {
      assert(error instanceof Failure);
      const told = tell(error, { url: '', activityId: '', authorizationUri: '', clientId: '' });
      return { status: told.status, details: told.help?.message ?? '', internal: error.internal ?? '' };
    }
    return { status: 200, details: '', internal: '' };
  }

  test('is nothing without a role, whatever scopes Entra puts into everybody’s token', async () => {
    const caller = await callerOf({});
    assert.deepEqual(caller.permissions, new Set());
    const { status, details, internal } = refusalOf(caller);
    assert.equal(status, 403);
    assert.match(details, /person has no role that grants .*DeviceManagementServiceConfig\.ReadWrite\.All/);
    assert.match(internal, /the person was given none \(personPermissions/);
  });

  test('is what both the scopes and the roles say', async () => {
    const both = await callerOf({ roles: [write, 'Other.All'] });
    assert.deepEqual(both.permissions, new Set([read, write]));
    assert.equal(both.withheld, undefined);
    assert.deepEqual((await callerOf({ roles: [read, write], scp: 'User.Read' })).permissions, new Set());
    assert.equal(refusalOf(await callerOf({ roles: [write] })).status, 200);
  });

  test('is to read where one of the two says to write and the other to read', async () => {
    const program = await callerOf({ roles: [write], scp: read });
    assert.deepEqual(program.permissions, new Set([read]));
    assert.deepEqual([refusalOf(program).status, refusalOf(program).details], [403, '']);
    const reader = await callerOf({ roles: [read], scp: write });
    assert.deepEqual(reader.permissions, new Set([read]));
    assert.equal(refusalOf(reader).status, 403);
    assert.match(refusalOf(reader).details, /person has no role that grants/);
    const assist = { roles: ['Assist.Read.All'], scp: 'Assist.Operate.All' };
    assert.deepEqual((await callerOf(assist)).permissions, new Set(['Assist.Read.All']));
    const foreign = { roles: ['DeviceManagementApps.Read.All'], scp: write };
    assert.deepEqual((await callerOf(foreign)).permissions, new Set());
  });

  test('counts a permission to write for the one to read, which every row that takes the one takes too', () => {
    for (const version of versionNames) {
      for (const { address, permission } of servedOperations(model, version)) {
        for (const generation of ['documented', 'current'] as const) {
          for (const other of permission[generation].flatMap((name) =>
            writing(name).filter((each) => known.has(each)),
          )) {
            assert.ok(permission[generation].includes(other), `${address}: ${other}`);
          }
        }
      }
    }
  });

  test('says nothing of roles to somebody whose scopes do not name the permission', async () => {
    const { status, details } = refusalOf(await callerOf({ scp: 'User.Read', roles: [write] }));
    assert.deepEqual([status, details], [403, '']);
  });

  test('is not what roles in one string would be when split', async () => {
    assert.deepEqual((await callerOf({ roles: `${read} ${write}` })).permissions, new Set());
    assert.deepEqual((await callerOf({ roles: write })).permissions, new Set([read, write]));
  });

  test('is the scopes alone where the settings say so in words', async () => {
    const caller = await callerOf({}, { personPermissions: 'scopesAlone' });
    assert.deepEqual(caller.permissions, new Set([read, write]));
  });

  test('follows from groups, directory roles and roles by a mapping, and from nothing that objects have by nature', async () => {
    const personPermissions = { groups: { g1: [write] }, wids: { w1: [read] }, roles: 'byName' } as const;
    const given = async (claims: Record<string, unknown>) =>
      [...(await callerOf(claims, { personPermissions })).permissions].sort();
    assert.deepEqual(await given({ groups: ['g0', 'g1'] }), [read, write]);
    assert.deepEqual(await given({ groups: ['g1'], wids: ['w1'] }), [read, write]);
    assert.deepEqual(await given({ roles: [read], groups: ['constructor', 'toString', '__proto__'] }), [read]);
    assert.deepEqual(await given({ groups: ['w1'], wids: ['g1'], roles: ['g1'] }), []);
  });

  test('is nothing where the token lists no groups because there are too many, and the refusal says so', async () => {
    const overages = [
      { _claim_names: { groups: 'src1' }, _claim_sources: { src1: { endpoint: 'https://graph.example' } } },
      { hasgroups: true },
      { hasgroups: 'true' },
    ];
    for (const claims of overages) {
      const caller = await callerOf(claims, { personPermissions: { groups: { g1: [write] } } });
      assert.deepEqual(caller.permissions, new Set());
      const { details, internal } = refusalOf(caller);
      assert.match(details, /lists no groups, because the person is in too many/);
      assert.match(internal, /assign app roles/);
    }
  });

  const guests: [string, Record<string, unknown>][] = [
    ['by acct', { acct: 1 }],
    ['by acct as a text', { acct: '1' }],
    ['by an acct of a kind that nobody knows', { acct: 2 }],
    ['by the mark in the name', { upn: 'ann_fabrikam.example#EXT#@contoso.example' }],
    ['by the tenant that signed them in', { idp: 'https://sts.windows.net/11111111-1111-4111-8111-111111111111/' }],
    ['by an account of no organisation', { idp: 'live.com' }],
  ];
  for (const [what, claims] of guests) {
    test(`is nothing for a guest, told ${what}, unless the settings admit guests`, async () => {
      const caller = await callerOf({ roles: [write], ...claims });
      assert.deepEqual(caller.permissions, new Set());
      const { status, details, internal } = refusalOf(caller);
      assert.equal(status, 403);
      assert.match(details, /Guests of the organisation are refused/);
      assert.match(internal, /allowGuests/);
      const admitted = await callerOf({ roles: [write], ...claims }, { allowGuests: true });
      assert.deepEqual(admitted.permissions, new Set([read, write]));
    });
  }

  test('is a member’s where acct says so, or where the own tenant or the organisation’s own server signed them in', async () => {
    for (const claims of [
      { acct: 0, idp: 'live.com' },
      { idp: `https://sts.windows.net/${tenantId.toUpperCase()}/` },
      { idp: 'http://adfs.contoso.example/adfs/services/trust' },
    ]) {
      assert.deepEqual((await callerOf({ roles: [write], ...claims })).permissions, new Set([read, write]));
    }
  });

  test('does not concern applications: their roles are their own', async () => {
    const caller = await callerOf({ idtyp: 'app', scp: undefined, roles: [write] });
    assert.deepEqual([caller.kind, caller.permissions], ['application', new Set([write])]);
  });
});
