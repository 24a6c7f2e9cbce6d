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

  test('takes no two of its devices for one of ours, whatever serial number they have', async () => {
    await send('POST', devices, { deviceName: 'OURS TOO', serialNumber: 'S-7' });
    const before = madeUp.devices;
    const listed = (id: string, name: string, serialNumber: string) => ({ id, name, serialNumber, online: true });
    madeUp.devices = [listed('d7', 'one', 'S-7'), listed('d8', 'other', 'S-7'), listed('d9', 'first', 'S-8')];
    const id = await add('Made Up');
    const account = await connect(id, 'g1');
    const named = async (serialNumber: string) => {
      const { value } = await read(`${devices}?$filter=serialNumber eq '${serialNumber}'`);
      return (value as { deviceName: string }[]).map(({ deviceName }) => deviceName).sort();
    };
    assert.deepEqual(await named('S-7'), ['OURS TOO', 'one', 'other']);
    const [first] = (await read(`${devices}?$filter=serialNumber eq 'S-8'`)).value;

    madeUp.devices = [...madeUp.devices.slice(0, 2), listed('d0', 'later', 'S-8'), listed('d9', 'first', 'S-8')];
    madeUp.tell(account, { kind: 'devices' });
    await waitFor('the device that was added', async () => {
      outside().clock.turn(1000);
      await service().obligations.idle();
      return (await named('S-8')).includes('later');
    });
    assert.deepEqual(await named('S-8'), ['first', 'later']);
    assert.equal((await read(`${devices}/${first.id}`)).deviceName, 'first');

    await disconnect(id);
    const again = await connect(id, 'g1');
    assert.deepEqual(await named('S-7'), ['OURS TOO', 'one', 'other'], 'each is found again by its name as well');
    assert.deepEqual(await named('S-8'), ['first', 'later']);

    // As an earlier release took them.
    const known = await service().database.write(outside().tenantId, async (tx) => {
      const ofTenant = tx.sql.selectFrom('partner_devices').where('tenant_id', '=', tx.tenantId);
      const [one, other] = await ofTenant
        .selectAll()
        .where('partner_device_id', 'in', ['d7', 'd8'])
        .orderBy('partner_device_id')
        .execute();
      const mistaken = tx.sql.updateTable('partner_devices').set({ device_id: one?.device_id ?? '' });
      await mistaken.where('tenant_id', '=', tx.tenantId).where('partner_device_id', '=', 'd8').execute();
      return [one?.device_id, other?.device_id];
    });
    madeUp.tell(again, { kind: 'devices' });
    await waitFor('the two to be parted', async () => {
      outside().clock.turn(1000);
      await service().obligations.idle();
      const rows = await service().database.read(outside().tenantId, (db) =>
        db.sql
          .selectFrom('partner_devices')
          .select('device_id')
          .where('tenant_id', '=', outside().tenantId)
          .where('partner_device_id', 'in', ['d7', 'd8'])
          .orderBy('partner_device_id')
          .execute(),
      );
      return rows.map(({ device_id }) => device_id).join() === known.join();
    });
    assert.deepEqual(await named('S-7'), ['OURS TOO', 'one', 'other']);
    await disconnect(id);
    madeUp.devices = before;
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
