import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addDevice, requestAssistance } from '../../harness/devices.ts';
import { onEveryWorld } from '../../harness/every-world.ts';
import { until } from '../../harness/world.ts';

onEveryWorld('a session in which nothing happens', (current) => {
  test('is looked at again and again, in pauses that grow, without a failure', async () => {
    const world = current();
    await world.connect(await world.partnerId());
    const { id } = await addDevice(world);
    assert.equal((await requestAssistance(world, id)).status, 204);
    const watch = async () => {
      const { json } = await world.send('GET', "/assist/obligations?$filter=kind eq 'session.watch'");
      return json.value[0];
    };
    await until('the session is open', watch);
    const pauses: number[] = [];
    for (let look = 1; look <= 16; look++) {
      const before = await watch();
      const pause = Math.max(0, Date.parse(before.nextAttemptDateTime) - world.clock.now());
      pauses.push(pause);
      // Any number of milliseconds, as they pass outside of tests.
      world.clock.turn(pause + look);
      const after = await until('the next look', async () => {
        const { attempts, status, ...rest } = await watch();
        return attempts > before.attempts && status !== 'running' && { status, ...rest };
      });
      assert.deepEqual([after.status, after.lastFailure], ['pending', null], `look ${look}, after ${pause} ms`);
    }
    assert.ok((pauses.at(-1) ?? 0) > 1.5 * (pauses[1] ?? 0), `${pauses}`);
  });
});
