import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ObligationKind } from '../../src/model/obligation.ts';
import { claimObligations, postponeObligation } from '../../src/store/table/claimed-obligations.ts';
import { insertObligation } from '../../src/store/table/obligations.ts';
import { onEveryDatabase } from '../harness/databases.ts';

const minute = 60_000;

onEveryDatabase('figures of open obligations', (kind) => {
  test('count what is owed by kind and state, of every tenant, with the oldest and the longest failing', async () => {
    await using made = await kind.create();
    const database = await made.open();
    const owe = (tenant: string, kind: ObligationKind, subject: string) =>
      database.write(tenant, (tx) =>
        insertObligation(tx, { id: `${tenant}-${subject}`, kind, subject, payload: {}, dueAt: tx.now }),
      );
    const first = made.clock.now();
    await owe('a', 'grant.retire', 'one');
    made.clock.turn(minute);
    await owe('b', 'grant.retire', 'two');
    await owe('b', 'grant.watch', 'three');
    const claim = {
      owner: 'x',
      leaseMs: minute,
      limit: 1,
      except: [],
      kinds: ['session.close' as const],
      others: true,
    };
    const [taken] = await database.write('a', (tx) => claimObligations(tx, claim));
    assert.ok(taken);
    const failing = { dueAt: made.clock.now(), failures: 1, failingSince: first, failure: 'the partner is down' };
    await database.write('a', (tx) => postponeObligation(tx, { id: taken.id, lease_owner: 'x' }, failing));
    await database.write('b', (tx) => claimObligations(tx, { ...claim, except: ['b-two'] }));

    const found = await database.openObligations();
    const plain = found.map(({ oldest, ...rest }) => ({ ...rest, isFirst: oldest - first < minute }));
    assert.deepEqual(
      plain.sort((one, other) => `${one.kind}${one.state}`.localeCompare(`${other.kind}${other.state}`)),
      [
        { kind: 'grant.retire', state: 'failing', count: 1, failingSince: first, isFirst: true },
        { kind: 'grant.retire', state: 'pending', count: 1, failingSince: undefined, isFirst: false },
        { kind: 'grant.watch', state: 'running', count: 1, failingSince: undefined, isFirst: false },
      ],
    );
  });
});
