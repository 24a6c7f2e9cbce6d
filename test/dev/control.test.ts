import assert from 'node:assert/strict';
import { request } from 'node:http';
import { after, before, beforeEach, describe, it } from 'node:test';
import { type Assistd, start } from '../../src/dev/start.ts';
import { waitFor } from '../harness/wait-for.ts';

interface Partner {
  readonly id: string;
  readonly displayName: string;
  readonly onboardingStatus: string;
}

const partners = '/v1.0/deviceManagement/remoteAssistancePartners';

describe('the control address of assistd dev', () => {
  let assistd: Assistd;
  before(async () => {
    assistd = await start();
  });
  beforeEach(() => assistd.reset());
  after(() => assistd[Symbol.asyncDispose]());

  it('seeds, takes a snapshot, restores and resets', async () => {
    const seed = { tenants: [{ domain: 'northwind.example', partners: [{ onboardingStatus: 'onboarded' }] }] };
    assert.equal((await control('POST', 'seed', seed)).status, 204);
    const [partner] = await listed();
    assert.equal(partner.onboardingStatus, 'onboarded');
    const snapshot = (await control('GET', 'snapshot')).json;
    await graph('POST', `${partners}/${partner.id}/disconnect`);
    assert.equal((await control('POST', 'settle')).status, 204);
    assert.equal((await control('GET', 'sandbox')).json.grants[0].revokedBy, 'client');
    assert.equal((await control('POST', 'restore', snapshot)).status, 204);
    assert.equal((await listed())[0].onboardingStatus, 'onboarded');
    await graph('POST', `${partners}/${partner.id}/disconnect`);
    assert.equal((await control('POST', 'reset')).status, 204);
    assert.equal((await listed())[0].onboardingStatus, 'onboarded');
    await assistd.seed({ tenants: [{ domain: 'contoso.example' }] });
  });

  it('says what is wrong with what is sent, and stays as it was', async () => {
    const seed = await control('POST', 'seed', { tenants: [{ domain: 'nodot' }] });
    assert.equal(seed.status, 400);
    assert.match(seed.json.error.message, /tenants\[0\]\.domain/);
    assert.equal((await control('POST', 'restore', { version: 7 })).status, 400);
    assert.equal((await control('POST', 'faults', { status: 200 })).status, 400);
    assert.equal((await control('POST', 'faults', {})).status, 400);
    assert.equal((await control('POST', 'token', { user: 'nobody@nowhere.example' })).status, 400);
    assert.equal((await control('POST', 'clock', { now: 'soon' })).status, 400);
    assert.match((await control('POST', 'token')).json.error.message, /the body is empty: send JSON/);
    assert.match((await control('GET', 'everything')).json.error.message, /POST \/_assistd\/reset/);
    assert.equal((await listed()).length, 1);
  });

  it('is as it was after a snapshot that could not be restored', async () => {
    const snapshot = (await control('GET', 'snapshot')).json;
    const [tenantId = ''] = Object.keys(snapshot.tenants);
    snapshot.tenants[tenantId].tenants[0].colour = 'red';
    const restored = await control('POST', 'restore', snapshot);
    assert.equal(restored.status, 400);
    assert.match(restored.json.error.message, /nothing was changed: .*colour/);
    assert.equal((await listed()).length, 1);
    assert.equal((await control('POST', 'reset')).status, 204);
    assert.equal((await listed()).length, 1);
  });

  it('gives tokens, and turns the clock by which they expire', async () => {
    const { json } = await control('POST', 'token', { permissions: ['DeviceManagementServiceConfig.Read.All'] });
    assert.equal((await graph('GET', partners, { token: json.access_token })).status, 200);
    const turned = await control('POST', 'clock', { turnMs: 2 * 3_600_000 });
    assert.ok(Math.abs(turned.json.offsetMs - 7_200_000) < 1000);
    assert.equal((await graph('GET', partners, { token: json.access_token })).status, 401);
    const set = await control('POST', 'clock', { now: '2030-01-01T00:00:00Z' });
    assert.match(set.json.now, /^2030-01-01T00:0/);
    assert.equal((await graph('GET', partners)).status, 200);
  });

  it('dates its answers by that clock, which points in time are written by', async () => {
    const date = async () => Date.parse((await fetch(assistd.origin + partners)).headers.get('date') ?? '');
    assert.ok(Math.abs((await date()) - Date.now()) < 3_600_000);
    assistd.clock.set('2031-01-01T00:00:00Z');
    assert.equal(new Date(await date()).getUTCFullYear(), 2031);
  });

  it('sets no clock to a time that cannot be written down', async () => {
    const wrong = [
      { turnMs: 1e300 },
      { turnMs: 8.64e15 },
      { now: '+275760-09-13T00:00:00Z' },
      { now: '1969-12-31T00:00:00Z' },
    ];
    for (const body of wrong) assert.equal((await control('POST', 'clock', body)).status, 400, JSON.stringify(body));
    assert.equal((await graph('GET', partners)).status, 200);
  });

  it('refuses pages of other origins, and addresses that only look like this machine', async () => {
    const { host, port } = new URL(assistd.origin);
    assert.equal(await statusOf({ host: 'evil.example' }), 403);
    assert.equal(await statusOf({ host: `127.0.0.1.evil.example:${port}` }), 403);
    assert.equal(await statusOf({ host, origin: 'https://evil.example' }), 403);
    assert.equal(await statusOf({ host, origin: 'null' }), 403);
    assert.equal(await statusOf({ host, origin: 'http://localhost:1' }), 403);
    assert.equal(await statusOf({ host, 'sec-fetch-site': 'cross-site' }), 403);
    assert.equal(await statusOf({ host, origin: assistd.origin }), 204);
    assert.equal(await statusOf({ host }), 204);
  });

  it('gives no token to a page that had its own name point to this address', async () => {
    const path = '/login/organizations/v2.0/.well-known/openid-configuration';
    const { host, port } = new URL(assistd.origin);
    assert.equal(await statusOf({ host: `evil.example:${port}` }, path, 'GET'), 403);
    assert.equal(await statusOf({ host }, path, 'GET'), 200);
    // Clients that know one authority only have its name mapped to loopback.
    assert.equal(await statusOf({ host: `login.microsoftonline.com:${port}` }, path, 'GET'), 200);
  });

  it('lets the request log be read back, without tokens and with secrets blanked', async () => {
    const token = await assistd.token();
    const body = { displayName: 'Another', refreshToken: 'do-not-tell' };
    const headers = { 'client-request-id': 'run-17' };
    await graph('POST', partners, { body, headers, token });
    await graph('GET', `${partners}?$top=1`, { token });
    const { requests } = (await control('GET', 'requests')).json;
    assert.deepEqual(
      requests.map(({ operation, method, path, status }: Record<string, unknown>) => [operation, method, path, status]),
      [
        ['remoteAssistancePartners.create', 'POST', partners, 400],
        ['remoteAssistancePartners.list', 'GET', partners, 200],
      ],
    );
    assert.equal(requests[0].clientRequestId, 'run-17');
    assert.equal(requests[0].tenantId, assistd.directory.tenants[0]?.tenantId);
    assert.deepEqual(requests[0].body, { displayName: 'Another', refreshToken: '[secret]' });
    assert.ok(requests[0].ms >= 0 && Date.parse(requests[0].time) > 0);
    assert.ok(!JSON.stringify(requests).includes(token.slice(-40)));
    assert.equal((await control('GET', 'requests?status=200')).json.requests.length, 1);
    assert.equal((await control('GET', 'requests?clientRequestId=run-17')).json.requests.length, 1);
    await control('DELETE', 'requests');
    assert.deepEqual(assistd.requests(), []);
  });

  it('keeps the last thousand requests, however many there are, in their order', async () => {
    const token = await assistd.token();
    const steps = Array.from({ length: 20 }, (_, id) => ({ id: String(id), method: 'GET', url: partners.slice(5) }));
    for (let batch = 0; batch < 60; batch++) await graph('POST', '/v1.0/$batch', { body: { requests: steps }, token });
    await graph('GET', '/v1.0/deviceManagement', { token, headers: { 'client-request-id': 'the-newest' } });
    const kept = assistd.requests();
    assert.equal(kept.length, 1000);
    assert.equal(kept.at(-1)?.clientRequestId, 'the-newest');
    assert.equal(kept.at(-2)?.operation, 'v1.0.batch');
    const times = kept.map(({ time }) => time);
    assert.deepEqual(times, times.toSorted());
  });

  describe('failing on purpose', () => {
    it('tells throttling as Graph does, as often as was asked, and only where it fits', async () => {
      assistd.failNext({ operation: 'remoteAssistancePartners.list', status: 429, times: 2, retryAfterSeconds: 7 });
      const other = await graph('GET', '/v1.0/deviceManagement');
      assert.equal(other.status, 200);
      for (let time = 0; time < 2; time++) {
        const { status, headers, json } = await graph('GET', partners);
        assert.equal(status, 429);
        assert.equal(headers.get('retry-after'), '7');
        assert.equal(json.error.code, 'TooManyRequests');
        assert.ok(json.error.innerError['request-id']);
      }
      assert.equal((await graph('GET', partners)).status, 200);
    });

    it('tells each status in its own words, or in those that are given', async () => {
      const seen = [];
      for (const status of [500, 502, 503, 504, 423]) {
        await control('POST', 'faults', { status, path: `${partners}*`, method: 'GET' });
        const answered = await graph('GET', partners);
        seen.push([answered.status, answered.json.error.code, answered.headers.get('retry-after')]);
      }
      assert.deepEqual(seen, [
        [500, 'InternalServerError', null],
        [502, 'BadGateway', null],
        [503, 'ServiceUnavailable', '1'],
        [504, 'GatewayTimeout', null],
        [423, 'UnknownError', null],
      ]);
      await control('POST', 'faults', { status: 409, code: 'Conflict', message: 'Somebody was faster.' });
      const { json } = await graph('GET', partners);
      assert.deepEqual([json.error.code, json.error.message], ['Conflict', 'Somebody was faster.']);
    });

    it('strikes a step of a batch, and leaves the others', async () => {
      assistd.failNext({ operation: 'remoteAssistancePartners.list', status: 429, retryAfterSeconds: 3 });
      const requests = [
        { id: 'a', method: 'GET', url: '/deviceManagement/remoteAssistancePartners' },
        { id: 'b', method: 'GET', url: '/deviceManagement' },
        { id: 'c', method: 'GET', url: '/deviceManagement', dependsOn: ['a'] },
      ];
      const { status, json } = await graph('POST', '/v1.0/$batch', { body: { requests } });
      assert.equal(status, 200);
      const byId = Object.fromEntries(json.responses.map((each: { id: string }) => [each.id, each]));
      assert.deepEqual([byId.a.status, byId.b.status, byId.c.status], [429, 200, 424]);
      assert.equal(byId.a.headers['Retry-After'], '3');
      assert.equal(byId.a.body.error.code, 'TooManyRequests');
      assistd.failNext({ operation: 'v1.0.batch', status: 503 });
      assert.equal((await graph('POST', '/v1.0/$batch', { body: { requests } })).status, 503);
    });

    it('carries a request out before the failure is told, where that is asked for', async () => {
      assistd.failNext({ method: 'POST', status: 504, carriedOut: true });
      assert.equal((await graph('POST', partners, { body: { displayName: 'Lost' } })).status, 504);
      assert.ok((await listed()).some(({ displayName }) => displayName === 'Lost'));
    });

    it('takes as long as it was told, by the clock that can be turned', async () => {
      assistd.failNext({ operation: 'remoteAssistancePartners.list', delayMs: 300_000 });
      let answered = false;
      const slow = graph('GET', partners).then(({ status }) => {
        answered = true;
        return status;
      });
      await waitFor('the fault has struck', async () => (await control('GET', 'faults')).json.faults.length === 0);
      assert.equal(answered, false);
      assistd.clock.turn(300_000);
      assert.equal(await slow, 200);
    });

    it('ends with the reset', async () => {
      assistd.failNext({ status: 500, times: 1000 });
      await control('DELETE', 'faults');
      assert.equal((await graph('GET', partners)).status, 200);
      assistd.failNext({ status: 500, times: 1000 });
      await control('POST', 'reset');
      assert.equal((await graph('GET', partners)).status, 200);
    });
  });

  async function control(method: string, path: string, body?: unknown) {
    const response = await fetch(`${assistd.origin}/_assistd/${path}`, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return read(response);
  }

  async function graph(
    method: string,
    path: string,
    options: { token?: string; body?: unknown; headers?: Record<string, string> } = {},
  ) {
    const { token, body, headers } = options;
    const response = await fetch(assistd.origin + path, {
      method,
      headers: {
        Authorization: `Bearer ${token ?? (await assistd.token())}`,
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return read(response);
  }

  async function read(response: Response) {
    const text = await response.text();
    // biome-ignore lint/suspicious/noExplicitAny: what a server sends has the shape that the assertion says it has.
    const json: any = text.startsWith('{') ? JSON.parse(text) : undefined;
    return { status: response.status, headers: response.headers, json };
  }

  async function listed(): Promise<[Partner, ...Partner[]]> {
    return (await graph('GET', partners)).json.value;
  }

  /** fetch sets `Host` and `Sec-Fetch-Site` itself. */
  function statusOf(
    headers: Record<string, string>,
    path = '/_assistd/requests',
    method = 'DELETE',
  ): Promise<number | undefined> {
    return new Promise((resolve, reject) => {
      const sent = request(assistd.origin + path, { method, headers }, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      sent.on('error', reject).end();
    });
  }
});
