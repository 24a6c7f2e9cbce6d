import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Fault } from '../../src/dev/sandbox/faults.ts';
import { startWorld } from '../harness/world.ts';
import { auditOf } from '../journey/behind.ts';
import { assertRetired, connectWithSession, disconnect, retirement, revocations, settle } from './retirement.ts';

/** Every call that retiring a grant makes. */
const calls = {
  'the list of sessions': { method: 'GET', path: '/api/v1/sessions' },
  'the end of a session': { method: 'PUT', path: '/api/v1/sessions/*' },
  'the revocation': { method: 'POST', path: '/api/v1/oauth2/revoke' },
  'the proof that nothing is left': { method: 'POST', path: '/api/v1/oauth2/token' },
} as const;

/** Everything that goes wrong with a call, some times in a row. */
const faults: Readonly<Record<string, Fault>> = {
  'finds nobody': { kind: 'down', times: 4 },
  'is carried out, and its answer lost': { kind: 'lost', times: 1 },
  'is carried out twice, and both answers lost': { kind: 'lost', times: 2 },
  'is answered 401': { kind: 'unauthorized', times: 2 },
  'is throttled': { kind: 'throttled', times: 4, retryAfter: 7 },
  'is answered 500': { kind: 'error', times: 4 },
  'is answered by a page of somebody else': { kind: 'garbage', times: 3 },
  'is answered with half a document': { kind: 'answer', times: 2, status: 200, body: '{"sessions":[' },
  'is redirected': { kind: 'answer', times: 2, status: 302, headers: { location: 'https://elsewhere.example/' } },
  'is answered 204 where something was promised, or with something where nothing was': {
    kind: 'answer',
    times: 2,
    status: 200,
    body: '[]',
  },
};

