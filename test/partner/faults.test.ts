import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TurnableClock } from '../../src/core/clock.ts';
import { Secret } from '../../src/core/secret.ts';
import { teamviewer } from '../../src/partner/teamviewer/teamviewer.ts';
import { failure, newGrant, outcomes, startPartnership } from './fixture.ts';

const ping = '/api/v1/ping';
const token = new Secret('any');

test('two failures are retried and the third attempt succeeds, for connection errors, 500 and 429', async () => {
  for (const kind of ['down', 'lost', 'error', 'throttled'] as const) {
    await using partnership = await startPartnership();
    const { connector, sandbox } = partnership;
    const { accessToken } = await newGrant(connector);
    sandbox.faults.add({ kind, path: ping, times: 2 });
    assert.equal(await connector.ping(accessToken), true);
    assert.deepEqual(outcomes(sandbox, ping), [`fault: ${kind}`, `fault: ${kind}`, 'ok']);
    assert.equal(connector.health().state, 'reachable');
  }
});

test('three attempts, never more, and the failure says what it was', async () => {
  for (const [kind, reason, status] of [
    ['down', 'unreachable', undefined],
    ['error', 'broken', 500],
    ['throttled', 'throttled', 429],
  ] as const) {
    await using partnership = await startPartnership();
    const { connector, sandbox } = partnership;
    sandbox.faults.add({ kind });
    const error = await failure(connector.account(token), reason);
    assert.equal(error.status, status);
    assert.equal(outcomes(sandbox, '/api/v1/account').length, 3);
  }
});

test('401, garbage, a redirect, an endless body and other 4xx are not retried', async () => {
  for (const [fault, reason] of [
    [{ kind: 'unauthorized' }, 'unauthorized'],
    [{ kind: 'garbage' }, 'broken'],
    [{ kind: 'answer', body: '[]' }, 'broken'],
    [{ kind: 'answer', body: '{"userid":' }, 'broken'],
    [{ kind: 'answer', status: 302, headers: { location: '/api/v1/ping' } }, 'broken'],
    [{ kind: 'answer', body: `{"userid":"${'x'.repeat(5_000_000)}"}` }, 'broken'],
    [{ kind: 'answer', status: 403, body: '{"error":"no_permission"}' }, 'forbidden'],
    [{ kind: 'answer', status: 404, body: '' }, 'refused'],
    [{ kind: 'answer', status: 404, contentType: 'text/html', body: '<h1>Not found</h1>' }, 'broken'],
    [{ kind: 'answer', status: 403, contentType: 'text/html', body: '<h1>Blocked by your firewall</h1>' }, 'broken'],
  ] as const) {
    await using partnership = await startPartnership();
    const { connector, sandbox } = partnership;
    sandbox.faults.add(fault);
    await failure(connector.account(token), reason);
    assert.equal(sandbox.record.length, 1);
  }
});

test('a ping that the partner answers with 401 is false, any other failure is a failure', async () => {
  await using partnership = await startPartnership();
  const { connector, sandbox } = partnership;
  assert.equal(await connector.ping(token), false);
  sandbox.faults.add({ kind: 'error' });
  await failure(connector.ping(token), 'broken');
});

test('a long Retry-After is not waited for but handed on, in seconds and as a date, for 429 and 503', async () => {
  await using partnership = await startPartnership();
  const { connector, sandbox, clock } = partnership;
  sandbox.faults.add({ kind: 'throttled', retryAfter: 120, times: 1 });
  assert.equal((await failure(connector.account(token), 'throttled')).retryAfter, 120_000);

  const date = new Date(clock.now() + 600_000).toUTCString();
  sandbox.faults.add({ kind: 'throttled', retryAfter: date, times: 1 });
  const { retryAfter = 0 } = await failure(connector.account(token), 'throttled');
  assert.ok(retryAfter > 590_000 && retryAfter <= 600_000, `${retryAfter}`);

  const unavailable = { kind: 'answer', status: 503, headers: { 'retry-after': '90' }, times: 1 } as const;
  sandbox.faults.add(unavailable);
  assert.equal((await failure(connector.account(token), 'broken')).retryAfter, 90_000);
  assert.equal(sandbox.record.length, 3);
});

