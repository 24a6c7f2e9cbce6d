import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type DatabaseKind, onEveryDatabase, postgres, sqliteInMemory } from '../harness/databases.ts';
import { addDevice, readLink, requestAssistance } from '../harness/devices.ts';
import { startWorld, until, type World } from '../harness/world.ts';

/** A world of its own for one test, with a connected partner. */
async function inConnectedWorld(kind: DatabaseKind, use: (world: World) => Promise<void>): Promise<void> {
  await using database = await kind.create('development');
  await using world = await startWorld({ database: database.database });
  await world.connect(await world.partnerId());
  await use(world);
}

async function activitiesOf(world: World): Promise<string[]> {
  const { json } = await world.send('GET', '/beta/deviceManagement/auditEvents?$top=200');
  return json.value.map((event: { activityType: string }) => event.activityType);
}

async function linkOf(world: World, id: string): Promise<string> {
  return until('the supporter has a link', async () => (await readLink(world, id)).json.remoteAssistanceSessionUrl);
}

onEveryDatabase(
  'remote assistance',
  (kind) => {
    test('a device is helped: request, link, use, close, and the audit trail tells all of it', () =>
      inConnectedWorld(kind, async (world) => {
        const device = await addDevice(world);
        const asked = await requestAssistance(world, device.id);
        assert.equal(asked.status, 204, asked.text);
        assert.equal(asked.text, '');

        const link = await linkOf(world, device.id);
        const [opened] = world.sandbox.sessions;
        assert.equal(link, `${world.sandbox.origin}/supporter/${opened?.code}`);
        const { json } = await readLink(world, device.id);
        assert.deepEqual(
          json.deviceActionResults.map(({ actionName, actionState }: Record<string, string>) => [
            actionName,
            actionState,
          ]),
          [['requestRemoteAssistance', 'done']],
        );
        const listed = await world.send(
          'GET',
          '/v1.0/deviceManagement/managedDevices?$select=id,remoteAssistanceSessionUrl',
        );
        assert.equal(listed.json.value[0].remoteAssistanceSessionUrl, null, 'a list never carries the link');

        const sessions = await world.send('GET', `/assist/sessions?$filter=deviceId eq '${device.id}'`);
        const [session] = sessions.json.value;
        assert.equal(session.status, 'open');
        const joins = await world.send('GET', `/assist/sessions/${session.id}?$select=endUserUrl`);
        assert.equal(joins.json.endUserUrl, `${world.sandbox.origin}/customer/${opened?.code}`);
        const supports = await world.send('GET', `/assist/sessions/${session.id}/supporterUrl()`);
        assert.equal(supports.json.value, link);

        world.sandbox.connect(opened?.code ?? '', 'Sam Supporter', 5);
        world.clock.turn(31_000);
        const used = await until('the use is recorded', async () => {
          const { json } = await world.send('GET', `/assist/sessions/${session.id}`);
          return json.connections.length > 0 && json.connections;
        });
        assert.equal(used[0].supporter, 'Sam Supporter');
        assert.equal(used[0].durationInSeconds, 300);
        assert.equal('id' in used[0], false, "the partner's own id stays inside");

        const closed = await world.send('POST', `/assist/sessions/${session.id}/close`, { body: {} });
        assert.equal(closed.status, 204, closed.text);
        await until('the partner has closed it', () => world.sandbox.sessions[0]?.state === 'Closed');
        await until('we know it', async () => {
          const { json } = await world.send('GET', `/assist/sessions/${session.id}`);
          return json.status === 'closed' && json.closeReason === 'closed';
        });
        assert.equal((await readLink(world, device.id)).json.remoteAssistanceSessionUrl, '');

        const told = await activitiesOf(world);
        for (const [activity, times] of [
          ['Create ManagedDevice', 1],
          ['RequestRemoteAssistance ManagedDevice', 1],
          ['Open RemoteAssistanceSession', 1],
          // Read on the device, and asked for at the session.
          ['GiveSupporterLink RemoteAssistanceSession', 2],
          ['GiveUserLink RemoteAssistanceSession', 1],
          ['Use RemoteAssistanceSession', 1],
          ['Close RemoteAssistanceSession', 1],
          ['End RemoteAssistanceSession', 1],
        ] as const) {
          assert.equal(told.filter((name) => name === activity).length, times, activity);
        }
        const verified = await world.send('GET', '/assist/auditEvents/verify()');
        assert.equal(verified.json.intact, true, verified.text);
      }));

    test('a disconnect closes both open sessions at the partner before it revokes the grant', () =>
      inConnectedWorld(kind, async (world) => {
        const devices = [
          await addDevice(world, { deviceName: 'ONE', serialNumber: '1' }),
          await addDevice(world, { deviceName: 'TWO', serialNumber: '2' }),
        ];
        for (const { id } of devices) await requestAssistance(world, id);
        for (const { id } of devices) await linkOf(world, id);
        const partnerId = await world.partnerId();
        const impact = await world.send('GET', `/assist/partners/${partnerId}/impact()`);
        assert.equal(impact.json.openSessions, 2, impact.text);
        assert.equal(impact.json.devices, 2);

        const path = `/v1.0/deviceManagement/remoteAssistancePartners/${partnerId}/disconnect`;
        assert.equal((await world.send('POST', path)).status, 204);
        await until('the grant is revoked', () => world.sandbox.grants[0]?.revokedAt);
        assert.deepEqual(
          world.sandbox.sessions.map(({ state }) => state),
          ['Closed', 'Closed'],
        );
        const wire = world.sandbox.record
          .filter(({ status }) => status === 204)
          .map(({ method, path: called }) => `${method} ${called.replace(/s\d\d-\d{3}-\d{3}/, '{code}')}`);
        assert.deepEqual(wire, [
          'PUT /api/v1/sessions/{code}',
          'PUT /api/v1/sessions/{code}',
          'POST /api/v1/OAuth2/revoke',
        ]);
        await until('the sessions are over', async () => {
          const { json } = await world.send('GET', '/assist/sessions');
          return json.value.every(
            (each: Record<string, string>) => each.closeReason === 'disconnected' && each.status === 'closed',
          );
        });
        assert.equal((await readLink(world, devices[0]?.id ?? '')).json.remoteAssistanceSessionUrl, '');
        assert.equal((await activitiesOf(world)).filter((name) => name === 'End RemoteAssistanceSession').length, 2);
      }));
  },
  [sqliteInMemory, postgres],
);
