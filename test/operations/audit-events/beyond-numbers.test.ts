import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { newId } from '../../../src/core/id.ts';
import { disconnected, disconnectOver, receiptOf } from '../../harness/disconnected.ts';
import { onEveryWorld } from '../../harness/every-world.ts';

onEveryWorld('an event of the trail with the greatest number that a database holds', (world) => {
  test('stops no disconnect and no receipt, is shown, and is found', async () => {
    const { send, service, contoso } = world();
    /** The first event once more, as somebody adds it who writes the database. */
    const add = (sequence: string, activityDateTime?: string) =>
      service.database.write(contoso, async (tx) => {
        const events = tx.sql.selectFrom('audit_events').selectAll().where('tenant_id', '=', contoso);
        const event = await events.where('sequence', '=', 1).executeTakeFirstOrThrow();
        const changes = { sequence: sql<number>`${sql.raw(sequence)}`, id: newId() };
        await tx.sql
          .insertInto('audit_events')
          .values({ ...event, ...changes, ...(activityDateTime && { activityDateTime }) })
          .execute();
      });
    await send('PATCH', '/beta/deviceManagement/remoteAssistanceSettings', { body: { blockChat: true } });
    await add('9223372036854775807');
    const { id } = await disconnected(world(), await world().partnerId());
    const { requestedDateTime } = await disconnectOver(world(), id);
    await add('9223372036854775806', requestedDateTime);
    assert.equal((await send('GET', `/assist/disconnects/${id}`)).json.status, 'proven');
    assert.ok(await receiptOf(world(), id));
    for (const path of ['/beta/deviceManagement/auditEvents', '/assist/auditEvents?$orderby=sequence desc']) {
      const { status, text } = await send('GET', path);
      assert.equal(status, 200, text);
    }
    const verified = await send('GET', '/assist/auditEvents/verify()');
    assert.equal(verified.json.intact, false, verified.text);
  });
});
