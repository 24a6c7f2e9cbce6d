import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, before, suite, test } from 'node:test';
import { type Expression, sql } from 'kysely';
import { AuditKeys } from '../../src/core/audit-keys.ts';
import { newId } from '../../src/core/id.ts';
import { MasterKeys } from '../../src/core/seal.ts';
import { Secret } from '../../src/core/secret.ts';
import { dateTimeOf } from '../../src/edm/date-time.ts';
import type { Database } from '../../src/store/database.ts';
import type { AuditEventTable } from '../../src/store/schema/record.ts';
import { withActors } from '../../src/store/table/audit/actors.ts';
import { verifyAuditEvents } from '../../src/store/table/audit/audit-chain.ts';
import { appendAuditEvent, pruneAuditEvents } from '../../src/store/table/audit/audit-events.ts';
import { auditHash, firstHash, sealedHead } from '../../src/store/table/audit/audit-hash.ts';
import { readAuditHead } from '../../src/store/table/audit/audit-head.ts';
import type { TenantTx } from '../../src/store/tenant.ts';
import { auditKeys, onEveryDatabase, sqliteInFolder, type TestDatabase } from '../harness/databases.ts';
import { auditEvent, tenantA, tenantB } from './rows.ts';

const append = (database: Database, tenantId = tenantA) =>
  database.write(tenantId, (tx) => appendAuditEvent(tx, auditEvent()));
/** Old enough for the function that prunes on PostgreSQL, in milliseconds. */
const aged = 2 * 24 * 60 * 60 * 1000;

const verify = (database: Database, tenantId = tenantA) =>
  verifyAuditEvents(
    (work) => database.read(tenantId, work),
    (part) => database.inTurn(tenantId, part),
  );

async function brief(database: Database, tenantId = tenantA) {
  const { newest: _, ...said } = await verify(database, tenantId);
  return said;
}

async function chainOf(database: Database, length: number, tenantId = tenantA): Promise<AuditEventTable[]> {
  const events: AuditEventTable[] = [];
  for (let count = 0; count < length; count++) events.push(await append(database, tenantId));
  return events;
}

/** Those of one organisation share two connections of PostgreSQL, and on a busy machine wait for one for longer than callers may. */
const patient = ({ options: { postgres } }: TestDatabase) =>
  postgres === undefined ? {} : { postgres: { ...postgres, waitMs: 60_000 } };

