import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isGuid } from '../../src/core/guid.ts';
import { permissionNames } from '../../src/model/permissions.ts';
import { trustedIssuers } from '../../src/settings/issuers.ts';
import { inspectSettings } from '../../src/settings/read.ts';
import { blocksOf, textOf } from '../docs/pages.ts';

const application = '6f2a1a54-0b2a-4b6e-9a53-1f0f8f4a7f11';
const read = 'DeviceManagementServiceConfig.Read.All';

function inspect(issuers: unknown) {
  const { settings, problems } = inspectSettings('serve', { environment: {}, flags: { issuers } });
  return {
    issuers: trustedIssuers(settings),
    problems: problems.filter(({ setting }) => setting.startsWith('issuers')),
  };
}

describe('Entra ID in the settings', () => {
  const entra = { preset: 'entra', audiences: [application] };

  test('is both token formats, roles of the person, no guests, and the tenants named', () => {
    const tenants = ['8a6b4e0e-5d0c-4b5e-9d51-0d1c7f1a2b3c'];
    const { issuers, problems } = inspect([{ ...entra, tenants }]);
    assert.deepEqual(problems, []);
    const rest = {
      audiences: [application],
      accessToken: 'entra',
      personPermissions: { roles: 'byName' },
      allowGuests: false,
      tenants,
    };
    const login = 'https://login.microsoftonline.com';
    assert.deepEqual(issuers, [
      {
        issuer: 'https://sts.windows.net/{tenantid}/',
        discoveryUrl: `${login}/organizations/.well-known/openid-configuration`,
        ...rest,
      },
      { issuer: `${login}/{tenantid}/v2.0`, ...rest },
    ]);
    assert(inspect([entra]).issuers.every((each) => each.tenants === undefined));
  });

  test('takes other rights of people, and guests, when told in words', () => {
    const personPermissions = { groups: { 'a group': [read] } };
    const { issuers, problems } = inspect([{ ...entra, personPermissions, allowGuests: true }]);
    assert.deepEqual(problems, []);
    assert(issuers.every((each) => each.personPermissions === personPermissions || each.allowGuests));
    assert.deepEqual(issuers[1]?.personPermissions, personPermissions);
    assert.equal(
      inspect([{ ...entra, personPermissions: 'scopesAlone' }]).issuers[0]?.personPermissions,
      'scopesAlone',
    );
  });

  test('reads its id in any case, and takes those of groups only as tokens have them', () => {
    assert.deepEqual(inspect([{ ...entra, audiences: [application.toUpperCase()] }]).issuers[0]?.audiences, [
      application,
    ]);
    const personPermissions = { groups: { [application.toUpperCase()]: [read] } };
    assert.match(inspect([{ ...entra, personPermissions }]).problems[0]?.problem ?? '', /write ids in lower case/);
  });

  for (const audiences of [['api://assistd'], [application, 'api://assistd'], [`api://${application}`], ['assistd']]) {
    test(`takes no name for an audience: ${audiences.join(', ')}`, () => {
      const { problems } = inspect([{ ...entra, audiences }]);
      assert.equal(problems.length, 1);
      assert.match(problems[0]?.problem ?? '', /write the application \(client\) id.*requestedAccessTokenVersion/);
      assert.match(problems[0]?.setting ?? '', /^issuers\.0\.audiences\./);
    });
  }

  for (const issuer of [
    'https://login.microsoftonline.com/8a6b4e0e-5d0c-4b5e-9d51-0d1c7f1a2b3c/v2.0',
    'https://sts.windows.net/8a6b4e0e-5d0c-4b5e-9d51-0d1c7f1a2b3c/',
    'https://login.microsoftonline.us/{tenantid}/v2.0',
    'https://login.partner.microsoftonline.cn/{tenantid}/v2.0',
  ]) {
    test(`is held to the same where it is described in full: ${issuer}`, () => {
      const { issuers, problems } = inspect([{ issuer, audiences: [application] }]);
      assert.deepEqual(problems, []);
      assert.deepEqual(
        [issuers[0]?.accessToken, issuers[0]?.personPermissions, issuers[0]?.allowGuests],
        ['entra', { roles: 'byName' }, undefined],
      );
      assert.match(inspect([{ issuer, audiences: ['api://assistd'] }]).problems[0]?.problem ?? '', /client\) id/);
    });
  }

  test('says of every member what is wrong with it', () => {
    const wrong = inspect([
      { ...entra, tenants: 'all', allowGuests: 'yes' },
      { ...entra, personPermissions: { groups: { g: ['Nobody.Knows.This'] } } },
      { preset: 'okta' },
      { ...entra, people: 'all' },
    ]);
    const told = wrong.problems.map(({ setting, problem }) => `${setting}: ${problem}`).join('\n');
    assert.match(told, /issuers\.0\.tenants: write "organizations"/);
    assert.match(told, /issuers\.0\.allowGuests: write true or false/);
    assert.match(told, /issuers\.1\.personPermissions\.groups\.g\.0: is no permission; contract\/permissions\.md/);
    assert.match(told, /issuers\.2\.preset: write "entra"/);
    assert.match(told, /issuers\.3\.people: no such member/);
  });
});

