import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { partnerClient } from '../harness/partner-client.ts';
import { waitFor } from '../harness/wait-for.ts';
import { delegated, devices, partners } from './delegated.ts';

describe('what a partner that consents by delegation brings', () => {
  const { madeUp, outside, service, send, read, add, disconnect, connect, events } = delegated();
  const session = async (deviceId: string, status: string) =>
    waitFor(`a session that is ${status}`, async () => {
      await service().obligations.idle();
      const { value } = await read(`/assist/sessions?$filter=deviceId eq '${deviceId}' and status eq '${status}'`);
      return value[0];
    });

  test('brings its devices, and leaves what another source says of one, or a person has changed since', async () => {
    const ours = (await send('POST', devices, { deviceName: 'OURS', serialNumber: 'S-1', model: 'Ours' })).json;
    madeUp.devices = [
      { id: 'd1', name: 'theirs', serialNumber: 'S-1', model: 'Theirs', online: true },
      { id: 'd2', name: 'new', serialNumber: 'S-2', model: 'One', online: true },
    ];
    const id = await add('Made Up');
    const account = await connect(id, 'g1');
    const [made] = (await read(`${devices}?$filter=serialNumber eq 'S-2'`)).value;
    assert.deepEqual([made.deviceName, made.model], ['new', 'One']);
    const kept = await read(`${devices}/${ours.id}`);
    assert.deepEqual([kept.deviceName, kept.model], ['OURS', 'Ours']);

    await send('PATCH', `${devices}/${made.id}`, { deviceName: 'renamed here' });
    madeUp.devices = madeUp.devices.map((each) => ({ ...each, name: `${each.name} 2`, model: `${each.model} 2` }));
    madeUp.tell(account, { kind: 'devices' });
    const after = await waitFor('the change to arrive', async () => {
      outside().clock.turn(1000);
      await service().obligations.idle();
      const device = await read(`${devices}/${made.id}`);
      return device.model === 'One 2' && device;
    });
    assert.equal(after.deviceName, 'renamed here');
    assert.equal((await read(`${devices}/${ours.id}`)).deviceName, 'OURS');
    assert.equal((await read(`${devices}?$count=true`)).value.length, 2);
    await disconnect(id);
  });

  test('brings nothing that it lists as somebody disconnects', async () => {
    const id = await add('Made Up');
    const account = await connect(id, 'g1');
    const held = Promise.withResolvers<void>();
    let isAsked = false;
    madeUp.listing = () => {
      isAsked = true;
      return held.promise;
    };
    madeUp.devices = [...madeUp.devices, { id: 'd3', name: 'LATE', serialNumber: 'S-LATE', online: true }];
    madeUp.tell(account, { kind: 'devices' });
    await waitFor('the list to be asked for', async () => {
      outside().clock.turn(1000);
      return isAsked;
    });
    assert.equal((await send('POST', `${partners}/${id}/disconnect`)).status, 204);
    held.resolve();
    madeUp.listing = async () => {};
    await service().obligations.idle();
    assert.equal((await read(`${devices}?$filter=serialNumber eq 'S-LATE'`)).value.length, 0);
    const known = await service().database.read(outside().tenantId, (db) =>
      db.sql
        .selectFrom('partner_devices')
        .selectAll()
        .where('tenant_id', '=', outside().tenantId)
        .where('partner_id', '=', id)
        .execute(),
    );
    assert.deepEqual(known, []);
    madeUp.devices = madeUp.devices.filter((device) => device.id !== 'd3');
  });

  test('beside another: a request says which, or it is the one that knows the device; each is disconnected alone', async () => {
    const [known] = (await read(`${devices}?$filter=serialNumber eq 'S-2'`)).value;
    const other = (await send('POST', devices, { deviceName: 'UNKNOWN', serialNumber: 'S-9' })).json;
    const teamviewer = await add('TeamViewer');
    await partnerClient(service().origin, await outside().token()).connect(teamviewer);
    const id = await add('Made Up');
    const account = await connect(id, 'g1');
    const ask = async (deviceId: string, body?: object) => {
      const { status, text } = await send(
        'POST',
        `${body ? '/assist/managedDevices' : devices}/${deviceId}/requestRemoteAssistance`,
        body,
      );
      assert.ok(status < 300, text);
    };
    await ask(known.id);
    const first = await session(known.id, 'open');
    assert.equal(first.partnerId, id);
    await ask(other.id);
    assert.equal((await session(other.id, 'open')).partnerId, teamviewer);

    const [ref = ''] = [...madeUp.sessions.keys()].slice(-1);
    madeUp.help(ref, 'Grace', outside().clock.now() - 60_000);
    // Refused, told of twice; refused when asked again; then given.
    const now = outside().clock.now();
    for (const [answer, secondsAgo] of [
      ['refused', 50],
      ['refused', 50],
      ['refused', 40],
      ['given', 30],
    ] as const) {
      madeUp.tell(account, { kind: 'consent', ref, answer, at: now - secondsAgo * 1000 });
    }
    await waitFor('what was pushed to be in the trail', async () => {
      await service().obligations.idle();
      const told = await events(first.id);
      const answers = told.filter(({ activityType }) => activityType === 'AnswerConsent RemoteAssistanceSession');
      if (!answers.some(({ activityResult }) => activityResult === 'Success')) return false;
      assert.deepEqual(answers.map(({ activityResult }) => activityResult).sort(), ['Failure', 'Failure', 'Success']);
      return told.some(({ activityType }) => activityType === 'Use RemoteAssistanceSession');
    });

    await disconnect(id);
    assert.equal(madeUp.sessions.get(ref)?.state, 'closed');
    assert.equal(outside().sandbox.sessions.filter(({ state }) => state === 'Open').length, 1);
    assert.equal((await send('POST', `${devices}/${known.id}/requestRemoteAssistance`, { partnerId: id })).status, 400);
    const refused = await send('POST', `/assist/managedDevices/${known.id}/requestRemoteAssistance`, { partnerId: id });
    assert.equal(refused.status, 400, refused.text);
    assert.match(refused.text, /partnerId|No connected partner/);
    await ask(known.id, { partnerId: teamviewer });
    assert.equal((await session(known.id, 'open')).partnerId, teamviewer);
    await disconnect(teamviewer);
    assert.ok(outside().sandbox.sessions.every(({ state }) => state === 'Closed'));
  });

  test('shows on the device why it cannot be helped, in the words of the partner', async () => {
    const id = await add('Made Up');
    const offline = { id: 'd2', name: 'new', serialNumber: 'S-2', online: false };
    madeUp.devices = [offline];
    await connect(id, 'g1');
    const [device] = (await read(`${devices}?$filter=serialNumber eq 'S-2'`)).value;
    await send('POST', `${devices}/${device.id}/requestRemoteAssistance`);
    await session(device.id, 'failed');
    const { remoteAssistanceSessionErrorDetails: details } = await read(
      `${devices}/${device.id}?$select=remoteAssistanceSessionErrorDetails`,
    );
    assert.equal(details, 'Made Up: the device is offline.');
    await disconnect(id);
  });
});
