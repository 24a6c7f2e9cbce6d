import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Log } from '../../src/core/log.ts';
import type { SettingsInput } from '../../src/settings/schema.ts';
import { type Outside, startOutside } from '../harness/outside.ts';
import { serveHere } from '../harness/serve-here.ts';
import { waitFor } from '../harness/wait-for.ts';
import { sign, TestIssuer } from './test-issuer.ts';

const partners = '/v1.0/deviceManagement/remoteAssistancePartners';
const write = 'DeviceManagementServiceConfig.ReadWrite.All';

/** `assistd serve` that trusts an issuer of its own, described as `more` says. */
async function serve(outside: Outside, issuer: TestIssuer, more: object = {}, settings: Partial<SettingsInput> = {}) {
  const lines: Record<string, unknown>[] = [];
  const note = (fields: object) => void lines.push({ ...fields });
  const log: Log = { debug() {}, info: note, warn() {}, error() {} };
  const issuers = [{ issuer: issuer.template, audiences: ['https://graph.microsoft.com'], ...more }];
  const service = await serveHere(outside, { ...settings, issuers }, { log });
  const ask = async (path: string, token?: string) => {
    const headers = token === undefined ? {} : { Authorization: `Bearer ${token}` };
    const response = await fetch(service.origin + path, { headers });
    const { error } = (await response.json()) as { error?: { details?: { code: string; message: string }[] } };
    return { status: response.status, headers: response.headers, details: error?.details };
  };
  return { ask, lines, [Symbol.asyncDispose]: () => service[Symbol.asyncDispose]() };
}

test('whoever has the scopes of the client and no role is refused, and error and log say why; the role admits', async () => {
  await using outside = await startOutside();
  await using issuer = await TestIssuer.start();
  const key = await issuer.publishNew('ES256', 'first');
  const entra = { accessToken: 'entra', personPermissions: { roles: 'byName' } };
  await using service = await serve(outside, issuer, entra);
  const tid = outside.tenantId;

  const refused = await service.ask(partners, await sign(issuer, key, outside.clock, { tid }));
  assert.equal(refused.status, 403);
  assert.equal(refused.details?.[0]?.code, 'Forbidden');
  assert.match(refused.details?.[0]?.message ?? '', /the person has no role that grants one of .*ReadWrite\.All/);
  const line = service.lines.find(({ status }) => status === 403);
  assert.match(String(line?.reason), /personPermissions of the issuer/);

  const guest = await service.ask(partners, await sign(issuer, key, outside.clock, { tid, roles: [write], acct: 1 }));
  assert.equal(guest.status, 403);
  assert.match(guest.details?.[0]?.message ?? '', /Guests/);

  const admitted = await service.ask(partners, await sign(issuer, key, outside.clock, { tid, roles: [write] }));
  assert.equal(admitted.status, 200);
});

test('while an issuer cannot be reached tokens are accepted for signingKeyLifetime, then 503 says when to come back', async () => {
  await using outside = await startOutside();
  await using issuer = await TestIssuer.start();
  const key = await issuer.publishNew('ES256', 'first');
  await using service = await serve(outside, issuer, { accessToken: 'entra' }, { signingKeyLifetime: '30m' });
  const fresh = () => sign(issuer, key, outside.clock, { tid: outside.tenantId });

  assert.equal((await service.ask(partners, await fresh())).status, 200);
  issuer.down = true;
  const token = await fresh();
  outside.clock.turn(29 * 60_000);
  assert.equal((await service.ask(partners, token)).status, 200);
  outside.clock.turn(60_000);
  const refused = await service.ask(partners, token);
  assert.equal(refused.status, 503);
  assert.ok(Number(refused.headers.get('retry-after')) >= 1);
  issuer.down = false;
  outside.clock.turn(6_000);
  assert.equal((await service.ask(partners, token)).status, 200);
});

test('the challenge names where people sign in at the issuer, as its configuration says or the settings do', async () => {
  await using outside = await startOutside();
  await using issuer = await TestIssuer.start();
  issuer.claimed = { authorization_endpoint: 'https://id.example/realms/main/authorize?prompt="' };
  const named = async (more: object) => {
    await using service = await serve(outside, issuer, more);
    return await waitFor('the configuration to be read', async () => {
      const { status, headers } = await service.ask(partners);
      assert.equal(status, 401);
      const uri = /authorization_uri="([^"]*)", client_id=/.exec(headers.get('www-authenticate') ?? '')?.[1];
      return uri !== issuer.template && uri;
    });
  };
  assert.equal(await named({}), 'https://id.example/realms/main/authorize?prompt=%22');
  const authorizationUri = 'https://sign-in.example/authorize';
  assert.equal(await named({ authorizationUri }), authorizationUri);
});

test('an ID token of an issuer that is not Entra is refused, with the right audience and scopes as well', async () => {
  await using outside = await startOutside();
  await using issuer = await TestIssuer.start();
  const key = await issuer.publishNew('ES256', 'first');
  await using service = await serve(outside, issuer);
  const token = (typ: string) => sign(issuer, key, outside.clock, { tid: outside.tenantId }, { typ });
  assert.equal((await service.ask(partners, await token('JWT'))).status, 401);
  assert.match(String(service.lines.at(-1)?.reason), /typ is "JWT", not at\+jwt/);
  assert.equal((await service.ask(partners, await token('at+jwt'))).status, 200);
});