onEveryDatabase('audit events', (kind) => {
  test('events that were written together make one chain without a gap, in each tenant its own', async () => {
    await using made = await kind.create();
    const database = await made.open(patient(made));
    await Promise.all(Array.from({ length: 20 }, (_, index) => append(database, index % 2 ? tenantA : tenantB)));
    assert.deepEqual(await brief(database, tenantA), { intact: true, count: 10, keyedFrom: 1 });
    assert.deepEqual(await brief(database, tenantB), { intact: true, count: 10, keyedFrom: 1 });
    assert.deepEqual(await brief(database, 'nobody'), { intact: true, count: 0, keyedFrom: undefined });
  });

  test('of what is written together, what fails after its event leaves none, and the others make one chain without a gap', async () => {
    await using made = await kind.create();
    const database = await made.open(patient(made));
    const outcomes = await Promise.allSettled(
      [0, 1, 2, 3, 4, 5].map((index) =>
        database.write(tenantA, async (tx) => {
          const { sequence } = await appendAuditEvent(tx, auditEvent());
          if (index % 3 !== 1) return;
          // The trail is whole inside of the transaction too, whose end of it may not be written yet.
          const { newest } = await verifyAuditEvents(
            (work) => work(tx),
            (part) => part(),
          );
          assert.equal(newest.sequence, sequence);
          throw new Error(`${index} fails`);
        }),
      ),
    );
    for (const outcome of outcomes) if (outcome.status === 'rejected') assert.match(String(outcome.reason), /fails$/);
    const failed = outcomes.flatMap(({ status }, index) => (status === 'rejected' ? [index] : []));
    assert.deepEqual(failed, [1, 4]);
    assert.deepEqual(await brief(database), { intact: true, count: 4, keyedFrom: 1 });
    await append(database);
    assert.deepEqual(await brief(database), { intact: true, count: 5, keyedFrom: 1 });
  });

  test('others are answered while a long trail is verified, after each 25 events', async () => {
    await using made = await kind.create();
    const database = await made.open();
    await database.write(tenantA, async (tx) => {
      for (let count = 0; count < 1200; count++) await appendAuditEvent(tx, auditEvent());
    });
    let turns = 0;
    let ended = false;
    const others = () => {
      turns++;
      if (!ended) setImmediate(others);
    };
    setImmediate(others);
    try {
      assert.equal((await verify(database)).count, 1200);
    } finally {
      ended = true;
    }
    assert.ok(turns >= 48, `others had ${turns} turns`);
  });

  test('a verifier written from the description alone computes the same hashes', async () => {
    await using made = await kind.create();
    const database = await made.open();
    let previousHash = '0'.repeat(64);
    for (const { id } of await chainOf(database, 3)) {
      const event = await database.read(tenantA, (db) =>
        db.sql
          .selectFrom('audit_events')
          .selectAll()
          .where('tenant_id', '=', tenantA)
          .where('id', '=', id)
          .executeTakeFirst(),
      );
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
        hashKeyId: 'test',
        id,
        previousHash,
        resources: [
          { auditResourceType: 'RemoteAssistancePartner', displayName: 'TeamViewer', modifiedProperties: [] },
        ],
        sequence: event.sequence,
        tenantId: tenantA,
      });
      const key = Buffer.from(auditKeys.export('test', tenantA) ?? '', 'base64');
      previousHash = createHmac('sha256', key).update(text).digest('hex');
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
    'the head of an earlier copy put back': async (tx) => {
      const events = await tx.sql.selectFrom('audit_events').selectAll().where('tenant_id', '=', tx.tenantId).execute();
      const hash = events.find(({ sequence }) => sequence === 3)?.hash ?? '';
      const { sequence, mac, mac_key_id } = sealedHead(tx, { ...(await readAuditHead(tx)), sequence: 3, hash });
      const earlier = { sequence, hash, mac, mac_key_id };
      await tx.sql.updateTable('audit_heads').set(earlier).where('tenant_id', '=', tx.tenantId).execute();
    },
    'an event added where the next one goes': (tx) => added(tx, 6),
    'an event added beyond the next one': (tx) => added(tx, 7),
    'an event added at the greatest number': (tx) => added(tx, 2 ** 52),
    'events added at the two greatest numbers': async (tx) => {
      for (const below of [0, 1]) await added(tx, 2 ** 52 - below);
    },
    'an event added beyond every number': (tx) => added(tx, sql<number>`9223372036854775807`),
    'an event added before every number': (tx) => added(tx, sql<number>`-9223372036854775807`),
    'the head set beyond every number': (tx) =>
      tx.sql
        .updateTable('audit_heads')
        .set({ sequence: sql<number>`9223372036854775807`, anchor_sequence: sql<number>`9223372036854775807` })
        .where('tenant_id', '=', tx.tenantId)
        .execute(),
    'two events that changed places': async (tx) => {
      for (const [from, to] of [
        [3, 1000],
        [4, 3],
        [1000, 4],
      ] as const) {
        await mine(tx).set({ sequence: to }).where('sequence', '=', from).execute();
      }
    },
    'the head removed': (tx) => tx.sql.deleteFrom('audit_heads').where('tenant_id', '=', tx.tenantId).execute(),
  };
  const mine = (tx: TenantTx) => tx.sql.updateTable('audit_events').where('tenant_id', '=', tx.tenantId);
  async function added(tx: TenantTx, sequence: number | Expression<number>): Promise<void> {
    const select = tx.sql.selectFrom('audit_events').selectAll().where('tenant_id', '=', tx.tenantId);
    const event = await select.where('sequence', '=', 5).executeTakeFirstOrThrow();
    await tx.sql
      .insertInto('audit_events')
      .values({ ...event, sequence, id: newId() })
      .execute();
  }
  const removal = (tx: TenantTx) => tx.sql.deleteFrom('audit_events').where('tenant_id', '=', tx.tenantId);

  suite('of which somebody has changed something', () => {
    // One database for all, each with a trail of its own: none leaves anything to another.
    const owned = new AsyncDisposableStack();
    let made: TestDatabase;
    let database: Database;
    before(async () => {
      made = owned.use(await kind.create());
      database = await made.open();
    });
    after(() => owned.disposeAsync());

    for (const [name, tamper] of Object.entries(tamperings)) {
      test(`${name} is found, and keeps nobody from writing behind it`, async () => {
        const tenantId = newId();
        const events = await chainOf(database, 5, tenantId);
        await made.asOwner(tenantId, tamper);
        const found = await verify(database, tenantId);
        assert.equal(found.intact, false);
        if (name.includes('actor') || name.includes('value')) {
          assert.deepEqual(found.firstBroken, { sequence: 3, id: events[2]?.id, problem: 'altered' });
        }
        if (name === 'a removed event') {
          assert.deepEqual(found.firstBroken, { sequence: 3, id: events[3]?.id, problem: 'missing' });
        }
        const { sequence } = await append(database, tenantId);
        assert.equal((await append(database, tenantId)).sequence, sequence + 1);
        assert.equal((await verify(database, tenantId)).intact, false);
      });
    }
  });

  test('after the oldest events are pruned the rest verifies, and removing one more is found', async () => {
    await using made = await kind.create();
    const database = await made.open();
    made.clock.offset = -aged;
    await chainOf(database, 6);
    made.clock.turn(60_000);
    const before = dateTimeOf(made.clock.now());
    await chainOf(database, 3);
    const prune = () => database.write(tenantA, (tx) => pruneAuditEvents(tx, before, 4));
    assert.deepEqual([await prune(), await prune(), await prune()], [4, 2, 0]);
    assert.deepEqual(await brief(database), { intact: true, count: 3, keyedFrom: 7 });
    await made.asOwner(tenantA, (tx) => removal(tx).where('sequence', '=', 7).execute());
    assert.equal((await verify(database)).intact, false);
  });

  test('a chain that is pruned to nothing goes on where it was', async () => {
    await using made = await kind.create();
    const database = await made.open();
    made.clock.offset = -aged;
    await chainOf(database, 2);
    made.clock.turn(60_000);
    await database.write(tenantA, (tx) => pruneAuditEvents(tx, dateTimeOf(made.clock.now())));
    assert.equal((await append(database)).sequence, 3);
    assert.deepEqual(await brief(database), { intact: true, count: 1, keyedFrom: 3 });
  });

  /** The plain hash of an earlier release, which whoever writes the database can compute as well. */
  const plain = (event: Omit<AuditEventTable, 'hash'>) => auditHash({ auditKeys: AuditKeys.none }, event) ?? '';

  /** Every event from `from` on, and the head, made anew so that each plain hash fits; `change` is what somebody wanted to be told. */
  async function rewrite(tx: TenantTx, from: number, change: Partial<AuditEventTable>): Promise<void> {
    const select = tx.sql.selectFrom('audit_events').selectAll().where('tenant_id', '=', tx.tenantId);
    const events = await withActors(tx, await select.orderBy('sequence').execute());
    let hash = events[from - 2]?.hash ?? firstHash;
    for (const { hash: _, ...event } of events.slice(from - 1)) {
      const written = { ...event, ...change, previous_hash: hash, hashKeyId: null };
      hash = plain(written);
      await mine(tx)
        .set({ ...change, previous_hash: written.previous_hash, hashKeyId: null, hash })
        .where('sequence', '=', event.sequence)
        .execute();
    }
    const head = { hash, mac: null, mac_key_id: null };
    await tx.sql.updateTable('audit_heads').set(head).where('tenant_id', '=', tx.tenantId).execute();
  }

  test('a trail that was rewritten with every hash computed anew is found', async () => {
    await using made = await kind.create();
    const database = await made.open();
    const [, , third] = await chainOf(database, 5);
    await made.asOwner(tenantA, (tx) => rewrite(tx, 3, { activityResult: 'Failure' }));
    const { intact, firstBroken } = await verify(database);
    assert.equal(intact, false);
    assert.deepEqual(firstBroken, { sequence: 3, id: third?.id, problem: 'altered' });
  });

  test('a trail that was cut to an earlier end is found, also when it went on since', async () => {
    await using made = await kind.create();
    const database = await made.open();
    const events = await chainOf(database, 5);
    await made.asOwner(tenantA, async (tx) => {
      await removal(tx).where('sequence', '>', 3).execute();
      const head = { sequence: 3, hash: events[2]?.hash ?? '' };
      await tx.sql.updateTable('audit_heads').set(head).where('tenant_id', '=', tx.tenantId).execute();
    });
    const cut = await verify(database);
    assert.deepEqual(cut.firstBroken, { sequence: 4, id: undefined, problem: 'altered' });
    // What is left of it is evidence.
    made.clock.turn(60_000);
    assert.equal(await database.write(tenantA, (tx) => pruneAuditEvents(tx, dateTimeOf(made.clock.now()), 1)), 0);
    const next = await append(database);
    await append(database);
    const later = await verify(database);
    assert.deepEqual(later.firstBroken, { sequence: 4, id: next.id, problem: 'altered' });
  });

  test('the oldest events removed by somebody else than the retention are found', async () => {
    await using made = await kind.create();
    const database = await made.open();
    const events = await chainOf(database, 5);
    await made.asOwner(tenantA, async (tx) => {
      await removal(tx).where('sequence', '<=', 2).execute();
      const head = { anchor_sequence: 2, anchor_hash: events[1]?.hash ?? '' };
      await tx.sql.updateTable('audit_heads').set(head).where('tenant_id', '=', tx.tenantId).execute();
    });
    assert.equal((await verify(database)).intact, false);
  });

  test('a trail of an earlier release verifies as it is, and from its next event on with a key', async () => {
    await using made = await kind.create();
    const database = await made.open();
    await chainOf(database, 3);
    await made.asOwner(tenantA, (tx) => rewrite(tx, 1, {}));
    assert.deepEqual(await brief(database), { intact: true, count: 3, keyedFrom: undefined });
    await append(database);
    assert.deepEqual(await brief(database), { intact: true, count: 4, keyedFrom: 4 });
    await made.asOwner(tenantA, (tx) =>
      mine(tx).set({ activityResult: 'Failure' }).where('sequence', '=', 2).execute(),
    );
    assert.equal((await verify(database)).firstBroken?.sequence, 2);
  });
});

