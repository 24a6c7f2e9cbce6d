import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TenantTx } from '../../../src/store/tenant.ts';
import { onEveryWorld } from '../../harness/every-world.ts';
import { startWorld, type World } from '../../harness/world.ts';
import { firstBroken, trailOf } from './chain.ts';

const settings = '/beta/deviceManagement/remoteAssistanceSettings';

async function change({ send }: World, times: number, token?: string): Promise<void> {
  for (let count = 0; count < times; count++) {
    for (const blockChat of [true, false]) {
      await send('PATCH', settings, { body: { blockChat }, ...(token !== undefined && { token }) });
    }
  }
}

onEveryWorld('auditEvents/verify', (world) => {
  test('a verifier of its own, with nothing but what the API shows, finds every event in its place', async () => {
    const { send, contoso, fabrikam, token } = world();
    const alex = await token({ tenant: fabrikam });
    await change(world(), 3);
    await change(world(), 1, alex);
    const trail = await trailOf(world());
    assert.ok(trail.length >= 6);
    assert.equal(firstBroken(contoso, trail), undefined);
    assert.equal(firstBroken(fabrikam, await trailOf(world(), alex)), undefined);
    const { json } = await send('GET', '/assist/auditEvents/verify()');
    assert.deepEqual(
      { ...json, '@odata.context': undefined },
      {
        '@odata.context': undefined,
        intact: true,
        count: trail.length,
        firstBroken: null,
        firstBrokenSequence: null,
        problem: null,
        keyedFromSequence: 1,
        newestSequence: trail.length,
        newestHash: trail.at(-1)?.hash,
      },
    );
    assert.equal(firstBroken(fabrikam, trail), trail[0], 'a trail belongs to its tenant');
  });
});

const mine = (tx: TenantTx) => tx.sql.updateTable('audit_events').where('tenant_id', '=', tx.tenantId);
const removal = (tx: TenantTx) => tx.sql.deleteFrom('audit_events').where('tenant_id', '=', tx.tenantId);

const tamperings: Record<string, { tamper: (tx: TenantTx) => Promise<unknown>; problem: string; shows: boolean }> = {
  'an altered actor': {
    tamper: (tx) => mine(tx).set({ actor: '{"auditActorType":"System"}' }).where('sequence', '=', 3).execute(),
    problem: 'altered',
    shows: true,
  },
  'an actor that is no JSON any more': {
    tamper: (tx) => mine(tx).set({ actor: '{' }).where('sequence', '=', 3).execute(),
    problem: 'altered',
    shows: true,
  },
  'resources that are no list any more': {
    tamper: (tx) => mine(tx).set({ resources: '7' }).where('sequence', '=', 3).execute(),
    problem: 'altered',
    shows: true,
  },
  'an altered time': {
    tamper: (tx) =>
      mine(tx).set({ activityDateTime: '2020-01-01T00:00:00.0000000Z' }).where('sequence', '=', 3).execute(),
    problem: 'altered',
    shows: true,
  },
  'a removed event': {
    tamper: (tx) => removal(tx).where('sequence', '=', 3).execute(),
    problem: 'missing',
    shows: true,
  },
  'the newest event removed': {
    tamper: (tx) => removal(tx).where('sequence', '=', 6).execute(),
    problem: 'missing',
    // Nothing in a list shows that it once was longer.
    shows: false,
  },
};

for (const [name, { tamper, problem, shows }] of Object.entries(tamperings)) {
  test(`${name} is found, and all events are listed`, async () => {
    await using world = await startWorld();
    await change(world, 3);
    const before = await trailOf(world);
    assert.equal(before.length, 6);
    await world.service.database.write(world.contoso, tamper);
    const { json } = await world.send('GET', '/assist/auditEvents/verify()');
    assert.equal(json.intact, false);
    assert.equal(json.problem, problem);
    const broken = name.includes('newest') ? 6 : 3;
    assert.equal(json.firstBrokenSequence, broken);
    assert.equal(json.count, broken - 1);
    const shown = await trailOf(world);
    assert.equal(json.firstBroken, shown[broken - 1]?.id ?? null);
    assert.equal(firstBroken(world.contoso, shown)?.id, shows ? json.firstBroken : undefined);
  });
}
