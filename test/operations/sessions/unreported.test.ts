import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addDevice, requestAssistance } from '../../harness/devices.ts';
import { onEveryWorld } from '../../harness/every-world.ts';
import { until, type World } from '../../harness/world.ts';

/** Opens a session on a device of its own; from then on the partner denies its reports. */
async function openedUnreported(world: World, serialNumber: string) {
  const { id: device } = await addDevice(world, { serialNumber });
  assert.equal((await requestAssistance(world, device)).status, 204);
  const filter = encodeURIComponent(`deviceId eq '${device}' and status eq 'open'`);
  const id: string = await until('the session is open', async () => {
    return (await world.send('GET', `/assist/sessions?$filter=${filter}`)).json.value[0]?.id;
  });
  const code = world.sandbox.sessions.find(({ state }) => state === 'Open')?.code ?? '';
  world.sandbox.connect(code, 'sam@msp.example', 5);
  world.sandbox.faults.add({ kind: 'answer', status: 403, body: '{"error":"forbidden"}', path: '*/reports/*' });
  return { code, shown: async () => (await world.send('GET', `/assist/sessions/${id}`)).json, id };
}

onEveryWorld('a session of whose use the partner does not report', (current) => {
  test('is closed all the same when somebody closes it, and its use is recorded once it is reported', async () => {
    const world = current();
    await world.connect(await world.partnerId());
    const { id, shown } = await openedUnreported(world, 'SN-1');
    assert.equal((await world.send('POST', `/assist/sessions/${id}/close`)).status, 204);
    await until('the session is closed', async () => (await shown()).status === 'closed');
    world.sandbox.faults.clear();
    await until('its use is known', async () => {
      world.clock.turn(60_000);
      await world.service.obligations.idle();
      return (await shown()).connections.length === 1;
    });
  });

  test('is over here when it was closed at the partner', async () => {
    const world = current();
    const { code, shown } = await openedUnreported(world, 'SN-2');
    const before = world.sandbox.snapshot();
    const sessions = before.sessions.map((each) => (each.code === code ? { ...each, state: 'Closed' as const } : each));
    world.sandbox.restore({ ...before, sessions });
    await until('the end is noticed', async () => {
      world.clock.turn(60_000);
      await world.service.obligations.idle();
      return (await shown()).status === 'closed';
    });
    world.sandbox.faults.clear();
  });
});
