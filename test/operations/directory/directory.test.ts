import assert from 'node:assert/strict';
import { test } from 'node:test';
import { onEveryWorld } from '../../harness/every-world.ts';
import { startOutside } from '../../harness/outside.ts';
import { serveProcess } from '../../harness/serve-process.ts';
import { errorOf } from '../service-error.ts';

onEveryWorld('the directory that scripts begin with', (world) => {
  const names = async (query: string) => {
    const { status, json, text } = await world().send('GET', `/v1.0/users${query}`);
    assert.equal(status, 200, text);
    return json.value.map(({ userPrincipalName }: { userPrincipalName: string }) => userPrincipalName);
  };
  const [adele, grady] = ['adele@contoso.example', 'grady@contoso.example'];

  test('/me is the person who is signed in, with $select, and no application', async () => {
    const { json } = await world().send('GET', '/v1.0/me');
    assert.deepEqual([json.displayName, json.userPrincipalName, json.businessPhones], ['Adele Admin', adele, []]);
    const selected = await world().send('GET', '/beta/me?$select=displayName');
    assert.deepEqual(
      Object.keys(selected.json).filter((name) => !name.startsWith('@')),
      ['displayName'],
    );
    const root = `${world().origin}/v1.0/$metadata`;
    assert.equal(json['@odata.context'], `${root}#users/$entity`);
    const own = await world().send('GET', '/v1.0/me?$select=id&$format=application/json;odata.metadata=full');
    assert.equal(own.json['@odata.context'], `${root}#users(id)/$entity`);
    assert.equal(own.json['@odata.editLink'], `users('${json.id}')`);
    const devices = await world().send('GET', '/v1.0/me/managedDevices');
    assert.equal(devices.json['@odata.context'], `${root}#users('${json.id}')/managedDevices`);
    const application = await world().applicationToken({ permissions: ['User.Read.All'] });
    errorOf(await world().send('GET', '/beta/me', { token: application }), 400, 'BadRequest');
  });

  test('what is for people alone lets no application read the organisation', async () => {
    for (const [permission, status] of [
      ['User.Read', 403],
      ['Organization.Read.All', 200],
    ] as const) {
      const token = await world().applicationToken({ permissions: [permission] });
      assert.equal((await world().send('GET', '/beta/organization', { token })).status, status, permission);
    }
    const token = await world().token({ permissions: ['User.Read'] });
    assert.equal((await world().send('GET', '/v1.0/organization', { token })).status, 200);
  });

  test('/users lists the people of the organisation alone, by conditions, in order, a page at a time', async () => {
    assert.deepEqual((await names('')).toSorted(), [adele, grady]);
    assert.deepEqual(await names('?$orderby=displayName desc'), [grady, adele]);
    assert.deepEqual(await names("?$filter=startswith(displayName,'Adele') and mail ne null"), [adele]);
    assert.deepEqual(await names(`?$filter=userPrincipalName in ('${grady}') or givenName eq 'x'`), [grady]);
    assert.deepEqual(await names("?$filter=not contains(tolower(displayName),'admin')"), [grady]);
    assert.deepEqual(await names("?$filter=jobTitle gt 'a'"), [], 'null is neither');
    for (const none of [
      "not (jobTitle gt 'a')",
      'jobTitle ge null',
      'jobTitle le jobTitle',
      "(jobTitle lt 'a') eq false",
    ])
      assert.equal((await names(`?$filter=${none}`)).length, 2, none);
    const first = await world().send('GET', '/v1.0/users?$top=1&$orderby=userPrincipalName&$count=true');
    assert.deepEqual([first.json.value[0].userPrincipalName, first.json['@odata.count']], [adele, 2]);
    const second = await world().send(
      'GET',
      new URL(first.json['@odata.nextLink']).pathname + new URL(first.json['@odata.nextLink']).search,
    );
    assert.deepEqual([second.json.value[0].userPrincipalName, second.json['@odata.nextLink']], [grady, undefined]);
    assert.equal((await world().send('GET', '/v1.0/users/$count')).text, '2');
    errorOf(await world().send('GET', "/v1.0/users?$filter=nope eq 'x'"), 400, 'BadRequest');
  });

  test('/users/{id} is found by id and by name, in any case', async () => {
    const { json } = await world().send('GET', '/v1.0/users/ADELE@contoso.example');
    assert.equal((await world().send('GET', `/v1.0/users/${json.id.toUpperCase()}`)).json.userPrincipalName, adele);
  });

  test('who or what is not there is told as the directory tells it, and not as Intune does', async () => {
    for (const path of [
      'users/alex@fabrikam.example',
      'users/00000000-0000-0000-0000-000000000001?$select=id',
      'organization/00000000-0000-0000-0000-000000000001',
      'subscribedSkus/none',
    ]) {
      const error = errorOf(await world().send('GET', `/v1.0/${path}`), 404, 'Request_ResourceNotFound');
      const [, id] = path.split(/[/?]/);
      const does = 'does not exist or one of its queried reference-property objects are not present.';
      assert.equal(error.message, `Resource '${id}' ${does}`);
    }
  });

  test('/organization is the organisation of the token, /subscribedSkus its subscription', async () => {
    const { json } = await world().send('GET', '/v1.0/organization');
    const [own] = json.value;
    assert.deepEqual([json.value.length, own.id, own.displayName], [1, world().contoso, 'Contoso']);
    assert.deepEqual(
      own.verifiedDomains.map(({ name, isDefault }: { name: string; isDefault: boolean }) => [name, isDefault]),
      [['contoso.example', true]],
    );
    const skus = await world().send('GET', '/v1.0/subscribedSkus?$select=skuPartNumber,consumedUnits');
    assert.deepEqual(
      skus.json.value.map((each: object) => Object.values(each)),
      [[2, 'INTUNE_A']],
    );
  });
});

test('in production /me is what the token says, other people are 404, and no device is acted on', async () => {
  await using outside = await startOutside();
  await using served = await serveProcess(outside);
  const headers = { Authorization: `Bearer ${await outside.token()}`, 'Content-Type': 'application/json' };
  const ask = async (path: string, init: RequestInit = {}) => {
    const answer = await fetch(`${served.origin}/v1.0/${path}`, { headers, ...init });
    // biome-ignore lint/suspicious/noExplicitAny: what a server sends has the shape that the assertion says it has.
    return { status: answer.status, json: (await answer.json()) as any };
  };
  const me = await ask('me');
  assert.deepEqual([me.status, me.json.userPrincipalName, me.json.displayName], [200, 'adele@contoso.example', null]);
  assert.equal((await ask('users/adele@contoso.example')).status, 200);
  assert.equal((await ask('users/grady@contoso.example')).status, 404);
  assert.equal((await ask('users')).status, 404);
  assert.equal((await ask('organization')).json.value[0].verifiedDomains[0].name, 'contoso.example');
  const { json: device } = await ask('deviceManagement/managedDevices', { method: 'POST', body: '{"deviceName":"D"}' });
  const wipe = await ask(`deviceManagement/managedDevices/${device.id}/wipe`, { method: 'POST' });
  assert.deepEqual([wipe.status, wipe.json.error.message], [400, "Resource not found for the segment 'wipe'."]);
  const metadata = await fetch(`${served.origin}/v1.0/$metadata`);
  assert.doesNotMatch(await metadata.text(), /Action Name="wipe"/);
});
