import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { inspect } from 'node:util';
import { startWorld, until, type World } from '../harness/world.ts';

const partners = '/beta/deviceManagement/remoteAssistancePartners';

/** What must stay between two ends of a connection, by the name it has there. */
const secretNames = ['code', 'state', 'code_verifier', 'client_secret', 'access_token', 'refresh_token'];

/** Listens on every connection of this process, the connector's and the browser's among them. */
function overhear(secrets: Map<string, Set<string>>): Disposable {
  const note = (name: string, value: unknown) => {
    if (typeof value === 'string' && value !== '') secrets.set(name, (secrets.get(name) ?? new Set()).add(value));
  };
  const noteAll = (values: Iterable<[string, unknown]>) => {
    for (const [name, value] of values) if (secretNames.includes(name)) note(name, value);
  };
  const { fetch } = globalThis;
  const listening = mock.method(globalThis, 'fetch', async (input: string | URL, init: RequestInit = {}) => {
    note('bearer', new Headers(init.headers).get('authorization')?.replace(/^Bearer /i, ''));
    noteAll(new URL(input).searchParams);
    if (typeof init.body === 'string') noteAll(new URLSearchParams(init.body));
    const response = await fetch(input, init);
    noteAll(new URL(response.url).searchParams);
    const text = await response.clone().text();
    if (text.startsWith('{')) noteAll(Object.entries(JSON.parse(text)));
    return response;
  });
  return { [Symbol.dispose]: () => listening.mock.restore() };
}

/** Everything that stays: the log, the trail and what is owed, as they are shown and as they are stored. */
async function whatStays({ lines, send, service, contoso }: World): Promise<string> {
  const shown = [];
  for (const path of ['/assist/auditEvents', '/assist/obligations', '/assist/connectors', partners]) {
    shown.push((await send('GET', path)).text);
  }
  const stored = await service.database.read(contoso, async ({ sql, tenantId }) => [
    await sql.selectFrom('audit_events').selectAll().where('tenant_id', '=', tenantId).execute(),
    await sql.selectFrom('obligations').selectAll().where('tenant_id', '=', tenantId).execute(),
  ]);
  return [
    ...shown,
    JSON.stringify(stored),
    inspect(lines, { depth: 12, maxStringLength: null, maxArrayLength: null }),
  ].join('\n');
}

test('no token, code, key or secret of a whole story stands in the log, the trail or what is owed', async () => {
  const secrets = new Map<string, Set<string>>();
  const masterKey = Buffer.alloc(32, 'sesame').toString('base64');
  await using world = await startWorld({ settings: { masterKeys: `test:${masterKey}` } });
  using _ = overhear(secrets);
  const { send, sandbox, service, clock } = world;
  const id = await world.partnerId();
  const begin = async () => {
    await send('POST', `${partners}/${id}/beginOnboarding`);
    return (await send('GET', `${partners}/${id}`)).json.onboardingUrl as string;
  };

  // Denied; forged; the exchange refused by a partner that repeats what it was sent; then connected.
  await fetch(`${await begin()}&consent=deny`);
  await fetch(`${service.origin}/connect/callback?code=forged-code&state=forged-state`);
  await send('GET', partners, { token: 'not-a-token.but-secret.all-the-same' });
  await send('GET', partners, { token: await world.token({ permissions: [] }) });
  sandbox.faults.add({ kind: 'error', path: '*/token', times: 3 });
  await fetch(`${await begin()}&consent=allow`);
  sandbox.faults.clear();
  await world.connect(id);

  // Refreshed, then disconnected from a partner that fails in every way first.
  clock.turn(25 * 60 * 60 * 1000);
  const [grant] = sandbox.grants.filter(({ revokedAt }) => !revokedAt);
  assert.ok(grant);
  await until('a refresh', () => sandbox.grants.find(({ id }) => id === grant.id)?.refreshedAt);
  for (const kind of ['error', 'garbage', 'unauthorized', 'down'] as const) {
    sandbox.faults.add({ kind, times: 1, path: '*/revoke' });
  }
  await send('POST', `${partners}/${id}/disconnect`);
  await until('the grant is revoked', () => {
    clock.turn(60_000);
    service.obligations.wake();
    return sandbox.grants.find(({ id }) => id === grant.id)?.revokedAt;
  });
  await service.obligations.idle();

  const text = await whatStays(world);
  assert.match(text, /RevokeGrant RemoteAssistancePartner/);
  assert.match(text, /no answer|answered 500/, 'failures are told');
  secrets.set('masterKey', new Set([masterKey]));
  for (const name of [...secretNames, 'bearer', 'masterKey']) {
    const values = [...(secrets.get(name) ?? [])];
    assert.ok(values.length > 0, `no ${name} was overheard`);
    for (const value of values) {
      for (const written of [value, encodeURIComponent(value), Buffer.from(value).toString('base64')]) {
        assert.ok(!text.includes(written), `a ${name} is written down`);
      }
    }
  }
});
