import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { newId } from '../../src/core/id.ts';
import { dateTimeOf } from '../../src/edm/date-time.ts';
import { auditEvent as auditEventType } from '../../src/model/audit-event.ts';
import { parseFilter } from '../../src/odata/filter/filter.ts';
import type { Database } from '../../src/store/database.ts';
import { selectPage } from '../../src/store/query/page.ts';
import type { AuditEventTable } from '../../src/store/schema/record.ts';
import { verifyAuditEvents } from '../../src/store/table/audit/audit-chain.ts';
import { auditEventSource } from '../../src/store/table/audit/audit-event-page.ts';
import { appendAuditEvent, pruneAuditEvents } from '../../src/store/table/audit/audit-events.ts';
import { Canonical } from '../../src/store/table/audit/canonical-json.ts';
import { listDisconnectRows } from '../../src/store/table/disconnect-page.ts';
import { insertDisconnect } from '../../src/store/table/disconnects.ts';
import { copyTenant, removeMoved, replaceTenant } from '../../src/store/table/tenant-copy.ts';
import type { TenantTx } from '../../src/store/tenant.ts';
import { onEveryDatabase, sqliteInFolder, sqliteInMemory } from '../harness/databases.ts';
import { auditEvent, tenantA } from './rows.ts';

const day = 24 * 60 * 60 * 1000;
const actorOf = (userPrincipalName: string) => new Canonical({ auditActorType: 'ItPro', userPrincipalName });
const [adele, alex, megan] = ['adele@contoso.example', 'alex@contoso.example', 'megan@contoso.example'].map(actorOf);
assert.ok(adele && alex && megan);

const append = (database: Database, actor: Canonical) =>
  database.write(tenantA, (tx) => appendAuditEvent(tx, auditEvent({ actor })));

const verify = (database: Database) =>
  verifyAuditEvents(
    (work) => database.read(tenantA, work),
    (part) => database.inTurn(tenantA, part),
  );

const everything = {
  ...{ select: undefined, orderBy: [], search: undefined, skip: 0, pageSize: 100, count: false, after: undefined },
  filter: undefined,
};

async function shownActors(database: Database, filter?: string): Promise<string[]> {
  const query = { ...everything, filter: filter ? parseFilter(filter, auditEventType, 'beta') : undefined };
  const { rows } = await database.search(tenantA, (db) => selectPage<AuditEventTable>(db, auditEventSource, query));
  return rows.map(({ actor }) => actor);
}

/** The actors that stand in their own table. */
async function keptActors(database: Database): Promise<string[]> {
  const select = sql<{ actor: string }>`select actor from audit_actors where tenant_id = ${tenantA} order by actor`;
  const { rows } = await database.read(tenantA, (db) => select.execute(db.sql));
  return rows.map(({ actor }) => actor);
}

function insertOneDisconnect(tx: TenantTx, actor: Canonical): string {
  const id = newId();
  const nothing = { partnerId: null, partnerDisplayName: null, reason: null, ticket: null, severanceId: null };
  const requested = { requestedBy: 'somebody', requestedDateTime: dateTimeOf(tx.now) };
  insertDisconnect(tx, { id, kind: 'tenant', ...nothing, ...requested, actor, grants: [], sessions: [] });
  return id;
}

onEveryDatabase('who did it', (kind) => {
  test('is shown by every event and every disconnect, found by conditions, and verified', async () => {
    await using made = await kind.create();
    const database = await made.open();
    for (const actor of [adele, alex, adele]) await append(database, actor);
    const id = await database.write(tenantA, async (tx) => insertOneDisconnect(tx, megan));
    assert.deepEqual((await shownActors(database)).sort(), [adele.text, adele.text, alex.text]);
    assert.deepEqual(await shownActors(database, "actor/userPrincipalName eq 'alex@contoso.example'"), [alex.text]);
    const [disconnect] = await database.read(tenantA, (db) => listDisconnectRows(db, [id]));
    assert.equal(disconnect?.actor, megan.text);
    assert.equal((await verify(database)).intact, true);
  });

  test('goes along where an organisation is copied, and stays with the trail where it has moved', async () => {
    await using made = await kind.create('development');
    const database = await made.open({ purpose: 'development' });
    await append(database, adele);
    const id = await database.write(tenantA, async (tx) => insertOneDisconnect(tx, megan));
    const copy = await database.read(tenantA, copyTenant);
    assert.deepEqual(
      copy.audit_events?.map(({ actor }) => actor),
      [adele.text],
    );
    assert.deepEqual(
      copy.disconnects?.map(({ actor }) => actor),
      [megan.text],
    );
    await database.write(tenantA, (tx) => replaceTenant(tx, copy));
    assert.deepEqual(await shownActors(database), [adele.text]);
    await append(database, alex);
    await database.write(tenantA, removeMoved);
    assert.deepEqual(await database.read(tenantA, (db) => listDisconnectRows(db, [id])), []);
    assert.equal((await verify(database)).count, 2);
    assert.deepEqual((await shownActors(database)).sort(), [adele.text, alex.text]);
  });
});

