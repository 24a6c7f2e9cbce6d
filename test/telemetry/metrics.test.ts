import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startWorld, until, type World } from '../harness/world.ts';

const partners = '/beta/deviceManagement/remoteAssistancePartners';

/** The samples of a scrape by name with labels, `assistd_obligations{kind="grant.watch",state="pending"}`. */
async function scrape({ service }: World): Promise<Map<string, number>> {
  const text = await (await fetch(`${service.metricsOrigin}/metrics`)).text();
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ')))]),
  );
}

const withMetrics = { settings: { metricsPort: 0 } };

test('metrics count requests, refusals, transactions, what is owed, and calls to the partner by their result', async () => {
  await using world = await startWorld(withMetrics);
  const { send, service, sandbox, clock } = world;
  const id = await world.partnerId();
  await world.connect(id);
  await send('GET', partners, { token: 'forged' });
  await send('GET', '/v1.0/nothing', {});
  sandbox.faults.add({ kind: 'error', path: '*/revoke' });
  await send('POST', `${partners}/${id}/disconnect`);
  await service.obligations.idle();
  clock.turn(60_000);
  await service.obligations.idle();

  const owed = await scrape(world);
  assert.equal(owed.get('assistd_obligations{kind="grant.retire",state="failing"}') ?? 0, 1);
  assert.ok((owed.get('assistd_obligations_oldest_seconds{kind="grant.retire"}') ?? 0) >= 60);
  assert.ok((owed.get('assistd_obligations_failing_seconds{kind="grant.retire"}') ?? 0) >= 60);
  sandbox.faults.clear();
  await until('the retirement', async () => {
    clock.turn(60_000);
    await service.obligations.idle();
    return sandbox.grants[0]?.revokedAt;
  });
  clock.turn(6000);

  const samples = await scrape(world);
  const count = (name: string) => samples.get(name) ?? 0;
  const request = (operation: string, status: number) =>
    count(
      `assistd_request_duration_seconds_count{operation="remoteAssistancePartners.${operation}",status="${status}"}`,
    );
  assert.equal(request('disconnect', 204), 1);
  assert.equal(request('list', 401), 1);
  assert.equal(count('assistd_request_duration_seconds_count{operation="unrouted",status="400"}'), 1);
  assert.equal(count('assistd_requests_refused_total{reason="tokenMalformed"}'), 1);
  assert.equal(count('assistd_tokens_refused_total{reason="tokenMalformed"}'), 1);
  assert.ok(count('assistd_database_duration_seconds_count{transaction="write",result="done"}') > 3);
  assert.equal(count('assistd_obligations{kind="grant.retire",state="failing"}'), 0);
  assert.equal(count('assistd_obligation_attempt_duration_seconds_count{kind="grant.retire",result="done"}'), 1);
  const call = 'assistd_partner_call_duration_seconds_count{connector="TeamViewer"';
  assert.equal(count(`${call},call="exchange",result="done"}`), 1);
  assert.ok(count(`${call},call="revoke",result="broken"}`) >= 1);
  assert.equal(count('assistd_partner_breaker{connector="TeamViewer",state="closed"}'), 1);
  assert.equal(count('assistd_database_up'), 1);
  assert.ok(count('process_resident_memory_bytes') > 10_000_000);
});

test('no label names a tenant, a person, a grant or a partner’s entry', async () => {
  await using world = await startWorld(withMetrics);
  const id = await world.partnerId();
  await world.connect(id);
  await world.send('POST', `${partners}/${id}/disconnect`);
  await world.service.obligations.idle();
  const names = [...(await scrape(world)).keys()].join('\n');
  assert.doesNotMatch(names, /[0-9a-f]{8}-[0-9a-f]{4}-|@/);
});

test('a database that is away is told as that, and the scrape succeeds', async () => {
  await using world = await startWorld(withMetrics);
  assert.equal((await scrape(world)).get('assistd_database_up'), 1);
  await world.service.database[Symbol.asyncDispose]();
  world.clock.turn(6000);
  assert.equal((await scrape(world)).get('assistd_database_up'), 0);
});

test('without the settings there are no metrics, and a port of their own is for them and for health alone', async () => {
  await using plain = await startWorld();
  assert.equal(plain.service.metricsOrigin, undefined);
  assert.notEqual((await plain.send('GET', '/metrics')).status, 200);
  await using world = await startWorld(withMetrics);
  assert.notEqual((await world.send('GET', '/metrics')).status, 200);
  assert.equal((await fetch(`${world.service.metricsOrigin}/health/ready`)).status, 200);
  const graph = await fetch(`${world.service.metricsOrigin}${partners}`, {
    headers: { Authorization: `Bearer ${await world.token()}` },
  });
  assert.equal(graph.status, 404);
  await using shared = await startWorld({ settings: { metrics: true } });
  assert.equal((await shared.send('GET', '/metrics', { token: null })).status, 200);
});
