import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { startWorld, type World } from '../harness/world.ts';
import { errorOf } from './service-error.ts';

describe('a caller who is not proven', () => {
  let world: World;
  before(async () => {
    world = await startWorld();
  });
  after(() => world[Symbol.asyncDispose]());

  const refused = async (token: string | null, message: string, headers: Record<string, string> = {}) => {
    const reply = await world.send('GET', '/v1.0/deviceManagement/remoteAssistancePartners', { token, headers });
    const error = errorOf(reply, 401, 'InvalidAuthenticationToken');
    assert.equal(error.message, message);
    const challenge = `Bearer realm="", authorization_uri="${world.issuer.authorityHost}/common/oauth2/authorize", client_id="00000003-0000-0000-c000-000000000000"`;
    assert.equal(reply.headers.get('www-authenticate'), challenge);
  };

  test('an Authorization header that is no bearer token counts as none', async () => {
    await refused(null, 'Access token is empty.', { Authorization: 'Basic dXNlcjpwYXNz' });
    await refused(null, 'Access token is empty.', { Authorization: 'Bearer' });
    await refused(null, 'Access token is empty.', { Authorization: 'Bearer  ' });
  });

  const notWellFormed =
    "IDX14100: JWT is not well formed, there are no dots (.).\nThe token needs to be in JWS or JWE Compact Serialization Format. (JWS): 'EncodedHeader.EndcodedPayload.EncodedSignature'. (JWE): 'EncodedProtectedHeader.EncodedEncryptedKey.EncodedInitializationVector.EncodedCiphertext.EncodedAuthenticationTag'.";

  test('what is no JWT is told so in the words of Graph', async () => {
    await refused('nonsense', notWellFormed);
    await refused('a.b.c', notWellFormed);
  });

  test('a token whose time is over is told that, in whatever case its scheme is written', async () => {
    const lifetimeSeconds = -3600;
    const expired = await world.token({ lifetimeSeconds });
    await refused(expired, 'Lifetime validation failed, the token is expired.');
    await refused(null, 'Lifetime validation failed, the token is expired.', { Authorization: `bEaReR ${expired}` });
  });

  test('a token that is good stops to be when its time is over, though it was proven before', async () => {
    const token = await world.token({ lifetimeSeconds: 120 });
    assert.equal((await world.send('GET', '/v1.0/deviceManagement', { token })).status, 200);
    world.clock.turn(10 * 60_000);
    await refused(token, 'Lifetime validation failed, the token is expired.');
  });

  test('a token that begins later is not valid yet', async () => {
    const nbf = Math.floor(world.clock.now() / 1000) + 3600;
    await refused(await world.token({ claims: { nbf } }), 'Access token has expired or is not yet valid.');
  });

  test('a token for another API is refused by its audience', async () => {
    const token = await world.token({ claims: { aud: 'https://management.azure.com' } });
    await refused(token, 'Access token validation failure. Invalid audience.');
  });

  test('a token of another issuer, of no tenant, or changed after it was signed is not believed', async () => {
    await refused(
      await world.token({ claims: { iss: 'https://elsewhere.example/' } }),
      'Access token validation failure.',
    );
    await refused(await world.token({ claims: { tid: undefined } }), 'Access token validation failure.');
    await refused(await world.token({ claims: { tid: 'contoso' } }), 'Access token validation failure.');
    const [header = '', payload = '', signature] = (await world.token()).split('.');
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString());
    const changed = Buffer.from(JSON.stringify({ ...claims, upn: 'mallory' })).toString('base64url');
    await refused(`${header}.${changed}.${signature}`, 'Access token validation failure.');
  });

  test('a JWT without a signature is not believed', async () => {
    const [, payload] = (await world.token()).split('.');
    const header = Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url');
    const reply = await world.send('GET', '/v1.0/deviceManagement', { token: `${header}.${payload}.` });
    errorOf(reply, 401, 'InvalidAuthenticationToken');
  });

  test('a personal account is refused, whatever it was granted', async () => {
    const personal = '9188040d-6c67-4c5b-b112-36a304b66dad';
    const issuer = `${world.issuer.authorityHost}/${personal}/`;
    await refused(
      await world.token({ claims: { tid: personal, iss: issuer } }),
      'Personal Microsoft accounts are not supported; sign in with a work or school account.',
    );
  });

  test('no refusal puts the token into the log', async () => {
    const token = await world.token({ claims: { aud: 'https://management.azure.com' } });
    await world.send('GET', '/v1.0/deviceManagement', { token });
    const [header, payload, signature] = token.split('.');
    const log = JSON.stringify(world.lines);
    for (const part of [header, payload, signature]) assert.ok(part && !log.includes(part));
  });
});
