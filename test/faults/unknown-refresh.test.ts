import assert from 'node:assert/strict';
import { test } from 'node:test';
import { onEveryWorld } from '../harness/every-world.ts';
import { startOutside } from '../harness/outside.ts';
import { partnerClient } from '../harness/partner-client.ts';
import { serveHere } from '../harness/serve-here.ts';
import { serveProcess } from '../harness/serve-process.ts';
import { waitFor } from '../harness/wait-for.ts';
import type { World } from '../harness/world.ts';
import { auditOf, grantsOf } from '../journey/behind.ts';
import { disconnect } from './retirement.ts';

const day = 24 * 3_600_000;
const token = { method: 'POST', path: '/api/v1/oauth2/token' };

/** What `/assist` says of the retirement of the newest grant. */
async function retirementShown(world: World) {
  await world.service.obligations.idle();
  const filter = encodeURIComponent("kind eq 'grant.retire'");
  const { json } = await world.send('GET', `/assist/obligations?$filter=${filter}&$top=1`);
  return json.value[0];
}

onEveryWorld(
  'a refresh whose answer was lost',
  (world) => {
    test('is no proof of a revocation: what is not known is unconfirmed, and said at once', async () => {
      const { sandbox, clock } = world();
      const id = await world().partnerId();
      await world().connect(id);
      const from = world().lines.length;
      clock.turn(2 * day);
      // The partner carries the refresh out, and only it knows the new pair.
      sandbox.faults.add({ kind: 'lost', times: 1, ...token });
      await waitFor('the refresh to be lost', () => sandbox.faults.list.length === 0);
      await disconnect(world(), id);
      clock.turn(20_000);

      const shown = await retirementShown(world());
      const [held] = sandbox.grants;
      assert.equal(held?.revokedAt, undefined, 'the grant is in force, and nothing here can take it away');
      assert.equal(shown.status, 'unconfirmed');
      assert.match(shown.unconfirmedReason, /admin@contoso\.example/);
      assert.notEqual(shown.completedDateTime, null);
      const trail = await auditOf(world());
      assert.ok(trail.includes('RevokeGrant RemoteAssistancePartner: Failure'), trail.join());
      assert.ok(!trail.includes('RevokeGrant RemoteAssistancePartner: Success'), trail.join());
      const errors = world()
        .lines.slice(from)
        .filter(({ level }) => level === 'error');
      assert.equal(errors.length, 1, JSON.stringify(errors));
      assert.match(String(errors[0]?.fields.reason), /admin@contoso\.example/);

      // There is nothing to disconnect any more, and yet nobody can say that all is over.
      await disconnect(world(), id);
      const { status, retirements } = (await world().send('GET', '/assist/disconnects?$top=1')).json.value[0];
      assert.deepEqual([status, retirements.length], ['unconfirmed', 1]);
    });

    test('does not keep the access token at hand from revoking', async () => {
      const { sandbox } = world();
      sandbox.reset();
      const id = await world().partnerId();
      await world().connect(id);
      // Refused once without a reason: the refresh that follows is lost.
      sandbox.faults.add(
        { kind: 'unauthorized', times: 1, path: '/api/v1/ping' },
        { kind: 'lost', times: 1, ...token },
      );
      world().clock.turn(16 * 60_000);
      await waitFor('the refresh to be lost', () => sandbox.faults.list.length === 0);
      await disconnect(world(), id);
      const shown = await retirementShown(world());
      assert.equal(sandbox.grants[0]?.revokedBy, 'client');
      // Whether the refresh token was refused because of that, or because it is used up, nobody can say.
      assert.equal(shown.status, 'unconfirmed');
    });

    test('is forgotten once a later one succeeds', async () => {
      const { sandbox, clock } = world();
      sandbox.reset();
      const id = await world().partnerId();
      await world().connect(id);
      clock.turn(2 * day);
      sandbox.faults.add({ kind: 'down', times: 1, ...token });
      await waitFor('the refresh to fail', () => sandbox.faults.list.length === 0);
      await waitFor('the next one', async () => {
        clock.turn(60_000);
        await world().service.obligations.idle();
        return sandbox.grants[0]?.refreshedAt;
      });
      await disconnect(world(), id);
      const shown = await retirementShown(world());
      assert.deepEqual([shown.status, shown.unconfirmedReason], ['completed', null]);
      const grants = await grantsOf(world());
      assert.deepEqual(grants.at(-1)?.refresh_asked_at, null);
    });
  },
  { settings: { watchInterval: '15m' } },
);

test('a service that is killed before it has stored new tokens takes their refusal for no proof', async () => {
  await using outside = await startOutside();
  const { sandbox, clock } = outside;
  const settings = { watchInterval: '365d' };
  let id = '';
  {
    await using service = await serveHere(outside, settings);
    const client = partnerClient(service.origin, await outside.token());
    id = await client.create('TeamViewer');
    await client.connect(id);
  }
  sandbox.faults.add(
    { kind: 'unauthorized', path: '/api/v1/*', method: 'GET' },
    { kind: 'unauthorized', path: '/api/v1/oauth2/revoke' },
    { kind: 'slow', milliseconds: 60_000, times: 1, ...token },
  );
  {
    await using service = await serveProcess(outside, settings);
    assert.equal(await partnerClient(service.origin, await outside.token()).disconnect(id), 204);
    await waitFor('the refresh to be under way', () => sandbox.faults.list.length === 2);
    service.kill('SIGKILL');
    await service.gone;
  }
  clock.turn(61_000);
  await waitFor('the partner to have made a new pair', () => sandbox.grants[0]?.refreshedAt);

  await using service = await serveHere(outside, settings);
  const state = await waitFor('the retirement to be over', async () => {
    clock.turn(61_000);
    await service.obligations.idle();
    const [grant] = await service.database.read(outside.tenantId, (db) =>
      db.sql.selectFrom('grants').selectAll().where('tenant_id', '=', outside.tenantId).execute(),
    );
    return grant?.state === 'retired' && grant;
  });
  assert.equal(sandbox.grants[0]?.revokedAt, undefined);
  assert.notEqual(state.unconfirmed, null);
});
