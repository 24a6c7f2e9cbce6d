import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addDevice, devicesPath, requestAssistance } from '../harness/devices.ts';
import { fc } from '../harness/properties.ts';
import { startWorld, until, type World } from '../harness/world.ts';

const deviceCount = 3;

type Step =
  | {
      readonly does:
        | 'connect'
        | 'disconnect'
        | 'revokeAtPartner'
        | 'breakPartner'
        | 'mendPartner'
        | 'settle'
        | 'loseAnswer';
    }
  | { readonly does: 'request' | 'close' | 'delete' | 'use'; readonly device: number }
  | { readonly does: 'wait'; readonly minutes: number };

const device = fc.nat(deviceCount - 1);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.constant({ does: 'connect' } as const) },
  { weight: 2, arbitrary: fc.constant({ does: 'disconnect' } as const) },
  { weight: 6, arbitrary: fc.record({ does: fc.constant('request' as const), device }) },
  {
    weight: 2,
    arbitrary: fc.record({ does: fc.constantFrom('close' as const, 'delete' as const, 'use' as const), device }),
  },
  { weight: 3, arbitrary: fc.constant({ does: 'settle' } as const) },
  {
    weight: 2,
    arbitrary: fc.record({
      does: fc.constantFrom('breakPartner' as const, 'mendPartner' as const, 'loseAnswer' as const),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ does: 'revokeAtPartner' } as const) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('wait' as const), minutes: fc.constantFrom(1, 20, 300) }) },
);

test('any sequence of operations keeps one grant at most for a partner, and no session that nobody will end', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 14 }), async (steps) => {
      await using world = await startWorld();
      const partner = await world.partnerId();
      const ids: string[] = [];
      for (let index = 0; index < deviceCount; index++) {
        ids.push((await addDevice(world, { deviceName: `PC-${index}`, serialNumber: `${index}` })).id);
      }
      for (const each of steps) {
        await take(world, partner, ids, each);
        await assertInvariants(world);
      }
      await endOfAll(world, partner);
      const reachable = steps.every(({ does }) => does !== 'revokeAtPartner');
      if (reachable)
        assert.ok(
          world.sandbox.sessions.every(({ state }) => state === 'Closed'),
          'no session is left open there',
        );
    }),
    { numRuns: 10, endOnFailure: true },
  );
});

async function take(world: World, partner: string, ids: readonly string[], each: Step): Promise<void> {
  const { sandbox } = world;
  const partners = `/v1.0/deviceManagement/remoteAssistancePartners/${partner}`;
  switch (each.does) {
    case 'connect':
      // Refused where it is connected, and impossible where the partner is broken: neither changes anything.
      await world.connect(partner).catch(() => {});
      return;
    case 'disconnect':
      assert.equal((await world.send('POST', `${partners}/disconnect`)).status, 204);
      return;
    case 'request': {
      const { status, text } = await requestAssistance(world, ids[each.device] ?? '');
      assert.ok([204, 400, 404].includes(status), text);
      return;
    }
    case 'close': {
      const { json } = await world.send('GET', `/assist/sessions?$filter=deviceId eq '${ids[each.device]}'`);
      for (const { id } of json.value) {
        assert.equal((await world.send('POST', `/assist/sessions/${id}/close`)).status, 204);
      }
      return;
    }
    case 'delete':
      await world.send('DELETE', `${devicesPath}/${ids[each.device]}`);
      return;
    case 'use': {
      const open = sandbox.sessions.find(({ state }) => state === 'Open');
      if (open) sandbox.connect(open.code, 'Sam', 5);
      return;
    }
    case 'revokeAtPartner': {
      const grant = sandbox.grants.find(({ revokedAt }) => revokedAt === undefined);
      if (grant) sandbox.revokeBehindOurBack(grant.id);
      return;
    }
    case 'breakPartner':
      sandbox.faults.add({ kind: 'throttled', retryAfter: 30 });
      return;
    case 'loseAnswer':
      sandbox.faults.add({ kind: 'lost', method: 'POST', path: '/api/v1/sessions', times: 1 });
      return;
    case 'mendPartner':
      sandbox.faults.clear();
      return;
    case 'settle':
      await world.service.obligations.idle();
      return;
    case 'wait':
      world.clock.turn(each.minutes * 60_000);
  }
}

async function assertInvariants(world: World): Promise<void> {
  // One transaction sees one instant, where single reads could see a change half way.
  const { grants, sessions, partners, owed } = await world.service.database.write(
    world.contoso,
    async ({ sql, tenantId }) => ({
      grants: await sql.selectFrom('grants').selectAll().where('tenant_id', '=', tenantId).execute(),
      sessions: await sql.selectFrom('sessions').selectAll().where('tenant_id', '=', tenantId).execute(),
      partners: await sql
        .selectFrom('remote_assistance_partners')
        .selectAll()
        .where('tenant_id', '=', tenantId)
        .execute(),
      owed: await sql
        .selectFrom('obligations')
        .selectAll()
        .where('tenant_id', '=', tenantId)
        .where('status', '=', 'due')
        .execute(),
    }),
  );
  const isOwed = (kind: string, subject: string) => owed.some((each) => each.kind === kind && each.subject === subject);
  for (const { id, grant_id } of partners) {
    const held = grants.filter((grant) => grant.partner_id === id && grant.state === 'held');
    assert.deepEqual(
      held.map((grant) => grant.id),
      grant_id === null ? [] : [grant_id],
    );
  }
  for (const grant of grants.filter(({ state }) => state === 'retiring')) assert.ok(isOwed('grant.retire', grant.id));
  const live = sessions.filter(({ status }) => status === 'requested' || status === 'open');
  assert.equal(new Set(live.map(({ deviceId }) => deviceId)).size, live.length, 'one live session for a device');
  for (const session of sessions) {
    const grant = grants.find(({ id }) => id === session.grant_id);
    const held = grant?.state === 'held';
    const context = `${session.status}, grant ${grant?.state}`;
    if (session.status === 'requested') assert.ok(held && isOwed('session.open', session.id), context);
    if (session.status === 'open') assert.ok(held && isOwed('session.close', session.id), context);
    if (session.status === 'closing') {
      assert.ok(held ? isOwed('session.close', session.id) : isOwed('grant.retire', session.grant_id), context);
    }
    if (session.status === 'closed' || session.status === 'failed') assert.equal(session.sealed_supporter_link, null);
  }
}

/** In the end everything is taken back: what the partner still knows of us is what it revoked or closed. */
async function endOfAll(world: World, partner: string): Promise<void> {
  world.sandbox.faults.clear();
  await world.send('POST', `/v1.0/deviceManagement/remoteAssistancePartners/${partner}/disconnect`);
  await until('nothing is owed any more', async () => {
    world.clock.turn(60_000);
    await world.service.obligations.idle();
    const { json } = await world.send('GET', '/assist/obligations?$filter=completedDateTime eq null');
    return json.value.length === 0;
  });
  assert.ok(
    world.sandbox.grants.every(({ revokedAt }) => revokedAt !== undefined),
    'every grant is revoked',
  );
  const { json } = await world.send('GET', '/assist/sessions');
  for (const { status } of json.value) assert.ok(status === 'closed' || status === 'failed', status);
  const verified = await world.send('GET', '/assist/auditEvents/verify()');
  assert.equal(verified.json.intact, true, verified.text);
}
