import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Assistd, start } from '../../src/dev/start.ts';
import { type DeviceActionName, deviceActionNames } from '../../src/model/device/device-actions.ts';
import { postgres, sqliteInMemory } from '../harness/databases.ts';

/** The actions on a device that v1.0 publishes, without requestRemoteAssistance, and a body that each takes. */
const published: Readonly<Record<DeviceActionName, object | undefined>> = {
  bypassActivationLock: undefined,
  cleanWindowsDevice: { keepUserData: true },
  deleteUserFromSharedAppleDevice: { userPrincipalName: 'pia@contoso.example' },
  disableLostMode: undefined,
  locateDevice: undefined,
  logoutSharedAppleDeviceActiveUser: undefined,
  rebootNow: undefined,
  recoverPasscode: undefined,
  remoteLock: undefined,
  resetPasscode: undefined,
  retire: undefined,
  shutDown: undefined,
  syncDevice: undefined,
  updateWindowsDeviceAccount: {
    updateWindowsDeviceAccountActionParameter: {
      '@odata.type': 'microsoft.graph.updateWindowsDeviceAccountActionParameter',
      deviceAccount: { '@odata.type': 'microsoft.graph.windowsDeviceAccount', password: 'secret' },
      passwordRotationEnabled: true,
      calendarSyncEnabled: true,
      deviceAccountEmail: 'room@contoso.example',
      exchangeServer: 'mail.contoso.example',
      sessionInitiationProtocalAddress: 'room@contoso.example',
    },
  },
  windowsDefenderScan: { quickScan: true },
  windowsDefenderUpdateSignatures: undefined,
  wipe: { keepEnrollmentData: false, keepUserData: false, macOsUnlockCode: '123456', persistEsimDataPlan: true },
};

const devices = '/v1.0/deviceManagement/managedDevices';

