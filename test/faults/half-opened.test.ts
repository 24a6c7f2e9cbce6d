import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addDevice, requestAssistance } from '../harness/devices.ts';
import { disconnectOver, newestDisconnect, partnersPath } from '../harness/disconnected.ts';
import { onEveryWorld } from '../harness/every-world.ts';
import { waitFor } from '../harness/wait-for.ts';

onEveryWorld('a session that the partner has opened, and whose answer was lost', (world) => {
  /** The partner is away from the loss on, for longer than anybody waits for the session. */
  const lost = async (serialNumber: string) => {
    const { sandbox, send, service } = world();
    const partner = await world().partnerId();
    await world()
      .connect(partner)
      .catch(() => {});
    const device = await addDevice(world(), { serialNumber });
    sandbox.faults.add({ kind: 'lost', method: 'POST', path: '/api/v1/sessions', times: 1 });
    sandbox.faults.add({ kind: 'down' });
    const before = sandbox.sessions.length;
    assert.equal((await requestAssistance(world(), device.id)).status, 204);
    await service.obligations.idle();
    const opened = sandbox.sessions[before];
    assert.equal(opened?.state, 'Open');
    const { json } = await send('GET', `/assist/sessions?$filter=deviceId eq '${device.id}'`);
    const id = json.value[0].id as string;
    return {
      partner,
      shown: async () => (await send('GET', `/assist/sessions/${id}`)).json.status as string,
      close: () => send('POST', `/assist/sessions/${id}/close`),
      isOpen: () => sandbox.sessions.find(({ code }) => code === opened?.code)?.state === 'Open',
    };
  };
  const pass = async (minutes: number) => {
    for (let count = 0; count < minutes; count++) {
      world().clock.turn(60_000);
      await world().service.obligations.idle();
    }
  };
  const closedWhenBack = async ({ isOpen }: Awaited<ReturnType<typeof lost>>) => {
    world().sandbox.faults.clear();
    await waitFor(
      'it to be closed at the partner',
      async () => {
        await pass(1);
        return !isOpen();
      },
      10_000,
    );
    const failing = await world().send('GET', "/assist/obligations?$filter=kind eq 'session.open'");
    for (const { status, lastFailure } of failing.json.value) assert.equal(status, 'completed', lastFailure);
  };

  test('is closed when the partner is back, where somebody closed it meanwhile', async () => {
    const session = await lost('SN-closed');
    assert.equal((await session.close()).status, 204);
    await pass(20);
    assert.equal(await session.shown(), 'closed');
    await closedWhenBack(session);
  });

  test('is closed when the partner is back, where nobody waits for it any more', async () => {
    const session = await lost('SN-failed');
    await pass(20);
    assert.equal(await session.shown(), 'failed');
    await closedWhenBack(session);
  });

  test('keeps a disconnect from being proven where the grant is gone before anybody could look for it', async () => {
    const session = await lost('SN-gone');
    const { sandbox, send } = world();
    const inForce = sandbox.grants.find(({ revokedAt }) => revokedAt === undefined);
    sandbox.revokeBehindOurBack(inForce?.id ?? '');
    sandbox.faults.clear();
    assert.equal((await send('POST', `${partnersPath}/${session.partner}/disconnect`)).status, 204);
    const { id } = await newestDisconnect(world());
    await pass(2);
    const { status, retirements } = await disconnectOver(world(), id);
    assert.ok(session.isOpen());
    assert.equal(status, 'unconfirmed');
    assert.match(retirements[0].notEstablished.join(), /may go on/);
  });
});
