import assert from 'node:assert/strict';
import { test } from 'node:test';
import { postgres } from '../harness/databases.ts';
import { waitFor } from '../harness/wait-for.ts';
import { oweTo, start, tenantA } from '../obligations/runners.ts';

test('without NOTIFY, as behind PgBouncer, what one replica owes another finds within a second', async () => {
  await using made = await postgres.create();
  const quiet = { postgres: { ...made.options.postgres, notify: false } };
  const [owing, other] = [await made.open(quiet), await made.open(quiet)];
  let listening = true;
  let met = 0;
  await using runner = start(other, {
    // As it is unless told; the others of these tests look once a minute.
    pollIntervalMs: 1000,
    duties: { 'grant.retire': async () => ({ kind: 'done', write: async () => void met++ }) },
  });
  await runner.idle();
  using _ = other.onDue(() => {
    listening = false;
  });
  await oweTo(owing, tenantA, { kind: 'grant.retire', subject: 'g' });
  made.clock.turn(1000);
  await waitFor('the work', () => met === 1);
  assert.ok(listening, 'nobody told it');
});