for (const database of [sqliteInMemory, postgres]) {
  describe(`actions on a device, rehearsed (${database.name})`, () => {
    let assistd: Assistd;
    let made: Awaited<ReturnType<typeof database.create>>;
    before(async () => {
      made = await database.create('development');
      assistd = await start({ database: made.database, now: '2026-03-01T08:00:00Z' });
    });
    after(async () => {
      await assistd[Symbol.asyncDispose]();
      await made[Symbol.asyncDispose]();
    });

    const send = async (method: string, path: string, body?: object, permissions?: readonly string[]) => {
      const token = await assistd.token(permissions && { permissions });
      const response = await fetch(assistd.origin + path, {
        method,
        headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
        ...(body && { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      return { status: response.status, text, json: text === '' ? undefined : JSON.parse(text) };
    };
    const device = async (properties: object = {}) => {
      const { json } = await send('POST', devices, { deviceName: 'D1', ...properties });
      return json.id as string;
    };
    const read = async (id: string) => (await send('GET', `${devices}/${id}`)).json;
    const finished = async () => {
      assistd.clock.turn(5000);
      await assistd.settled();
    };

    it('are those that v1.0 publishes: each is answered with 204, is pending, and then done', async () => {
      assert.deepEqual(deviceActionNames, Object.keys(published));
      for (const [name, body] of Object.entries(published)) {
        const id = await device();
        const reply = await send('POST', `${devices}/${id}/${name}`, body);
        assert.equal(reply.status, 204, `${name}: ${reply.text}`);
        const [pending] = (await read(id)).deviceActionResults;
        const at = pending.startDateTime;
        assert.deepEqual(pending, {
          actionName: name,
          actionState: 'pending',
          startDateTime: at,
          lastUpdatedDateTime: at,
        });
        await finished();
        const [done, ...others] = (await read(id)).deviceActionResults;
        assert.deepEqual([done.actionName, done.actionState, done.startDateTime], [name, 'done', at]);
        assert.ok(Date.parse(done.lastUpdatedDateTime) > Date.parse(at), name);
        assert.deepEqual(others, []);
      }
    });

    it('tell what the device told, in a result of a type of its own', async () => {
      const id = await device({ operatingSystem: 'macOS' });
      await send('POST', `${devices}/${id}/remoteLock`);
      await send('POST', `${devices}/${id}/locateDevice`);
      await send('POST', `${devices}/${id}/resetPasscode`);
      await send('POST', `${devices}/${id}/windowsDefenderScan`, { quickScan: false });
      await send('POST', `${devices}/${id}/deleteUserFromSharedAppleDevice`, { userPrincipalName: 'pia@x.example' });
      await finished();
      const results = (await read(id)).deviceActionResults as Record<string, unknown>[];
      const [locked, located, reset, scanned, deleted] = results;
      const type = '#microsoft.graph.';
      assert.deepEqual(
        results.map((result) => result['@odata.type']),
        ['remoteLock', 'locateDevice', 'resetPasscode', 'windowsDefenderScan', 'deleteUserFromSharedAppleDevice'].map(
          (name) => `${type}${name}ActionResult`,
        ),
      );
      assert.match(String(locked?.unlockPin), /^\d{6}$/);
      assert.equal((located?.deviceLocation as { latitude: number } | undefined)?.latitude, 47.6396);
      assert.deepEqual([reset?.errorCode, typeof reset?.passcode], [0, 'string']);
      assert.equal(scanned?.scanType, 'full');
      assert.equal(deleted?.userPrincipalName, 'pia@x.example');
      const found = await send(
        'GET',
        `${devices}?$filter=deviceActionResults/any(r:r/actionName eq 'remoteLock' and r/actionState eq 'done')`,
      );
      assert.ok(found.json.value.some((each: { id: string }) => each.id === id));
      const none = await send('GET', `${devices}/${id}?$format=application/json;odata.metadata=none`);
      assert.doesNotMatch(none.text, /@odata/);
      const metadata = await fetch(`${assistd.origin}/v1.0/$metadata`);
      assert.match(
        await metadata.text(),
        /<ComplexType Name="remoteLockActionResult" BaseType="graph.deviceActionResult">/,
      );
    });

    it('move managementState, and syncDevice lastSyncDateTime', async () => {
      const id = await device();
      const states: string[] = [];
      for (const name of ['retire', 'wipe', 'syncDevice']) {
        await send('POST', `${devices}/${id}/${name}`);
        states.push((await read(id)).managementState);
        await finished();
        states.push((await read(id)).managementState);
      }
      assert.deepEqual(states, [
        'retirePending',
        'retireIssued',
        'wipePending',
        'wipeIssued',
        'wipeIssued',
        'wipeIssued',
      ]);
      const { lastSyncDateTime, deviceActionResults } = await read(id);
      assert.equal(lastSyncDateTime, deviceActionResults.at(-1).lastUpdatedDateTime);
    });

    it('of one device end each in its own time', async () => {
      const id = await device();
      await send('POST', `${devices}/${id}/rebootNow`);
      assistd.clock.turn(3000);
      await send('POST', `${devices}/${id}/shutDown`);
      const states = async () =>
        (await read(id)).deviceActionResults.map(({ actionState }: { actionState: string }) => actionState);
      assistd.clock.turn(2000);
      await assistd.settled();
      assert.deepEqual(await states(), ['done', 'pending']);
      assistd.clock.turn(3000);
      await assistd.settled();
      assert.deepEqual(await states(), ['done', 'done']);
    });

    it('end as a fault says', async () => {
      const id = await device();
      assistd.failNext({ operation: 'managedDevices.wipe', actionState: 'failed' });
      assert.equal((await send('POST', `${devices}/${id}/wipe`)).status, 204);
      await finished();
      const { managementState, deviceActionResults } = await read(id);
      assert.deepEqual([managementState, deviceActionResults[0].actionState], ['wipeFailed', 'failed']);
      assert.deepEqual(assistd.faults.pending, []);
      assert.throws(
        () => assistd.failNext({ operation: 'managedDevices.get', actionState: 'failed' }),
        /managedDevices\.wipe/,
      );
      assert.throws(
        () => assistd.failNext({ operation: 'managedDevices.wipe', actionState: 'failed', status: 500 }),
        /without status/,
      );
    });

    it('of Remote Help: a session that is created is launched on the device, read, extended and ended', async () => {
      const id = await device();
      const path = `/beta/deviceManagement/managedDevices/${id}`;
      const create = (sessionType: string) => send('POST', `${path}/createRemoteHelpSession`, { sessionType });
      assert.equal((await create('everything')).status, 400);
      const { status, json } = await create('takeFullControl');
      assert.deepEqual([status, json.sessionType], [200, 'takeFullControl']);
      assert.match(json['@odata.context'], /#microsoft\.graph\.createRemoteHelpSessionResponse$/);
      const { sessionKey } = json;
      const asked = () => send('POST', `${path}/requestRemoteHelpSessionAccess`, { sessionKey });
      assert.equal((await asked()).status, 400, 'before the launch is done');
      await finished();
      const [{ actionName, actionState, ...more }] = (await read(id)).deviceActionResults;
      assert.deepEqual([actionName, actionState], ['launchRemoteHelp', 'done']);
      assert.deepEqual(Object.keys(more), ['startDateTime', 'lastUpdatedDateTime']);
      assert.equal((await asked()).json.sessionKey, sessionKey);
      const retrieve = () => send('GET', `${path}/retrieveRemoteHelpSession(sessionKey='${sessionKey}')`);
      const first = (await retrieve()).json;
      assert.equal(first.deviceName, 'D1');
      assistd.clock.turn(60_000);
      const extended = await send('POST', `${path}/extendRemoteHelpSession`, { sessionKey });
      const expires = ({ sessionExpirationDateTime: at }: { sessionExpirationDateTime: string }) => Date.parse(at);
      assert.ok(expires(extended.json) > expires(first));
      assert.equal((await send('POST', `${path}/endRemoteHelpSession`, { sessionKey })).status, 204);
      assert.equal((await retrieve()).status, 400);
      assert.equal((await send('POST', `${devices}/${id}/createRemoteHelpSession`, {})).status, 400, 'beta alone');
      assistd.failNext({ operation: 'managedDevices.createRemoteHelpSession', actionState: 'failed' });
      await create('viewScreen');
      await finished();
      assert.equal((await read(id)).deviceActionResults[0].actionState, 'failed');
    });

    it('are in the audit trail, open to the published permission alone, and found by every published path', async () => {
      const id = await device({ userPrincipalName: 'adele@contoso.example' });
      const all = ['DeviceManagementManagedDevices.ReadWrite.All', 'DeviceManagementConfiguration.ReadWrite.All'];
      assert.equal((await send('POST', `${devices}/${id}/syncDevice`, undefined, all)).status, 403);
      const privileged = ['DeviceManagementManagedDevices.PrivilegedOperations.All'];
      for (const path of [
        devices,
        '/beta/deviceManagement/managedDevices',
        '/v1.0/users/adele@contoso.example/managedDevices',
        '/v1.0/me/managedDevices',
        '/v1.0/deviceManagement/detectedApps/x/managedDevices',
        `/v1.0/deviceManagement/detectedApps/x/managedDevices/${id}/users/adele@contoso.example/managedDevices`,
      ]) {
        const reply = await send('POST', `${path}/${id}/microsoft.graph.syncDevice`, undefined, privileged);
        assert.equal(reply.status, 204, `${path}: ${reply.text}`);
      }
      const query = `$filter=resources/any(r:r/resourceId eq '${id}')&$top=1`;
      const { json } = await send('GET', `/v1.0/deviceManagement/auditEvents?${query}`);
      assert.equal(json.value[0].activityType, 'SyncDevice ManagedDevice');
      assert.equal((await send('POST', `${devices}/${id}/wipe`, { keepUserDatum: true })).status, 400);
      assert.equal((await send('POST', `${devices}/${id}/syncDevic`)).status, 400);
    });
  });
}
