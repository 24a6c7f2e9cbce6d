import assert from 'node:assert/strict';
import { test } from 'node:test';
import { onEveryWorld } from '../../harness/every-world.ts';
import { errorOf } from '../service-error.ts';

const path = '/beta/deviceManagement/remoteAssistanceSettings';
const newestEvent =
  "/beta/deviceManagement/auditEvents?$count=true&$filter=activityType eq 'Patch RemoteAssistanceSettings'";

onEveryWorld('remoteAssistanceSettings', (world) => {
  const body = async (token?: string) => {
    const { status, json } = await world().send('GET', path, token === undefined ? {} : { token });
    assert.equal(status, 200);
    return json;
  };

  test('until somebody changes them they are off, under an id that stays', async () => {
    const { '@odata.context': context, id, ...settings } = await body();
    assert.match(context, /\/beta\/\$metadata#deviceManagement\/remoteAssistanceSettings\/\$entity$/);
    assert.match(id, /^[0-9a-f-]{36}$/);
    assert.deepEqual(settings, {
      remoteAssistanceState: 'disabled',
      allowSessionsToUnenrolledDevices: false,
      blockChat: false,
    });
    assert.equal((await body()).id, id);
  });

  test('a change is answered with the whole, kept, and on record with old and new values', async () => {
    const { send, token, fabrikam } = world();
    const alex = await token({ tenant: fabrikam });
    const { id } = await body();
    const changed = await send('PATCH', path, { body: { remoteAssistanceState: 'enabled', blockChat: true } });
    assert.equal(changed.status, 200);
    const expected = { id, remoteAssistanceState: 'enabled', allowSessionsToUnenrolledDevices: false, blockChat: true };
    assert.deepEqual({ ...changed.json, '@odata.context': undefined }, { '@odata.context': undefined, ...expected });
    assert.deepEqual(await body(), changed.json);

    const { json } = await send('GET', newestEvent);
    assert.equal(json['@odata.count'], 1);
    assert.deepEqual(json.value[0].resources, [
      {
        displayName: 'Remote Help',
        type: 'RemoteAssistanceSettings',
        auditResourceType: 'RemoteAssistanceSettings',
        resourceId: id,
        modifiedProperties: [
          { displayName: 'RemoteAssistanceState', oldValue: 'disabled', newValue: 'enabled' },
          { displayName: 'BlockChat', oldValue: 'false', newValue: 'true' },
        ],
      },
    ]);

    const others = await body(alex);
    assert.equal(others.remoteAssistanceState, 'disabled', "another tenant's settings are its own");
    assert.notEqual(others.id, id);
  });

  test('what changes nothing is no event', async () => {
    const { send } = world();
    const before = (await send('GET', newestEvent)).json['@odata.count'];
    const { blockChat, id } = await body();
    assert.equal((await send('PATCH', path, { body: { blockChat, id: 'ignored' } })).json.id, id);
    assert.equal((await send('GET', newestEvent)).json['@odata.count'], before);
  });

  test('changes that come together all count', async () => {
    const { send, token, fabrikam } = world();
    const alex = await token({ tenant: fabrikam });
    const changes = [
      { remoteAssistanceState: 'enabled' },
      { allowSessionsToUnenrolledDevices: true },
      { blockChat: true },
    ];
    await Promise.all(changes.map((change) => send('PATCH', path, { token: alex, body: change })));
    const { '@odata.context': _, id: __, ...settings } = await body(alex);
    assert.deepEqual(settings, Object.assign({}, ...changes));
  });

  test('a body that does not fit is refused and changes nothing', async () => {
    const { send } = world();
    const before = await body();
    const wrong = [
      [{ remoteAssistanceState: 'on' }, /one of disabled, enabled is expected/],
      [{ blockChat: 'yes' }, /'blockChat': true or false is expected/],
      [{ blockChat: null }, /'blockChat\[Nullable=False\]'/],
    ] as const;
    for (const [value, message] of wrong) {
      assert.match(errorOf(await send('PATCH', path, { body: value }), 400, 'BadRequest').message, message);
    }
    errorOf(await send('PATCH', path, { body: { blockchats: true } }), 400, 'ModelValidationFailure');
    assert.deepEqual(await body(), before);
  });

  test('v1.0 does not have them, and nothing but GET and PATCH is served', async () => {
    const { send } = world();
    errorOf(await send('GET', path.replace('beta', 'v1.0')), 400, 'BadRequest');
    for (const method of ['POST', 'DELETE']) {
      errorOf(await send(method, path, { body: {} }), 400, 'No method match route template');
    }
  });

  test('reading and writing take their permissions, from people and from applications', async () => {
    const { send, token, applicationToken } = world();
    const read = 'DeviceManagementServiceConfig.Read.All';
    const write = 'DeviceManagementServiceConfig.ReadWrite.All';
    for (const mint of [token, applicationToken]) {
      for (const [permission, reads, writes] of [
        [read, 200, 403],
        [write, 200, 200],
        ['DeviceManagementApps.ReadWrite.All', 403, 403],
      ] as const) {
        const own = { token: await mint({ permissions: [permission] }) };
        assert.equal((await send('GET', path, own)).status, reads);
        assert.equal((await send('PATCH', path, { ...own, body: {} })).status, writes);
      }
    }
  });
});
