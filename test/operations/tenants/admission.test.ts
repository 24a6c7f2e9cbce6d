import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Assist } from '../../../src/assist/assist.ts';
import { admit, forget } from '../../../src/assist/tenant/admission.ts';
import { Failure } from '../../../src/core/failure.ts';
import type { Database } from '../../../src/store/database.ts';
import { insertTenant, setSubscriptionState } from '../../../src/store/table/tenants.ts';
import { onEveryDatabase } from '../../harness/databases.ts';
import { tenant, tenantA } from '../../store/rows.ts';

const refused = (error: unknown) => error instanceof Failure && error.kind === 'tenantNotApplicable';

/** What requests are admitted with, at a time that stands still, and what was read for that. */
function admission(database: Database) {
  const reads: Promise<unknown>[] = [];
  const seen: Pick<Database, 'read' | 'write'> = {
    read(tenantId, work) {
      const read = database.read(tenantId, work);
      reads.push(read);
      return read;
    },
    write: (tenantId, work) => database.write(tenantId, work),
  };
  const at = { ms: 0 };
  const assist = { database: seen, clock: { elapsed: () => at.ms }, connectors: [] } as unknown as Assist;
  return { assist, at, reads };
}

onEveryDatabase('whether an organisation is served', (kind) => {
  test('is looked at anew before the second is over, and who asks often waits for no look', async () => {
    await using made = await kind.create();
    const database = await made.open();
    await database.write(tenantA, (tx) => insertTenant(tx, tenant));
    const { assist, at, reads } = admission(database);
    await admit(assist, tenantA, false);
    assert.equal(reads.length, 1);
    at.ms = 749;
    assert.equal(admit(assist, tenantA, false), undefined);
    assert.equal(reads.length, 1);
    at.ms = 750;
    for (let request = 0; request < 3; request++) assert.equal(admit(assist, tenantA, false), undefined);
    assert.equal(reads.length, 2);
    await database.write(tenantA, (tx) => setSubscriptionState(tx, 'disabled'));
    await reads[1];
    // What was seen then counts until a second after that, and no longer, whoever asks.
    at.ms = 1750;
    await assert.rejects(async () => await admit(assist, tenantA, false), refused);
  });

  test('that was looked at before it changed here counts no more', async () => {
    await using made = await kind.create();
    const database = await made.open();
    await database.write(tenantA, (tx) => insertTenant(tx, tenant));
    const { assist, at, reads } = admission(database);
    await admit(assist, tenantA, false);
    at.ms = 750;
    assert.equal(admit(assist, tenantA, false), undefined);
    await reads[1];
    await database.write(tenantA, (tx) => setSubscriptionState(tx, 'disabled'));
    forget(assist, tenantA);
    await assert.rejects(async () => await admit(assist, tenantA, false), refused);

    await database.write(tenantA, (tx) => setSubscriptionState(tx, 'active'));
    forget(assist, tenantA);
    const looking = admit(assist, tenantA, false);
    forget(assist, tenantA);
    await looking;
    await database.write(tenantA, (tx) => setSubscriptionState(tx, 'disabled'));
    await assert.rejects(async () => await admit(assist, tenantA, false), refused);
  });
});
