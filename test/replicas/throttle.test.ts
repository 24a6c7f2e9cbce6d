import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { SharedBudgets } from '../../src/throttling/shared-budgets.ts';
import { postgres } from '../harness/databases.ts';

const tenantId = 'a';
const windowMs = 20_000;

suite('the limits of an organisation that several replicas serve', () => {
  const limit = 40;
  const budgets = [
    { key: 'requests', limit },
    { key: 'writes', limit: limit / 2 },
  ];

  test('hold for all of them together, whoever is asked, and are reached by one that is asked alone', async () => {
    await using made = await postgres.create();
    const replicas = [await made.open(), await made.open(), await made.open()].map(
      (database) => new SharedBudgets(database, made.clock),
    );
    // At the beginning of a window, so that it does not move on meanwhile.
    made.clock.turn(windowMs - (made.clock.now() % windowMs));
    const [first] = replicas;
    const asked = await Promise.all(
      Array.from({ length: 200 }, (_, index) => replicas[index % 3]?.take(tenantId, budgets)),
    );
    const passed = asked.filter((spent) => spent === undefined).length;
    assert.ok(passed <= 20 && passed >= 14, `${passed} of 20 writes`);
    const spent = asked.find((each) => each !== undefined);
    assert.equal(spent?.budget.key, 'writes');

    // A refusal took nothing from the other budget.
    let others = 0;
    while (!(await first?.take(tenantId, budgets.slice(0, 1)))) others++;
    assert.ok(passed + others <= limit && others >= 10, `${passed} + ${others} of ${limit}`);
    assert.equal(await first?.take('b', budgets), undefined, 'organisations share none');

    made.clock.turn(2 * windowMs);
    let alone = 0;
    while (!(await first?.take(tenantId, budgets))) alone++;
    assert.equal(alone, 20);
  });

  test('a refusal says when there is room, and until then costs no transaction', async () => {
    await using made = await postgres.create();
    const database = await made.open();
    const replica = new SharedBudgets(database, made.clock);
    made.clock.turn(windowMs - (made.clock.now() % windowMs));
    while (!(await replica.take(tenantId, budgets))) {
      // Until there is none left.
    }
    const refused = replica.take(tenantId, budgets);
    assert.ok(refused && !(refused instanceof Promise), 'known without a look');
    made.clock.turn(refused.waitMs);
    assert.equal(await replica.take(tenantId, budgets), undefined);
  });
});