describe('another issuer in the settings', () => {
  const other = { issuer: 'https://id.example.org', audiences: ['assistd'] };

  test('has to issue access tokens of RFC 9068, unless the settings say how they are told', () => {
    assert.equal(inspect([other]).issuers[0]?.accessToken, 'at+jwt');
    const accessToken = { typ: 'Bearer' };
    const applicationClaims = { client_id: true };
    const { issuers, problems } = inspect([{ ...other, accessToken, applicationClaims }]);
    assert.deepEqual(problems, []);
    assert.deepEqual([issuers[0]?.accessToken, issuers[0]?.applicationClaims], [accessToken, applicationClaims]);
  });

  test('is refused with words that say what to write', () => {
    const told = inspect([
      { ...other, accessToken: 'JWT' },
      { ...other, accessToken: {} },
      { ...other, personPermissions: {} },
      { ...other, applicationClaims: { client_id: false } },
    ])
      .problems.map(({ setting, problem }) => `${setting}: ${problem}`)
      .join('\n');
    assert.match(told, /issuers\.0\.accessToken: write "at\+jwt"/);
    assert.match(told, /issuers\.1\.accessToken: .*(claim|at\+jwt)/);
    assert.match(told, /issuers\.2\.personPermissions: .*scopesAlone/);
    assert.match(told, /issuers\.3\.applicationClaims\.client_id: write the value of the claim, or true/);
  });
});

test('keys of issuers count for an hour at most', () => {
  const of = (signingKeyLifetime: string) =>
    inspectSettings('serve', { environment: {}, flags: { signingKeyLifetime } }).problems.find(
      ({ setting }) => setting === 'signingKeyLifetime',
    )?.problem;
  assert.deepEqual(
    [of('1h'), of('5m'), of('61m'), of('10s')],
    [undefined, undefined, 'write 1m to 1h', 'write 1m to 1h'],
  );
});

test('the issuers that the guide shows are accepted', () => {
  const shown = blocksOf('docs/guide/sign-in.md').filter(({ language }) => language === 'json');
  assert(shown.length >= 5);
  for (const { code, line } of shown) {
    assert.deepEqual(inspect(JSON.parse(code).issuers).problems, [], `line ${line}`);
  }
});

test('the app roles that the guide gives away are the permissions, each with an id of its own', () => {
  const roles: { id: string; value: string; allowedMemberTypes: string[] }[] = JSON.parse(
    textOf('docs/guide/entra-app-roles.json'),
  );
  assert.deepEqual(roles.map(({ value }) => value).sort(), [...permissionNames].sort());
  assert.equal(new Set(roles.map(({ id }) => id)).size, roles.length);
  assert(roles.every(({ id, allowedMemberTypes }) => isGuid(id) && allowedMemberTypes.join() === 'User,Application'));
});