describe('a disconnect is never lost', { concurrency: 6 }, () => {
  test('what the partner answers too late is tried again', async () => {
    await using world = await startWorld();
    const id = await connectWithSession(world);
    // Longer than a call may take, in the machine's own time; carried out only after it was given up.
    world.sandbox.faults.add({ kind: 'slow', milliseconds: 12_000, times: 1, ...calls['the revocation'] });
    await disconnect(world, id);
    const attempts = await settle(world);
    await assertRetired(world);
    assert.ok(attempts >= 2);
  });

  for (const [what, call] of Object.entries(calls)) {
    for (const [how, fault] of Object.entries(faults)) {
      // Once it is carried out, nobody asks for it again.
      if (call === calls['the revocation'] && fault.kind === 'lost' && fault.times !== 1) continue;
      test(`${what} ${how}: the grant is revoked all the same, once`, async () => {
        await using world = await startWorld();
        const id = await connectWithSession(world);
        world.sandbox.faults.add({ ...fault, ...call });
        await disconnect(world, id);
        await settle(world);
        await assertRetired(world);
        assert.equal(revocations(world), 1);
        assert.deepEqual(world.sandbox.faults.list, [], 'every fault has struck');
        const trail = await auditOf(world);
        assert.equal(trail.filter((each) => each.startsWith('RevokeGrant')).length, 1);
      });
    }
  }

  test('two clients at once both get 204, and the partner one revocation', async () => {
    await using world = await startWorld();
    const id = await connectWithSession(world);
    await Promise.all(Array.from({ length: 10 }, () => disconnect(world, id)));
    await settle(world);
    await assertRetired(world);
    assert.equal(revocations(world), 1);
    const trail = await auditOf(world);
    assert.equal(trail.filter((each) => each.startsWith('RevokeGrant')).length, 1);
  });

  test('a second disconnect gets 204, before the partner has confirmed the first and after', async () => {
    await using world = await startWorld();
    const id = await connectWithSession(world);
    world.sandbox.faults.add({ kind: 'error', times: 3 });
    await disconnect(world, id);
    await disconnect(world, id);
    await settle(world);
    await disconnect(world, id);
    await world.service.obligations.idle();
    await assertRetired(world);
    assert.equal(revocations(world), 1);
  });

  test('who connects again while the old grant is being retired keeps the new one', async () => {
    await using world = await startWorld();
    const id = await connectWithSession(world);
    world.sandbox.faults.add({ kind: 'answer', status: 403, times: 2, ...calls['the revocation'] });
    await disconnect(world, id);
    await world.service.obligations.idle();
    await world.connect(id);
    await settle(world);
    const [older, newer] = world.sandbox.grants;
    assert.equal(older?.revokedBy, 'client');
    assert.equal(newer?.revokedAt, undefined);
    const { json } = await world.send('GET', `/v1.0/deviceManagement/remoteAssistancePartners/${id}`);
    assert.equal(json.onboardingStatus, 'onboarded');
  });

  test('a grant that is retired serves nobody from the instant of the 204', async () => {
    await using world = await startWorld();
    const id = await connectWithSession(world);
    world.sandbox.faults.add({ kind: 'down' });
    await disconnect(world, id);
    const { json } = await world.send('GET', `/v1.0/deviceManagement/remoteAssistancePartners/${id}`);
    assert.equal(json.onboardingStatus, 'notOnboarded');
    const held = await world.service.database.read(world.contoso, (db) =>
      db.sql
        .selectFrom('remote_assistance_partners')
        .select('grant_id')
        .where('tenant_id', '=', world.contoso)
        .execute(),
    );
    assert.deepEqual(held, [{ grant_id: null }]);
    world.sandbox.faults.clear();
  });

  test('the pauses between attempts double from a second to a quarter of an hour', async () => {
    await using world = await startWorld();
    const id = await connectWithSession(world);
    world.sandbox.faults.add({ kind: 'answer', status: 403, ...calls['the revocation'] });
    await disconnect(world, id);
    for (let tried = 0; tried < 13; ) {
      await world.service.obligations.idle();
      // On a busy machine the next attempt may have begun before this is read.
      const { attempts, due_at, planned_at, lease_owner, lastFailure } = await retirement(world);
      if (lease_owner !== null) continue;
      tried = attempts;
      assert.match(lastFailure ?? '', /revoke: answered 403/);
      const full = Math.min(15 * 60_000, 1000 * 2 ** (attempts - 1));
      const pause = due_at - planned_at;
      assert.ok(pause <= full && pause >= full / 2 - 1, `${pause} ms after ${attempts} attempts`);
      world.clock.turn(Math.max(0, due_at - world.clock.now()));
    }
    world.sandbox.faults.clear();
    await settle(world);
    await assertRetired(world);
  });

  test('a partner that says when to come back is not asked before', async () => {
    await using world = await startWorld();
    const id = await connectWithSession(world);
    world.sandbox.faults.add({ kind: 'throttled', retryAfter: 600, times: 1, ...calls['the revocation'] });
    await disconnect(world, id);
    await world.service.obligations.idle();
    const { due_at, planned_at } = await retirement(world);
    const pause = due_at - planned_at;
    assert.ok(pause >= 600_000 && pause <= 601_000, String(pause));
    const before = world.sandbox.record.length;
    world.clock.turn(590_000);
    await world.service.obligations.idle();
    assert.equal(world.sandbox.record.length, before);
    await settle(world);
    await assertRetired(world);
  });

  test('what cannot be met for a week is reported once, and tried on until it is', async () => {
    await using world = await startWorld();
    const id = await connectWithSession(world);
    world.sandbox.faults.add({ kind: 'answer', status: 403, ...calls['the revocation'] });
    await disconnect(world, id);
    const reported = () =>
      world.lines.filter(
        ({ level, message }) => level === 'error' && message === 'an obligation could not be met for long',
      );
    for (let day = 0; day < 10; day++) {
      await world.service.obligations.idle();
      assert.equal(reported().length, day <= 6 ? 0 : 1, `on day ${day}`);
      world.clock.turn(24 * 3_600_000);
    }
    const { attempts, status, reportedDateTime } = await retirement(world);
    assert.equal(status, 'due');
    assert.ok(attempts >= 10);
    assert.notEqual(reportedDateTime, null);
    const [line] = reported();
    assert.equal(line?.fields.tenantId, world.contoso);
    assert.match(String(line?.fields.lastFailure), /revoke: answered 403/);
    world.sandbox.faults.clear();
    await settle(world, 100);
    await assertRetired(world);
    const trail = await auditOf(world);
    assert.equal(trail.filter((each) => each.startsWith('ReportOverdue ')).length, 1);
    assert.ok(trail.indexOf('RevokeGrant RemoteAssistancePartner: Success') > 0);
  });

  test('sessions that cannot be closed hold the revocation up for an hour, and no longer', async () => {
    await using world = await startWorld();
    const id = await connectWithSession(world);
    world.sandbox.faults.add({ kind: 'answer', status: 500, ...calls['the end of a session'] });
    await disconnect(world, id);
    await world.service.obligations.idle();
    world.clock.turn(30 * 60_000);
    await world.service.obligations.idle();
    assert.equal(revocations(world), 0);
    world.clock.turn(31 * 60_000);
    await settle(world);
    assert.equal(world.sandbox.grants[0]?.revokedBy, 'client');
    assert.equal(revocations(world), 1);
  });

  test('a grant that the partner took away before us needs no revocation, and its tokens are destroyed', async () => {
    await using world = await startWorld();
    const id = await connectWithSession(world);
    world.sandbox.revokeBehindOurBack(world.sandbox.grants[0]?.id ?? '');
    await disconnect(world, id);
    await settle(world);
    assert.equal(world.sandbox.grants[0]?.revokedBy, 'behind our back');
    assert.equal((await retirement(world)).status, 'done');
    const trail = await auditOf(world);
    assert.ok(trail.includes('RevokeGrant RemoteAssistancePartner: Success'));
  });

  test('no token, code or client secret stands in the log of all that', async () => {
    await using world = await startWorld();
    const id = await connectWithSession(world);
    world.sandbox.faults.add(
      { kind: 'garbage', times: 2 },
      { kind: 'unauthorized', times: 2 },
      { kind: 'error', times: 4 },
    );
    await disconnect(world, id);
    await settle(world);
    const log = JSON.stringify(world.lines);
    assert.ok(!log.includes(world.sandbox.clientSecret.reveal()));
    assert.doesNotMatch(log, /bearer [\w-]{10}|refresh_token=|code_verifier/i);
  });
});