suite('keys of audit trails', () => {
  const keyed = (id: string, fill: string) => ({
    id,
    key: new Secret(Buffer.alloc(32, fill).toString('base64')),
  });

  test('after a rotation the older key verifies, and without it what it has made is said to lack its key', async () => {
    await using made = await sqliteInFolder.create();
    const first = await made.open({ auditKeys: AuditKeys.of([keyed('a', 'a')]) });
    await chainOf(first, 2);
    await first[Symbol.asyncDispose]();
    const both = await made.open({ auditKeys: AuditKeys.of([keyed('b', 'b'), keyed('a', 'a')]) });
    await chainOf(both, 2);
    assert.deepEqual(await brief(both), { intact: true, count: 4, keyedFrom: 1 });
    await both[Symbol.asyncDispose]();
    const last = await made.open({ auditKeys: AuditKeys.of([keyed('b', 'b')]) });
    const { intact, firstBroken } = await verify(last);
    assert.equal(intact, false);
    assert.equal(firstBroken?.problem, 'keyMissing');
    assert.equal(firstBroken?.sequence, 1);
  });

  test('each organisation has a key of its own, and none of them is a master key', () => {
    const master = Buffer.alloc(32, 'm').toString('base64');
    const keys = AuditKeys.of([], MasterKeys.parse([{ id: 'k1', key: new Secret(master) }]));
    assert.equal(keys.currentId, 'master.k1');
    const exported = [
      keys.export('master.k1'),
      ...[tenantA, tenantB].map((id) => keys.export('master.k1', id)),
      master,
    ];
    assert.equal(new Set(exported).size, 4);
    assert.ok(exported.every((key) => Buffer.from(key ?? '', 'base64').length === 32));
    const kept = AuditKeys.of([{ id: 'master.k1', key: new Secret(keys.export('master.k1') ?? '') }]);
    assert.equal(kept.mac(tenantA, 'master.k1', 'x'), keys.mac(tenantA, 'master.k1', 'x'));
  });
});
