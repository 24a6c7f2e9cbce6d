import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Transition, transitions } from '../../src/assist/partner/onboarding.ts';
import { onEveryWorld } from '../harness/every-world.ts';
import { fc } from '../harness/properties.ts';
import type { World } from '../harness/world.ts';
import { auditOf } from './behind.ts';

const path = '/beta/deviceManagement/remoteAssistancePartners';

const steps = [
  'begin',
  // Three times, because most of the others say little of a partner that is not connected.
  'consent',
  'consent',
  'consent',
  'decline',
  'disconnect',
  'delete',
  'loseAtPartner',
  'failAtPartner',
  'waitForExpiry',
  'watch',
  'settle',
] as const;

/** In which each event happens. */
const every: (typeof steps)[number][] = [
  'consent',
  'loseAtPartner',
  'watch',
  'decline',
  'begin',
  'waitForExpiry',
  'failAtPartner',
  'consent',
  'disconnect',
  'disconnect',
  'consent',
  'delete',
];

onEveryWorld('any sequence of events', (current) => {
  test('leaves each partner in the state that its last audit event tells, and nothing of a state that it left', async () => {
    const world = current();
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...steps), { minLength: 4, maxLength: 12 }), async (sequence) => {
        let { id } = (await world.send('POST', path, { body: { displayName: 'TeamViewer' } })).json;
        const gone: string[] = [];
        for (const step of sequence) {
          await take(world, id, step);
          if (step === 'delete') {
            gone.push(id);
            ({ id } = (await world.send('POST', path, { body: { displayName: 'TeamViewer' } })).json);
          }
          await agree(world, id, gone);
        }
        await take(world, id, 'delete');
        await agree(world, undefined, [...gone, id]);
        await world.service.obligations.idle();
      }),
      { numRuns: 10, endOnFailure: true, examples: [[every]] },
    );
    const written = new Set(await auditOf(world));
    for (const { activity, ...transition } of Object.values<Transition>(transitions)) {
      const event = `${activity.name}: ${transition.result ?? 'Success'}`;
      assert.ok(written.has(event), `${event} is among what happened`);
    }
  });
});

async function take(world: World, id: string, step: (typeof steps)[number]): Promise<void> {
  const { sandbox, clock, service } = world;
  switch (step) {
    case 'begin':
      // Refused where it is connected, which changes nothing.
      await world.send('POST', `${path}/${id}/beginOnboarding`);
      return;
    case 'consent':
    case 'decline':
    case 'failAtPartner': {
      await take(world, id, 'begin');
      const { onboardingUrl } = (await world.send('GET', `${path}/${id}`)).json;
      if (onboardingUrl === null) return;
      if (step === 'failAtPartner') sandbox.faults.add({ kind: 'error', path: '/api/v1/oauth2/token' });
      await fetch(`${onboardingUrl}&consent=${step === 'decline' ? 'deny' : 'allow'}`);
      sandbox.faults.clear();
      // What the fault has opened, the breaker of the partner's host, closes again.
      clock.turn(20_000);
      return;
    }
    case 'disconnect':
      assert.equal((await world.send('POST', `${path}/${id}/disconnect`)).status, 204);
      return;
    case 'delete':
      assert.equal((await world.send('DELETE', `${path}/${id}`)).status, 204);
      return;
    case 'loseAtPartner':
      for (const grant of sandbox.grants) if (grant.revokedAt === undefined) sandbox.revokeBehindOurBack(grant.id);
      return;
    case 'waitForExpiry':
      clock.turn(61 * 60_000);
      return service.obligations.idle();
    case 'watch':
      clock.turn(16 * 60_000);
      return service.obligations.idle();
    case 'settle':
      return service.obligations.idle();
  }
}

interface Changed {
  readonly resourceId: string;
  readonly modifiedProperties: readonly { readonly displayName: string; readonly newValue: string | null }[];
}

/** Reads rows and trail in one transaction, because duties go on meanwhile. */
async function agree({ service, contoso }: World, id: string | undefined, gone: readonly string[]): Promise<void> {
  const { partners, events, awaited, owed } = await service.database.write(contoso, async ({ sql, tenantId }) => ({
    partners: await sql
      .selectFrom('remote_assistance_partners')
      .selectAll()
      .where('tenant_id', '=', tenantId)
      .execute(),
    events: await sql
      .selectFrom('audit_events')
      .select('resources')
      .where('tenant_id', '=', tenantId)
      .orderBy('sequence')
      .execute(),
    awaited: await sql.selectFrom('onboardings').select('partner_id').where('tenant_id', '=', tenantId).execute(),
    owed: await sql
      .selectFrom('obligations')
      .select(['kind', 'subject'])
      .where('tenant_id', '=', tenantId)
      .where('status', '=', 'due')
      .execute(),
  }));
  const told = new Map<string, string | null>();
  for (const { resources } of events) {
    for (const { resourceId, modifiedProperties } of JSON.parse(resources) as Changed[]) {
      const status = modifiedProperties.find(({ displayName }) => displayName === 'OnboardingStatus');
      if (status) told.set(resourceId, status.newValue);
    }
  }
  for (const each of gone) {
    assert.equal(
      partners.find((partner) => partner.id === each),
      undefined,
    );
    assert.equal(told.get(each) ?? null, null);
    assert.ok(!owed.some(({ subject }) => subject === each));
  }
  const partner = partners.find((each) => each.id === id);
  if (!partner) return;
  const { onboardingStatus } = partner;
  assert.equal(onboardingStatus, told.get(partner.id) ?? 'notOnboarded');
  assert.equal(partner.onboardingUrl !== null, onboardingStatus === 'onboarding');
  assert.equal(partner.grant_id !== null, onboardingStatus === 'onboarded');
  const isOwed = (kind: string, subject: string | null) =>
    owed.some((each) => each.kind === kind && each.subject === subject);
  assert.equal(isOwed('onboarding.expire', partner.id), onboardingStatus === 'onboarding');
  assert.equal(isOwed('grant.watch', partner.grant_id), onboardingStatus === 'onboarded');
  if (onboardingStatus !== 'onboarding') assert.ok(!awaited.some(({ partner_id }) => partner_id === partner.id));
}