test('a short Retry-After is waited for', async () => {
  await using partnership = await startPartnership();
  const { connector, sandbox } = partnership;
  const { accessToken } = await newGrant(connector);
  sandbox.faults.add({ kind: 'throttled', retryAfter: 1, path: ping, times: 1 });
  const started = performance.now();
  assert.equal(await connector.ping(accessToken), true);
  assert.ok(performance.now() - started >= 990);
});

test('a Retry-After that asks for no time at all does not have a partner asked again at once', async () => {
  for (const retryAfter of ['0', '-5', '1.5', 'Thu, 01 Jan 1970 00:00:00 GMT']) {
    await using partnership = await startPartnership({ connector: { retry: { pauseMs: 200 } } });
    const { connector, sandbox } = partnership;
    sandbox.faults.add({ kind: 'throttled', retryAfter });
    const started = performance.now();
    await failure(connector.account(token), 'throttled');
    assert.equal(sandbox.record.length, 3);
    assert.ok(performance.now() - started >= 290, `after ${performance.now() - started} ms`);
  }
});

test('an answer that nests a million times is none, and is not parsed while everybody waits', async () => {
  await using partnership = await startPartnership();
  const { connector, sandbox } = partnership;
  const { accessToken } = await newGrant(connector);
  const account = (more: string) => `{"userid":"u1","name":"\\\\","note":"\\"${'['.repeat(5000)}","more":${more}}`;
  const answer = { kind: 'answer', times: 1, path: '/api/v1/account' } as const;
  sandbox.faults.add({ ...answer, body: account('['.repeat(1_500_000) + ']'.repeat(1_500_000)) });
  await failure(connector.account(accessToken), 'broken');
  sandbox.faults.add({ ...answer, body: account('[[]]') });
  assert.equal((await connector.account(accessToken)).name, '\\');
});

test('no answer in time is a timeout, and is not retried', async () => {
  await using partnership = await startPartnership({ connector: { timeoutMs: 1000 } });
  const { connector, sandbox } = partnership;
  sandbox.faults.add({ kind: 'slow', milliseconds: 3_600_000 });
  await failure(connector.account(token), 'timeout');
  assert.equal(connector.health().state, 'unreachable');
  sandbox.faults.clear();
  assert.equal(await connector.ping(token), false);
  assert.equal(sandbox.record.length, 1);
});

test('an aborted signal ends a call at once, also between retries, and says nothing about the partner', async () => {
  await using partnership = await startPartnership({ connector: { retry: { pauseMs: 60_000 } } });
  const { connector, sandbox } = partnership;
  const stop = new AbortController();
  sandbox.faults.add({ kind: 'slow', milliseconds: 3_600_000, times: 1 });
  const slow = failure(connector.account(token, stop.signal), 'timeout');
  stop.abort();
  assert.match((await slow).message, /cancelled/);
  assert.equal(connector.health().state, 'unknown');
  sandbox.faults.clear();

  await failure(connector.account(token, AbortSignal.abort()), 'timeout');
  assert.equal(sandbox.record.length, 0);

  sandbox.faults.add({ kind: 'error' });
  const between = new AbortController();
  const started = performance.now();
  const retrying = failure(connector.account(token, between.signal), 'timeout');
  while (sandbox.record.length === 0) await new Promise(setImmediate);
  between.abort();
  await retrying;
  assert.ok(performance.now() - started < 30_000);
});

test('a host that is not there is unreachable', async () => {
  const partnership = await startPartnership();
  await partnership.sandbox.close();
  const error = await failure(partnership.connector.account(token), 'unreachable');
  assert.match(error.message, /ECONNREFUSED/);
});

