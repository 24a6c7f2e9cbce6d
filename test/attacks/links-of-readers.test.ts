import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { addDevice, readLink, requestAssistance } from '../harness/devices.ts';
import { onEveryWorld } from '../harness/every-world.ts';
import { until } from '../harness/world.ts';

const beta = '/beta/deviceManagement';

interface Event {
  readonly activityType: string;
  readonly actor: Readonly<Record<string, unknown>>;
}

onEveryWorld('links', (world) => {
  let device: string;
  let session: string;
  let link: string;

  before(async () => {
    await world().connect(await world().partnerId());
    const own = { userPrincipalName: 'adele@contoso.example', managementAgent: 'configurationManagerClientMdm' };
    device = (await addDevice(world(), own)).id;
    await requestAssistance(world(), device);
    link = await until('the link', async () => (await readLink(world(), device)).json.remoteAssistanceSessionUrl);
    session = (await world().send('GET', '/assist/sessions')).json.value[0].id;
  });

  const readers = async () => [
    await world().token({ permissions: ['DeviceManagementManagedDevices.Read.All', 'Assist.Read.All'] }),
    await world().applicationToken({ permissions: ['DeviceManagementManagedDevices.Read.All', 'Assist.Read.All'] }),
  ];
  const given = async (activity: string): Promise<Event[]> => {
    const { json } = await world().send('GET', `${beta}/auditEvents?$top=500`);
    return json.value.filter(({ activityType }: Event) => activityType === activity);
  };

  test('a reader is not given the link that controls a device, by whichever path', async () => {
    for (const token of await readers()) {
      for (const path of [
        `${beta}/managedDevices/${device}`,
        `${beta}/comanagedDevices/${device}`,
        `/beta/users/adele@contoso.example/managedDevices/${device}`,
        `${beta}/detectedApps/a1a1a1a1-0000-4000-8000-000000000001/managedDevices/${device}`,
      ]) {
        const { status, text, json } = await world().send('GET', `${path}?$select=id,remoteAssistanceSessionUrl`, {
          token,
        });
        assert.ok(!text.includes(link), path);
        if (status === 200) assert.deepEqual([json.id, json.remoteAssistanceSessionUrl], [device, null], path);
      }
      for (const query of [
        '$select=remoteAssistanceSessionUrl',
        `$filter=startswith(remoteAssistanceSessionUrl,'h')`,
      ]) {
        const { text } = await world().send('GET', `${beta}/managedDevices?${query}`, { token });
        assert.ok(!text.includes(link), query);
      }
      const requests = [
        {
          id: '1',
          method: 'GET',
          url: `/deviceManagement/managedDevices/${device}?$select=remoteAssistanceSessionUrl`,
        },
      ];
      const batch = await world().send('POST', '/beta/$batch', { token, body: { requests } });
      assert.equal(batch.json.responses[0].body.remoteAssistanceSessionUrl, null);
    }
  });

  test('a reader is not given the link of the person at the device', async () => {
    for (const token of await readers()) {
      const { status, json } = await world().send('GET', `/assist/sessions/${session}?$select=id,endUserUrl`, {
        token,
      });
      assert.equal(status, 200);
      assert.deepEqual([json.id, json.endUserUrl], [session, null]);
    }
  });

  test('who is given a link for the first time is in the trail, once for each caller and link, and what is refused is not', async () => {
    for (const token of await readers()) {
      await world().send('GET', `${beta}/managedDevices/${device}?$select=remoteAssistanceSessionUrl`, { token });
    }
    const supporters = await given('GiveSupporterLink RemoteAssistanceSession');
    assert.deepEqual(
      supporters.map(({ actor }) => actor.userPrincipalName),
      ['adele@contoso.example'],
    );
    const token = await world().applicationToken({
      permissions: ['DeviceManagementManagedDevices.ReadWrite.All', 'Assist.Read.All'],
    });
    for (const _ of [1, 2, 3]) {
      const address = `${beta}/managedDevices/${device}?$select=remoteAssistanceSessionUrl`;
      assert.equal((await world().send('GET', address, { token })).json.remoteAssistanceSessionUrl, link);
      const customer = await world().send('GET', `/assist/sessions/${session}?$select=endUserUrl`, { token });
      assert.match(customer.json.endUserUrl, /\/customer\//);
    }
    const [again, users] = [
      await given('GiveSupporterLink RemoteAssistanceSession'),
      await given('GiveUserLink RemoteAssistanceSession'),
    ];
    assert.equal(again.length, 2);
    assert.deepEqual(
      users.map(({ actor }) => actor.type),
      ['Application'],
    );
  });

  test('many first reads at once are one event', async () => {
    const before = (await given('GiveUserLink RemoteAssistanceSession')).length;
    await Promise.all(
      Array.from({ length: 8 }, () => world().send('GET', `/assist/sessions/${session}?$select=endUserUrl`)),
    );
    assert.equal((await given('GiveUserLink RemoteAssistanceSession')).length, before + 1);
  });

  test('a reader is not given the address where consent begins, nor can a filter or an order tell it', async () => {
    const { json: partner } = await world().send('POST', `${beta}/remoteAssistancePartners`, {
      body: { displayName: 'Other' },
    });
    await world().send('POST', `${beta}/remoteAssistancePartners/${partner.id}/beginOnboarding`);
    const permissions = ['DeviceManagementServiceConfig.Read.All', 'Assist.Read.All'];
    for (const token of [await world().token({ permissions }), await world().applicationToken({ permissions })]) {
      for (const path of [`${beta}/remoteAssistancePartners`, '/assist/partners']) {
        const one = await world().send('GET', `${path}/${partner.id}`, { token });
        assert.deepEqual([one.json.onboardingStatus, one.json.onboardingUrl], ['onboarding', null]);
        for (const query of ['', '?$select=id,onboardingUrl', "?$filter=displayName eq 'Other'"]) {
          const { json } = await world().send('GET', path + query, { token });
          for (const each of json.value) assert.equal(each.onboardingUrl, null);
        }
        for (const query of ["?$filter=startswith(onboardingUrl,'h')", '?$orderby=onboardingUrl']) {
          assert.equal((await world().send('GET', path + query, { token })).status, 400, query);
        }
      }
    }
    const own = await world().send('GET', `${beta}/remoteAssistancePartners/${partner.id}`);
    assert.match(own.json.onboardingUrl, /^http/);
  });
});
