import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { dateTimeOf } from '../../src/edm/date-time.ts';
import type { Database } from '../../src/store/database.ts';
import type { AuditEventTable } from '../../src/store/schema.ts';
import { verifyAuditEvents } from '../../src/store/table/audit-chain.ts';
import { appendAuditEvent, findAuditEvent, pruneAuditEvents } from '../../src/store/table/audit-events.ts';
import type { TenantTx } from '../../src/store/tenant.ts';
import { onEveryDatabase } from '../harness/databases.ts';
import { auditEvent, tenantA, tenantB } from './rows.ts';

const append = (database: Database, tenantId = tenantA) =>
  database.write(tenantId, (tx) => appendAuditEvent(tx, auditEvent()));
const verify = (database: Database, tenantId = tenantA) => database.read(tenantId, verifyAuditEvents);

async function chainOf(database: Database, length: number): Promise<AuditEventTable[]> {
  const events: AuditEventTable[] = [];
  for (let count = 0; count < length; count++) events.push(await append(database));
  return events;
}

onEveryDatabase('audit events', (kind) => {
  test('events that were written together make one chain without a gap, in each tenant its own', async () => {
    await using made = await kind.create();
    const database = await made.open();
    await Promise.all(Array.from({ length: 20 }, (_, index) => append(database, index % 2 ? tenantA : tenantB)));
    assert.deepEqual(await verify(database, tenantA), { intact: true, count: 10 });
    assert.deepEqual(await verify(database, tenantB), { intact: true, count: 10 });
    assert.deepEqual(await verify(database, 'nobody'), { intact: true, count: 0 });
  });

  test('others are answered while a long trail is verified', async () => {
    await using made = await kind.create();
    const database = await made.open();
    await database.write(tenantA, async (tx) => {
      for (let count = 0; count < 1200; count++) await appendAuditEvent(tx, auditEvent());
    });
    let turns = 0;
    const timer = setInterval(() => turns++, 0);
    try {
      assert.equal((await verify(database)).count, 1200);
    } finally {
      clearInterval(timer);
    }
    assert.ok(turns > 0, 'nothing else ran');
  });

  test('a verifier written from the description alone computes the same hashes', async () => {
    await using made = await kind.create();
    const database = await made.open();
    let previousHash = '0'.repeat(64);
    for (const { id } of await chainOf(database, 3)) {
      const event = await database.read(tenantA, (db) => findAuditEvent(db, id));
      assert.ok(event);
      // The members by name in the order of RFC 8785, which for these is the alphabet's.
      const text = JSON.stringify({
        activity: event.activity,
        activityDateTime: event.activityDateTime,
        activityOperationType: event.activityOperationType,
        activityResult: event.activityResult,
        activityType: event.activityType,
        actor: { auditActorType: 'ItPro', userPrincipalName: 'adele@contoso.example' },
        category: event.category,
        componentName: event.componentName,
        correlationId: event.correlationId,
        displayName: event.displayName,
        id,
        previousHash,
        resources: [
          { auditResourceType: 'RemoteAssistancePartner', displayName: 'TeamViewer', modifiedProperties: [] },
        ],
        sequence: event.sequence,
        tenantId: tenantA,
      });
      previousHash = createHash('sha256').update(text).digest('hex');
      assert.equal(event.hash, previousHash);
    }
  });

  const tamperings: Record<string, (tx: TenantTx) => Promise<unknown>> = {
    'an altered value': (tx) => mine(tx).set({ activityResult: 'Failure' }).where('sequence', '=', 3).execute(),
    'an altered actor': (tx) =>
      mine(tx).set({ actor: '{"auditActorType":"ItPro"}' }).where('sequence', '=', 3).execute(),
    'an actor that is no JSON': (tx) => mine(tx).set({ actor: '{' }).where('sequence', '=', 3).execute(),
    'an altered value with its hash made to fit': (tx) =>
      mine(tx)
        .set({ hash: 'f'.repeat(64) })
        .where('sequence', '=', 3)
        .execute(),
    'a removed event': (tx) => removal(tx).where('sequence', '=', 3).execute(),
    'the newest events removed': (tx) => removal(tx).where('sequence', '>=', 3).execute(),
    'all events removed': (tx) => removal(tx).execute(),
    'the head set back': (tx) =>
      tx.sql.updateTable('audit_heads').set({ sequence: 2 }).where('tenant_id', '=', tx.tenantId).execute(),
    'the head removed': (tx) => tx.sql.deleteFrom('audit_heads').where('tenant_id', '=', tx.tenantId).execute(),
  };
  const mine = (tx: TenantTx) => tx.sql.updateTable('audit_events').where('tenant_id', '=', tx.tenantId);
  const removal = (tx: TenantTx) => tx.sql.deleteFrom('audit_events').where('tenant_id', '=', tx.tenantId);

  for (const [name, tamper] of Object.entries(tamperings)) {
    test(`${name} is found`, async () => {
      await using made = await kind.create();
      const database = await made.open();
      const events = await chainOf(database, 5);
      await made.asOwner(tenantA, tamper);
      const found = await verify(database);
      assert.equal(found.intact, false);
      if (name.includes('actor') || name.includes('value')) {
        assert.deepEqual(found.firstBroken, { sequence: 3, id: events[2]?.id, problem: 'altered' });
      }
      if (name === 'a removed event') {
        assert.deepEqual(found.firstBroken, { sequence: 3, id: events[3]?.id, problem: 'missing' });
      }
    });
  }

  test('after the oldest events are pruned the rest verifies, and removing one more is found', async () => {
    await using made = await kind.create();
    const database = await made.open();
    await chainOf(database, 6);
    made.clock.turn(60_000);
    const before = dateTimeOf(made.clock.now());
    await chainOf(database, 3);
    const prune = () => database.write(tenantA, (tx) => pruneAuditEvents(tx, before, 4));
    assert.deepEqual([await prune(), await prune(), await prune()], [4, 2, 0]);
    assert.deepEqual(await verify(database), { intact: true, count: 3 });
    await made.asOwner(tenantA, (tx) => removal(tx).where('sequence', '=', 7).execute());
    assert.equal((await verify(database)).intact, false);
  });

  test('a chain that is pruned to nothing goes on where it was', async () => {
    await using made = await kind.create();
    const database = await made.open();
    await chainOf(database, 2);
    made.clock.turn(60_000);
    await database.write(tenantA, (tx) => pruneAuditEvents(tx, dateTimeOf(made.clock.now())));
    assert.equal((await append(database)).sequence, 3);
    assert.deepEqual(await verify(database), { intact: true, count: 1 });
  });
});