test('the breaker opens after failures in a row, spares the host, and lets one call through after its pause', async () => {
  await using partnership = await startPartnership({
    connector: { retry: { attempts: 0 }, breaker: { failures: 3, pauseMs: 15_000 } },
  });
  const { connector, sandbox, clock, logged } = partnership;
  const { accessToken } = await newGrant(connector);
  const calls = () => outcomes(sandbox, ping).length;
  assert.equal(connector.health().state, 'reachable');

  sandbox.faults.add({ kind: 'error', path: ping });
  for (let count = 0; count < 3; count++) await failure(connector.ping(accessToken), 'broken');
  const { retryAfter = 0, message } = await failure(connector.ping(accessToken), 'resting');
  assert.equal(calls(), 3);
  assert.ok(retryAfter > 14_000 && retryAfter <= 15_000, `${retryAfter}`);
  assert.match(message, /resting.*500/);
  assert.equal(connector.health().state, 'unreachable');
  assert.match(connector.health().lastFailure ?? '', /500/);

  clock.turn(15_000);
  await failure(connector.ping(accessToken), 'broken');
  assert.equal(calls(), 4);
  await failure(connector.ping(accessToken), 'resting');
  assert.equal(calls(), 4);

  sandbox.faults.clear();
  await failure(connector.ping(accessToken), 'resting');
  clock.turn(15_000);
  assert.equal(await connector.ping(accessToken), true);
  assert.equal(connector.health().state, 'reachable');
  assert.equal(await connector.ping(accessToken), true);
  assert.deepEqual(
    logged.map((line) => /"breaker":"([^"]*)"/.exec(line)?.[1]),
    ['open', 'halfOpen', 'open', 'halfOpen', 'closed'],
  );
});

test('refusals and throttling do not open the breaker', async () => {
  await using partnership = await startPartnership({
    connector: { retry: { attempts: 0 }, breaker: { failures: 2 } },
  });
  const { connector, sandbox } = partnership;
  for (const kind of ['unauthorized', 'throttled'] as const) {
    sandbox.faults.add({ kind, times: 5 });
    for (let count = 0; count < 5; count++) {
      await failure(connector.account(token), kind);
    }
  }
  assert.equal(sandbox.record.length, 10);
  assert.equal(connector.health().state, 'reachable');
});

test('health tells since when', async () => {
  await using partnership = await startPartnership();
  const { connector, sandbox, clock } = partnership;
  assert.equal(connector.health().state, 'unknown');
  clock.turn(1000);
  await connector.ping(token);
  const { since, state } = connector.health();
  assert.equal(state, 'reachable');
  clock.turn(1000);
  await connector.ping(token);
  assert.equal(connector.health().since, since);
  clock.turn(1000);
  sandbox.faults.add({ kind: 'garbage', times: 1 });
  await failure(connector.account(token), 'broken');
  assert.equal(connector.health().state, 'unreachable');
  assert.ok(connector.health().since >= since + 2000);
});

test('a token that no header can carry is not sent', async () => {
  await using partnership = await startPartnership();
  const error = await failure(partnership.connector.account(new Secret('a\nb')), 'unauthorized');
  assert.ok(!error.message.includes('a\nb'));
  assert.equal(partnership.sandbox.record.length, 0);
});

test('plain http is for loopback alone', () => {
  const options = {
    name: 'TeamViewer',
    apiBase: 'https://webapi.teamviewer.com',
    authorizeUrl: 'https://login.teamviewer.com/oauth2/authorize',
    clientId: 'id',
    clientSecret: new Secret('secret'),
    clock: new TurnableClock(),
    log: { debug() {}, info() {}, warn() {}, error() {} },
  };
  assert.equal(teamviewer(options).health().state, 'unknown');
  assert.throws(
    () => teamviewer({ ...options, apiBase: 'http://webapi.teamviewer.com' }),
    /apiBase must be an https URL/,
  );
  assert.throws(() => teamviewer({ ...options, apiBase: 'webapi' }), /apiBase/);
  assert.throws(() => teamviewer({ ...options, authorizeUrl: 'http://example.org/' }), /authorizeUrl must be/);
  assert.equal(teamviewer({ ...options, apiBase: 'http://127.0.0.1:1' }).name, 'TeamViewer');
});
