import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { activities } from '../../../src/model/audit-activities.ts';
import { onEveryWorld } from '../../harness/every-world.ts';
import { errorOf, serviceErrorOf } from '../service-error.ts';
import { trailOf } from './chain.ts';

const events = '/v1.0/deviceManagement/auditEvents';
const settings = '/beta/deviceManagement/remoteAssistanceSettings';
const correlation = '0f0e0d0c-0b0a-4908-8706-050403020100';

interface Event {
  readonly id: string;
  readonly activityDateTime: string;
  readonly activityType: string;
  readonly activityOperationType: string;
  readonly componentName: string;
  readonly category: string;
  readonly correlationId: string;
  readonly actor: { readonly userPrincipalName: string | null; readonly auditActorType: string };
}

onEveryWorld('auditEvents', (world) => {
  let all: Event[];

  before(async () => {
    const { send, partnerId, connect, service, clock, applicationToken } = world();
    const id = await partnerId();
    await connect(id);
    const watch = await send('GET', "/assist/obligations?$filter=kind eq 'grant.watch'");
    await send('POST', `/assist/obligations/${watch.json.value[0].id}/retry`);
    await service.obligations.idle();
    clock.turn(3_600_000);
    await send('POST', `/v1.0/deviceManagement/remoteAssistancePartners/${id}/disconnect`, {
      headers: { 'client-request-id': correlation },
    });
    await service.obligations.idle();
    await send('PATCH', settings, { token: await applicationToken(), body: { blockChat: true } });
    await send('POST', `/assist/tenants/${world().fabrikam}/suspend`);
    await send('POST', `/assist/tenants/${world().fabrikam}/resume`);
    all = (await send('GET', events)).json.value;
  });

  test('the newest event comes first, and nothing is lost or repeated from page to page', async () => {
    const trail = await trailOf(world());
    assert.ok(trail.length >= 5);
    assert.deepEqual(
      all.map(({ id }) => id),
      trail.map(({ id }) => id).reverse(),
    );
    const paged: string[] = [];
    for (let path: string | undefined = `${events}?$top=2`; path !== undefined; ) {
      const { json } = await world().send('GET', path);
      assert.equal(json['@odata.count'], all.length);
      paged.push(...json.value.map(({ id }: Event) => id));
      path = json['@odata.nextLink']?.slice(world().service.origin.length);
    }
    assert.deepEqual(
      paged,
      all.map(({ id }) => id),
    );
  });

  const disconnected = () => all.find(({ correlationId }) => correlationId === correlation) as Event;
  const filters: Record<string, () => [filter: string, holds: (event: Event) => boolean]> = {
    'activityDateTime gt': () => {
      const { activityDateTime: at } = disconnected();
      return [`activityDateTime gt ${at}`, (event) => Date.parse(event.activityDateTime) > Date.parse(at)];
    },
    'activityDateTime ge and lt, quoted': () => {
      const { activityDateTime: at } = disconnected();
      return [
        `activityDateTime ge '${at}' and activityDateTime lt 9999-01-01T00:00:00Z`,
        (event) => Date.parse(event.activityDateTime) >= Date.parse(at),
      ];
    },
    'a date alone': () => ['activityDateTime le 2022-08-22', () => false],
    componentName: () => ["componentName eq 'ManagedDevices'", (event) => event.componentName === 'ManagedDevices'],
    'category eq': () => ["category eq 'Device'", (event) => event.category === 'Device'],
    'category ne': () => ["category ne 'Device'", (event) => event.category !== 'Device'],
    activityOperationType: () => [
      "activityOperationType ne 'Get' and activityOperationType ne 'Patch'",
      (event) => event.activityOperationType !== 'Patch',
    ],
    activityType: () => [
      "startswith(activityType,'Disconnect')",
      (event) => event.activityType === 'Disconnect RemoteAssistancePartner',
    ],
    'actor/userPrincipalName': () => [
      "actor/userPrincipalName eq 'adele@contoso.example'",
      (event) => event.actor.userPrincipalName === 'adele@contoso.example',
    ],
    'actor/auditActorType': () => [
      "actor/auditActorType in ('System','Application')",
      (event) => event.actor.auditActorType !== 'ItPro',
    ],
    correlationId: () => [`correlationId eq ${correlation}`, (event) => event.correlationId === correlation],
  };
  for (const [name, make] of Object.entries(filters)) {
    test(`a filter by ${name} finds what it says and nothing else`, async () => {
      const [filter, holds] = make();
      const { status, json } = await world().send('GET', `${events}?$count=true&$filter=${encodeURIComponent(filter)}`);
      assert.equal(status, 200);
      assert.deepEqual(json.value, all.filter(holds));
      assert.equal(json['@odata.count'], json.value.length);
      assert.ok(json.value.length < all.length);
    });
  }

  test('an event says who did it, from where, to what, and what was there before', async () => {
    const { userPermissions, ...actor } = (await world().send('GET', `${events}/${disconnected().id}`)).json.actor;
    assert.deepEqual(actor, {
      auditActorType: 'ItPro',
      applicationId: 'a9910000-0002-4000-8000-000000000002',
      applicationDisplayName: 'assistd command line',
      userPrincipalName: 'adele@contoso.example',
      servicePrincipalName: null,
      ipAddress: '127.0.0.1',
      userId: 'c0a70501-1000-4000-8000-00000000ade1',
    });
    assert.ok(userPermissions.includes('DeviceManagementServiceConfig.ReadWrite.All'));
    const { json } = await world().send('GET', `${events}/${disconnected().id}`);
    assert.deepEqual(Object.keys(json), [
      '@odata.context',
      'id',
      'displayName',
      'componentName',
      'activity',
      'activityDateTime',
      'activityType',
      'activityOperationType',
      'activityResult',
      'correlationId',
      'category',
      'actor',
      'resources',
    ]);
    const { value } = (await world().send('GET', '/assist/disconnects?$select=id')).json;
    assert.deepEqual(json.resources, [
      {
        displayName: 'TeamViewer',
        auditResourceType: 'RemoteAssistancePartner',
        resourceId: await world().partnerId(),
        modifiedProperties: [
          { displayName: 'OnboardingStatus', oldValue: 'onboarded', newValue: 'notOnboarded' },
          { displayName: 'Disconnect', oldValue: null, newValue: value[0].id },
        ],
      },
    ]);
  });

  test('beta adds the older names of the types, and where the operator acted from', async () => {
    const { send, token, fabrikam, contoso } = world();
    const { json } = await send('GET', '/beta/deviceManagement/auditEvents?$top=1', {
      token: await token({ tenant: fabrikam }),
    });
    const [{ actor, resources }] = json.value;
    assert.equal(actor.type, 'ItPro');
    assert.equal(actor.remoteTenantId, contoso);
    assert.equal(actor.remoteUserId, 'c0a70501-1000-4000-8000-00000000ade1');
    assert.deepEqual(actor.userRoleScopeTags, []);
    assert.equal(resources[0].type, 'Tenant');
  });

  test("another tenant's event does not exist", async () => {
    const { send, token, fabrikam } = world();
    const own = { token: await token({ tenant: fabrikam }) };
    for (const version of ['v1.0/deviceManagement', 'beta/deviceManagement', 'assist']) {
      const foreign = await send('GET', `/${version}/auditEvents/${disconnected().id}`, own);
      assert.equal(serviceErrorOf(foreign, 404, 'ResourceNotFound').text, 'An error has occurred');
      const { json } = await send('GET', `/${version}/auditEvents`, own);
      assert.ok(json.value.every(({ id }: Event) => !all.some((event) => event.id === id)));
    }
  });

  test('nobody writes to the trail by request, and it stays as it is', async () => {
    const { send } = world();
    const before = await trailOf(world());
    for (const root of ['v1.0/deviceManagement', 'beta/deviceManagement', 'assist']) {
      for (const [method, path] of [
        ['POST', `/${root}/auditEvents`],
        ['PATCH', `/${root}/auditEvents/${disconnected().id}`],
        ['DELETE', `/${root}/auditEvents/${disconnected().id}`],
      ] as const) {
        const reply = await send(method, path, { body: { displayName: 'never happened' } });
        const { message } = errorOf(reply, 400, 'No method match route template');
        assert.match(message, new RegExp(`with http verb ${method} for request /.*auditEvents`));
      }
    }
    assert.deepEqual(await trailOf(world()), before);
  });

  test('categories and activity types are those that can be written, with and without parentheses', async () => {
    const { send } = world();
    const every = Object.values(activities);
    for (const form of ['getAuditCategories()', 'getAuditCategories', 'microsoft.graph.getAuditCategories()']) {
      const { json } = await send('GET', `${events}/${form}`);
      assert.match(json['@odata.context'], /\/v1\.0\/\$metadata#Collection\(Edm\.String\)$/);
      assert.deepEqual(json.value, [...new Set(every.map(({ category }) => category))].sort());
      for (const category of json.value) {
        const types = await send('GET', `${events}/getAuditActivityTypes(category='${category}')`);
        const expected = every.filter((activity) => activity.category === category).map(({ name }) => name);
        assert.deepEqual(types.json.value, expected.sort());
      }
    }
    const aliased = await send('GET', `${events}/getAuditActivityTypes(category=@c)?@c='Device'`);
    assert.ok(aliased.json.value.includes('Disconnect RemoteAssistancePartner'));
    assert.deepEqual((await send('GET', `${events}/getAuditActivityTypes(category='No''ne')`)).json.value, []);
  });

  test('what cannot be answered is refused, not ignored', async () => {
    const { send } = world();
    for (const query of [
      "$filter=resources/resourceId eq '1'",
      "$filter=resources/any(r:r/sessionId eq '1')",
      "$filter=actor eq 'x'",
      '$search=disconnect',
    ]) {
      errorOf(await send('GET', `${events}?${query}`), 400, 'BadRequest');
    }
  });

  test('reading takes the permission of the version', async () => {
    const { send, token } = world();
    const reads = ['DeviceManagementApps.Read.All', 'DeviceManagementApps.ReadWrite.All'];
    const assist = ['Assist.Read.All', 'Assist.Operate.All'];
    for (const permission of [...reads, ...assist, 'DeviceManagementServiceConfig.ReadWrite.All']) {
      const own = { token: await token({ permissions: [permission] }) };
      assert.equal((await send('GET', events, own)).status, reads.includes(permission) ? 200 : 403, permission);
      for (const path of ['/assist/auditEvents', '/assist/auditEvents/verify()']) {
        assert.equal((await send('GET', path, own)).status, assist.includes(permission) ? 200 : 403, permission);
      }
    }
  });
});