onEveryDatabase(
  'who did it stands once',
  (kind) => {
    test('however many events and disconnects it has', async () => {
      await using made = await kind.create();
      const database = await made.open();
      await Promise.all(Array.from({ length: 40 }, (_, index) => append(database, index % 2 ? adele : alex)));
      await database.write(tenantA, async (tx) => insertOneDisconnect(tx, alex));
      assert.deepEqual(await keptActors(database), [adele.text, alex.text]);
    });

    test('also where the first of those that share a commit fails after its event', async () => {
      await using made = await kind.create();
      const database = await made.open();
      await Promise.allSettled(
        Array.from({ length: 9 }, (_, index) =>
          database.write(tenantA, async (tx) => {
            await appendAuditEvent(tx, auditEvent({ actor: index % 2 ? adele : alex }));
            if (index % 3 === 0) throw new Error('not this one');
          }),
        ),
      );
      assert.deepEqual(await keptActors(database), [adele.text, alex.text]);
      assert.equal((await verify(database)).count, 6);
      await assert.rejects(
        database.write(tenantA, async (tx) => {
          await appendAuditEvent(tx, auditEvent({ actor: megan }));
          throw new Error('nor this');
        }),
      );
      assert.deepEqual(await keptActors(database), [adele.text, alex.text]);
    });

    for (const [name, change] of [
      ['altered', sql`update audit_actors set actor = '{"auditActorType":"ItPro"}'`],
      ['removed', sql`delete from audit_actors`],
    ] as const) {
      test(`and is ${name} for none of its events without being found`, async () => {
        await using made = await kind.create();
        const database = await made.open();
        const [, first] = [await append(database, alex), await append(database, adele), await append(database, adele)];
        const forAdele = sql`${change} where tenant_id = ${tenantA} and actor = ${adele.text}`;
        await database.write(tenantA, (tx) => forAdele.execute(tx.sql));
        const { firstBroken } = await verify(database);
        assert.deepEqual(firstBroken, { sequence: 2, id: first?.id, problem: 'altered' });
        assert.equal((await shownActors(database)).length, 3, 'the events are still shown');
      });
    }

    test('until its last event is pruned, but for that of a disconnect', async () => {
      await using made = await kind.create();
      const database = await made.open();
      const { clock } = made;
      const prune = () => database.write(tenantA, (tx) => pruneAuditEvents(tx, dateTimeOf(clock.now() - 5 * day)));
      await append(database, alex);
      await append(database, megan);
      await database.write(tenantA, async (tx) => insertOneDisconnect(tx, megan));
      clock.turn(4 * day);
      await append(database, adele);
      clock.turn(4 * day);
      await append(database, adele);
      assert.equal(await prune(), 2);
      assert.deepEqual(await keptActors(database), [adele.text, megan.text]);
      // A clock that was set back: what is older stands behind what is newer, and both are kept.
      clock.offset -= 6 * day;
      await append(database, alex);
      clock.turn(9 * day);
      assert.equal(await prune(), 1);
      assert.deepEqual(await keptActors(database), [adele.text, alex.text, megan.text]);
      assert.equal((await verify(database)).count, 2);
      clock.turn(9 * day);
      assert.equal(await prune(), 2);
      assert.deepEqual(await keptActors(database), [megan.text]);
      assert.equal((await verify(database)).intact, true);
    });

    test('and in events of an earlier release, which have it themselves', async () => {
      await using made = await kind.create();
      const database = await made.open();
      await append(database, adele);
      await append(database, alex);
      await made.asOwner(tenantA, async (tx) => {
        const events = tx.sql.updateTable('audit_events').where('tenant_id', '=', tenantA);
        await events.set({ actor: adele.text }).where('sequence', '=', 1).execute();
      });
      assert.equal((await verify(database)).count, 2);
      assert.deepEqual((await shownActors(database)).sort(), [adele.text, alex.text]);
      assert.deepEqual(await shownActors(database, "actor/userPrincipalName eq 'adele@contoso.example'"), [adele.text]);
    });
  },
  [sqliteInMemory, sqliteInFolder],
);
