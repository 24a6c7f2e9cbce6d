import assert from 'node:assert/strict';
import { test } from 'node:test';
import { instantOf } from '../../src/core/clock.ts';
import { findOnboarding, putOnboarding, takeOnboarding } from '../../src/store/table/onboardings.ts';
import { onEveryDatabase } from '../harness/databases.ts';
import { tenantA, tenantB } from './rows.ts';

const onboarding = {
  partner_id: 'p1',
  state_hash: 'first',
  wrapped_key: 'key',
  sealed_verifier: 'verifier',
  expires_at: instantOf(1),
  requested_at: null,
  requested_by: '{}',
};

onEveryDatabase('onboardings', (kind) => {
  test('a second onboarding replaces the first, whose state works no more', async () => {
    await using made = await kind.create();
    const database = await made.open();
    await database.write(tenantA, (tx) => putOnboarding(tx, onboarding));
    await database.write(tenantA, (tx) =>
      putOnboarding(tx, { ...onboarding, state_hash: 'second', expires_at: instantOf(2) }),
    );
    assert.equal(await database.write(tenantA, (tx) => takeOnboarding(tx, 'p1', 'first')), undefined);
    assert.equal((await database.read(tenantA, (db) => findOnboarding(db, 'p1')))?.expires_at, 2);
  });

  test('of callbacks that arrive at once with one state a single one gets the onboarding', async () => {
    await using made = await kind.create();
    const database = await made.open();
    await database.write(tenantA, (tx) => putOnboarding(tx, onboarding));
    assert.equal(await database.write(tenantB, (tx) => takeOnboarding(tx, 'p1', 'first')), undefined);
    const take = () => database.write(tenantA, (tx) => takeOnboarding(tx, 'p1', 'first'));
    const taken = await Promise.all([take(), take(), take()]);
    assert.deepEqual(taken.filter(Boolean), [
      { ...onboarding, browser_hash: null, confirmed_by: null, tenant_id: tenantA },
    ]);
    assert.equal(await database.read(tenantA, (db) => findOnboarding(db, 'p1')), undefined);
  });
});
