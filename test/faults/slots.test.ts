import assert from 'node:assert/strict';
import { test } from 'node:test';
import { onEveryWorld } from '../harness/every-world.ts';
import { until } from '../harness/world.ts';

const partners = '/beta/deviceManagement/remoteAssistancePartners';

onEveryWorld('a partner that takes an hour to say that it still knows us', (world) => {
  test('holds up no disconnect: what ends something waits for nothing else', async () => {
    const { send, connect, sandbox, clock } = world();
    const token = await world().token();
    const ids: string[] = [];
    for (let count = 0; count < 12; count++) {
      const { json } = await send('POST', partners, { token, body: { displayName: `Partner ${count}` } });
      ids.push(json.id);
      await connect(json.id, token);
    }
    // As many as one organisation asks at once.
    sandbox.faults.add({ kind: 'slow', path: '*/ping', milliseconds: 3_600_000, times: 4 });
    clock.turn(15 * 60_000);
    await until('the questions', () => sandbox.faults.list.length === 0);
    for (const id of ids) assert.equal((await send('POST', `${partners}/${id}/disconnect`)).status, 204);
    await until('the revocations', () => sandbox.grants.every(({ revokedBy }) => revokedBy === 'client'));
    clock.turn(3_600_000);
  });
});
