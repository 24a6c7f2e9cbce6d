import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addDevice, requestAssistance } from '../harness/devices.ts';
import { onEveryWorld } from '../harness/every-world.ts';
import { waitFor } from '../harness/wait-for.ts';

onEveryWorld('somebody who is inside while a partner is disconnected', (world) => {
  test('is told before it, and after it that closing does not cut them off', async () => {
    const { sandbox, clock, send, service } = world();
    const id = await world().partnerId();
    await world().connect(id);
    const device = await addDevice(world(), { serialNumber: 'SN-1' });
    assert.equal((await requestAssistance(world(), device.id)).status, 204);
    const opened = await waitFor('the session to be open', () => sandbox.sessions[0]);
    const connection = sandbox.connect(opened.code, 'Grace Hopper');
    const impact = () => send('GET', `/assist/partners/${id}/impact()`);
    const { json } = await waitFor('the partner to be asked', async () => {
      clock.turn(60_000);
      await service.obligations.idle();
      const told = await impact();
      return told.json.runningConnections?.length > 0 && told;
    });
    const [{ sessionId, supporter, startDateTime, deviceId }] = json.runningConnections;
    assert.deepEqual([supporter, deviceId], ['Grace Hopper', device.id]);
    assert.equal(Date.parse(startDateTime), Date.parse(connection.start_date));

    assert.equal((await send('POST', `/beta/deviceManagement/remoteAssistancePartners/${id}/disconnect`)).status, 204);
    await service.obligations.idle();
    const filter = encodeURIComponent("kind eq 'grant.retire'");
    const [{ status, steps, notEstablished }] = (await send('GET', `/assist/obligations?$filter=${filter}`)).json.value;
    assert.equal(status, 'completed');
    type Step = {
      readonly name: string;
      readonly resourceId: string;
      readonly detail: string;
      readonly answer: string;
    };
    const closing = steps.find(({ name }: Step) => name === 'closeSession');
    assert.equal(closing.resourceId, sessionId);
    assert.match(closing.detail, /Grace Hopper is inside, and closing does not cut that off/);
    assert.match(closing.answer, /PUT .*answered 204/);
    assert.ok(
      notEstablished.some((sentence: string) => /cut off whoever was inside/.test(sentence)),
      notEstablished,
    );
    assert.equal(sandbox.connections[0]?.end_date, undefined, 'it outlives the session');
    sandbox.hangUp(connection.id);
    assert.ok(sandbox.connections[0]?.end_date);
  });

  for (const [until, gaps] of [
    ['the disconnect', [/cut off whoever was inside/, /When the connection ended/]],
    ['before it', []],
  ] as const) {
    test(`of a session that was closed before is told of after it where they stayed until ${until}`, async () => {
      const { sandbox, send, service, clock } = world();
      const id = await world().partnerId();
      await world().connect(id);
      const device = await addDevice(world(), { serialNumber: `SN-${until}` });
      const from = sandbox.sessions.length;
      assert.equal((await requestAssistance(world(), device.id)).status, 204);
      const opened = await waitFor('the session to be open', () => sandbox.sessions[from]);
      const connection = sandbox.connect(opened.code, 'Grace Hopper');
      const [session] = (await send('GET', `/assist/sessions?$filter=deviceId eq '${device.id}'`)).json.value;
      const shown = async () => (await send('GET', `/assist/sessions/${session.id}`)).json;
      await waitFor('the session to be open here', async () => (await shown()).status === 'open');
      assert.equal((await send('POST', `/assist/sessions/${session.id}/close`)).status, 204);
      await waitFor('the close', async () => (await shown()).status === 'closed');
      assert.equal((await shown()).connections[0].endDateTime, null);
      clock.turn(1000);
      if (until === 'before it') sandbox.hangUp(connection.id);

      assert.equal(
        (await send('POST', `/beta/deviceManagement/remoteAssistancePartners/${id}/disconnect`)).status,
        204,
      );
      await service.obligations.idle();
      const { status, retirements } = (await send('GET', '/assist/disconnects?$top=1')).json.value[0];
      assert.equal(status, 'proven');
      const [{ steps, notEstablished }] = retirements;
      const told = steps.find(({ resourceId }: { resourceId: string }) => resourceId === session.id);
      assert.match(told.detail, until === 'before it' ? /nobody inside/ : /Grace Hopper is inside/);
      assert.equal(notEstablished.length, gaps.length, notEstablished.join());
      for (const gap of gaps) assert.match(notEstablished.join(), gap);
      assert.equal((await shown()).connections[0].endDateTime === null, until === 'the disconnect');
    });
  }
});
