import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { base64url, CompactSign } from 'jose';
import { TurnableClock } from '../../src/core/clock.ts';
import { Failure } from '../../src/core/failure.ts';
import { createTokens, type Refusal } from '../../src/identity/token.ts';
import { silent } from '../harness/databases.ts';
import { settingsOf, TestIssuer, type TestKey, tenantId } from './test-issuer.ts';

const clock = new TurnableClock();
let issuer: TestIssuer;
let key: TestKey;
before(async () => {
  issuer = await TestIssuer.start();
  key = await issuer.publishNew('ES256', 'first');
});
after(() => issuer[Symbol.asyncDispose]());

/** A token as it is written here: a library would refuse to, or tidy it. `more` stands behind the usual claims. */
async function written(more: string, header: Record<string, unknown> = {}): Promise<string> {
  const seconds = Math.floor(clock.now() / 1000);
  const usual = {
    aud: 'https://graph.microsoft.com',
    iss: issuer.template.replace('{tenantid}', tenantId),
    tid: tenantId,
    exp: seconds + 3600,
    sub: 'somebody',
    azp: 'app-1',
    scp: 'User.Read',
  };
  const text = `${JSON.stringify(usual).slice(0, -1)}${more && ','}${more}}`;
  return new CompactSign(new TextEncoder().encode(text))
    .setProtectedHeader({ alg: 'ES256', typ: 'JWT', kid: 'first', ...header })
    .sign(key.privateKey, { crit: { vendor: true } });
}

async function outcomeOf(token: string) {
  using tokens = createTokens({ issuers: [settingsOf(issuer)], clock, log: silent });
  try {
    return await tokens.authenticate(`Bearer ${token}`);
  } catch (error) {
    assert.ok(error instanceof Failure, String(error));
    return error.kind as Refusal;
  }
}

const now = () => Math.floor(clock.now() / 1000);

for (const [what, more, expected] of [
  ['nothing else', () => '', 'somebody'],
  ['times with fractions', () => `"iat":${now()}.25,"nbf":${now()}.75`, 'somebody'],
  ['a list of audiences with what is none', () => '"aud":[7,null,"https://graph.microsoft.com"]', 'somebody'],
  ['a member twice, of which the last counts', () => '"sub":"one","sub":"two"', 'two'],
  ['a member that objects have by nature', () => '"__proto__":{"oid":"other","sub":"other"}', 'somebody'],
  ['scopes with several blanks', () => '"scp":"  User.Read   A  "', 'somebody'],
  ['an oid that is a number', () => '"oid":7', 'somebody'],
  ['an audience that is a number', () => '"aud":7', 'tokenAudience'],
  ['audiences in a list of lists', () => '"aud":[["https://graph.microsoft.com"]]', 'tokenAudience'],
  ['an exp that is a text', () => `"exp":"${now() + 60}"`, 'tokenInvalid'],
  ['an exp before there was time', () => '"exp":-1e400', 'tokenExpired'],
  ['an nbf without end', () => '"nbf":1e400', 'tokenNotYetValid'],
  ['an iat without end', () => '"iat":1e400', 'tokenNotYetValid'],
  ['an iat in milliseconds', () => `"iat":${clock.now()}`, 'tokenNotYetValid'],
  ['an iat that is null', () => '"iat":null', 'tokenInvalid'],
  ['an idtyp of another kind', () => '"idtyp":["user"]', 'tokenInvalid'],
  ['a tid in a list', () => `"tid":["${tenantId}"]`, 'tokenInvalid'],
  ['a tid with a blank', () => `"tid":" ${tenantId}"`, 'tokenInvalid'],
  ['roles that nest', () => '"scp":[["User.Read"]]', 'tokenInvalid'],
  ['no object', () => '"x":1}, {"y":2', 'tokenMalformed'],
] as const) {
  test(`a token that says ${what}: ${expected}`, async () => {
    const outcome = await outcomeOf(await written(more()));
    assert.equal(typeof outcome === 'string' ? outcome : outcome.subject, expected);
  });
}

for (const [what, header, expected] of [
  ['a critical member that is not known', { crit: ['vendor'], vendor: 1 }, 'tokenInvalid'],
  ['a key id that is a path', { kid: '../../../dev/null' }, 'tokenInvalid'],
  ['a key id of 9000 characters', { kid: 'k'.repeat(9000) }, 'tokenInvalid'],
  ['that a JWT is in it', { cty: 'JWT' }, 'somebody'],
  ['a key and where there are others', { jku: 'http://127.0.0.1:9/', x5u: 'http://127.0.0.1:9/', jwk: {} }, 'somebody'],
] as const) {
  test(`a token whose header says ${what}: ${expected}`, async () => {
    const outcome = await outcomeOf(await written('', header));
    assert.equal(typeof outcome === 'string' ? outcome : outcome.subject, expected);
  });
}

test('a token of five parts, of none that is JSON, and of one with octets that are no text, is malformed', async () => {
  const [header = '', payload = '', signature = ''] = (await written('')).split('.');
  for (const token of [
    `${header}.${payload}.${signature}.${payload}.${signature}`,
    `${header}.${base64url.encode('null')}.${signature}`,
    `${header}.${base64url.encode('[]')}.${signature}`,
    `${base64url.encode('7')}.${payload}.${signature}`,
    `${header}.${base64url.encode(Buffer.from([0x7b, 0xff, 0x7d]))}.${signature}`,
  ]) {
    assert.equal(await outcomeOf(token), 'tokenMalformed');
  }
});

test('an issuer with more keys than any has is not believed, and says so; with many, its tokens are', async () => {
  const many = (count: number) => Array.from({ length: count }, (_, index) => ({ ...key.jwk, kid: `other-${index}` }));
  try {
    issuer.keys = [...many(999), key.jwk];
    assert.equal(typeof (await outcomeOf(await written(''))), 'object');
    issuer.keys = [...many(4000), key.jwk];
    assert.equal(await outcomeOf(await written('')), 'unavailable');
  } finally {
    issuer.keys = [key.jwk];
  }
});
