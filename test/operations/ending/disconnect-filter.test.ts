import assert from 'node:assert/strict';
import { test } from 'node:test';
import { disconnectOver, newestDisconnect } from '../../harness/disconnected.ts';
import { onEveryWorld } from '../../harness/every-world.ts';

onEveryWorld('a condition on a disconnect', (world) => {
  test('that is about what stands elsewhere is refused: it would be met by none, which looks like an answer', async () => {
    const { connect, partnerId, send } = world();
    const partner = await partnerId();
    await connect(partner);
    await send('POST', `/v1.0/deviceManagement/remoteAssistancePartners/${partner}/disconnect`);
    const { json: all, text } = await send('GET', '/assist/disconnects');
    const [{ retirements, events }] = all.value;
    assert.ok(retirements.length > 0 && events.length > 0, text);
    for (const condition of [
      `retirements/any(r:r/obligationId eq '${retirements[0].obligationId}')`,
      `events/any(e:e/id eq '${events[0].id}')`,
      'sessions/all(s:s/id eq null)',
      'not retirements/any()',
    ]) {
      const refused = await send('GET', `/assist/disconnects?$filter=${encodeURIComponent(condition)}`);
      assert.equal(refused.status, 400, condition);
      assert.match(refused.json.error.message, /is not supported in \$filter/);
    }
  });

  test('a part of it that is asked for alone is what stands in the whole', async () => {
    const { send } = world();
    const whole = await disconnectOver(world(), (await newestDisconnect(world())).id);
    for (const names of [
      ['status', 'completedDateTime', 'retirements'],
      ['sessions'],
      ['events'],
      ['sessions', 'events'],
      ['id'],
    ]) {
      const part = Object.fromEntries(names.map((name) => [name, whole[name]]));
      const { json } = await send('GET', `/assist/disconnects?$select=${names}`);
      assert.deepEqual(json.value, [part]);
      const { '@odata.context': _, ...one } = (await send('GET', `/assist/disconnects/${whole.id}?$select=${names}`))
        .json;
      assert.deepEqual(one, part);
    }
  });
});
