import assert from 'node:assert/strict';
import { it } from 'node:test';
import { start } from '../../src/dev/start.ts';
import { postgres } from '../harness/databases.ts';

it('PostgreSQL is seeded, reset and restored like what is kept in memory', async () => {
  await using database = await postgres.create('development');
  const seed = {
    tenants: [
      {
        domain: 'northwind.example',
        partners: [{ onboardingStatus: 'onboarded' as const }],
        devices: 30,
        sessions: [{ device: 'PC-0007' }],
      },
    ],
  };
  await using assistd = await start({ seed, database: database.database });
  const state = async () => {
    const headers = { Authorization: `Bearer ${await assistd.token()}` };
    const management = `${assistd.origin}/v1.0/deviceManagement`;
    const { value } = (await (await fetch(`${management}/remoteAssistancePartners`, { headers })).json()) as {
      value: [{ id: string; onboardingStatus: string }];
    };
    const count = await (await fetch(`${management}/managedDevices/$count`, { headers })).text();
    return {
      headers,
      partner: `${management}/remoteAssistancePartners/${value[0].id}`,
      status: value[0].onboardingStatus,
      count,
    };
  };
  await assistd.settled();
  const before = await state();
  assert.deepEqual([before.status, before.count], ['onboarded', '30']);
  assert.equal(assistd.sandbox.sessions[0]?.state, 'Open');
  const snapshot = await assistd.snapshot();

  await fetch(`${before.partner}/disconnect`, { method: 'POST', headers: before.headers });
  await assistd.settled();
  assert.equal((await state()).status, 'notOnboarded');
  await assistd.restore(JSON.parse(JSON.stringify(snapshot)));
  assert.equal((await state()).status, 'onboarded');
  assert.equal(assistd.sandbox.sessions[0]?.state, 'Open');
  await assistd.reset();
  // A grant is retired after the session that is just being opened with it, which here is the seed's.
  await assistd.settled();
  const after = await state();
  assert.deepEqual([after.status, after.count, after.partner], [before.status, '30', before.partner]);
  await fetch(`${after.partner}/disconnect`, { method: 'POST', headers: after.headers });
  await assistd.settled();
  assert.equal(assistd.sandbox.grants[0]?.revokedBy, 'client');
});
