import assert from 'node:assert/strict';
import type { World } from '../harness/world.ts';
import { grantsOf, obligationsOf } from '../journey/behind.ts';

const partners = '/v1.0/deviceManagement/remoteAssistancePartners';

/** Connects, and opens a session at the partner that belongs to the grant. */
export async function connectWithSession(world: World): Promise<string> {
  const id = await world.partnerId();
  await world.connect(id);
  const { sandbox, contoso } = world;
  const held = (await grantsOf(world)).find(({ state }) => state === 'held');
  const account = sandbox.grants.find(({ revokedAt }) => revokedAt === undefined)?.account;
  const session = {
    code: 's12-345-678',
    userid: account?.userid ?? '',
    state: 'Open',
    groupid: 'g1',
    description: 'Help',
    custom_api: `assistd/${contoso}/${held?.id}/1`,
    waiting_message: '',
    end_customer: {},
    created_at: new Date(world.clock.now()).toISOString(),
    valid_until: new Date(world.clock.now() + 365 * 24 * 3_600_000).toISOString(),
  } as const;
  sandbox.restore({ ...sandbox.snapshot(), sessions: [session] });
  return id;
}

export async function disconnect(world: World, id: string): Promise<void> {
  const { status, text } = await world.send('POST', `${partners}/${id}/disconnect`);
  assert.equal(status, 204, text);
}

/** The obligation to retire the only grant. */
export async function retirement(world: World) {
  const [obligation] = await obligationsOf(world, 'grant.retire');
  assert.ok(obligation, 'the retirement is owed');
  return obligation;
}

/** Lets time pass from one attempt to the next until the retirement is done; gives how many attempts that took. */
export async function settle(world: World, mostAttempts = 40): Promise<number> {
  for (;;) {
    await world.service.obligations.idle();
    const { status, attempts, due_at, lastFailure } = await retirement(world);
    if (status === 'done') return attempts;
    assert.ok(attempts < mostAttempts, `not done after ${attempts} attempts: ${lastFailure}`);
    // What is due and not done waits for the partner, which rests for a while after many failures.
    const untilDue = due_at - world.clock.now();
    world.clock.turn(untilDue > 0 ? untilDue : 1000);
  }
}

/** Holds the partner and the store to what a disconnect promises. */
export async function assertRetired(world: World): Promise<void> {
  const { sandbox } = world;
  assert.deepEqual(
    sandbox.grants.map(({ revokedBy }) => revokedBy),
    ['client'],
  );
  assert.ok(sandbox.sessions.every(({ state }) => state === 'Closed'));
  for (const { state, wrapped_key, sealed_grant } of await grantsOf(world)) {
    assert.deepEqual([state, wrapped_key, sealed_grant], ['retired', null, null]);
  }
}

/** How often the partner carried a revocation out. */
export function revocations({ sandbox }: World): number {
  return sandbox.record.filter(
    ({ path, outcome }) => /\/revoke$/i.test(path) && /^(ok|fault: (lost|slow))$/.test(outcome),
  ).length;
}
