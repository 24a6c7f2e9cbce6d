import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addDevice, devicesPath } from '../../harness/devices.ts';
import { onEveryWorld } from '../../harness/every-world.ts';

onEveryWorld('what the protocol says of clients of any kind', (world) => {
  test('a client of another version of OData is told so, alone, in a batch and of the schema, and nothing is done', async () => {
    const { send } = world();
    const { id } = await addDevice(world(), { model: 'before' });
    const path = `${devicesPath}/${id}`;
    const others: readonly Readonly<Record<string, string>>[] = [
      { 'OData-MaxVersion': '3.0' },
      { 'OData-MaxVersion': '1' },
      { 'OData-MaxVersion': 'none' },
      { 'OData-Version': '3.0' },
      { 'OData-Version': '5.0' },
    ];
    const document = (headers: Readonly<Record<string, string>>) => [
      {
        id: 'a',
        method: 'PATCH',
        url: path.slice('/v1.0'.length),
        headers: { ...json, ...headers },
        body: { model: 'x' },
      },
    ];
    const json = { 'Content-Type': 'application/json' };
    for (const headers of others) {
      const [[name, value] = []] = Object.entries(headers);
      const step = await send('POST', '/v1.0/$batch', { body: { requests: document(headers) } });
      for (const { status, json: body } of [
        await send('GET', path, { headers }),
        await send('PATCH', path, { headers, body: { model: 'after' } }),
        await send('GET', '/v1.0/$metadata', { headers, token: null }),
        await send('POST', '/v1.0/$batch', { headers, body: { requests: document({}) } }),
        { status: step.json.responses[0].status, json: step.json.responses[0].body },
      ]) {
        assert.equal(status, 400, name);
        assert.equal(body.error.message, `'${name}: ${value}' is not supported: this service speaks OData 4.0.`);
      }
    }
    assert.equal((await send('GET', path)).json.model, 'before');
    for (const headers of [
      { 'OData-MaxVersion': '4.0', 'OData-Version': '4.0' },
      { 'OData-MaxVersion': '4.01', 'OData-Version': '4.01' },
      { 'OData-MaxVersion': '4.0;NetFx', 'OData-Version': '4.0;NetFx' },
      { 'OData-MaxVersion': '5.0', MaxDataServiceVersion: '3.0' },
    ]) {
      const reply = await send('PATCH', path, { headers: headers as Record<string, string>, body: { model: 'after' } });
      assert.deepEqual([reply.status, reply.headers.get('odata-version')], [200, '4.0'], JSON.stringify(headers));
    }
  });

  test('of a navigation property that is selected no more is shown than a link, which full metadata alone would have', async () => {
    const { send } = world();
    const { id } = await addDevice(world(), { deviceName: 'linked' });
    const shown = async (query: string) => {
      const reply = await send('GET', `${devicesPath}/${id}?${query}`);
      const { '@odata.context': context, ...members } = reply.json;
      return reply.status === 200 ? members : reply.json.error.message;
    };
    assert.deepEqual(await shown('$select=deviceName,users'), { deviceName: 'linked' });
    assert.deepEqual(await shown('$select=DeviceCategory,deviceName'), { deviceName: 'linked' });
    assert.deepEqual(await shown('$select=users'), { id });
    const all = await shown('');
    assert.deepEqual(await shown('$select=*,users'), all);
    const list = await send('GET', `${devicesPath}?$select=id,users&$filter=id eq '${id}'`);
    assert.deepEqual(list.json.value, [{ id }]);
    assert.match(await shown('$select=users/id'), /^Expand is not allowed for property 'users'/);
    assert.match(await shown('$select=user'), /Could not find a property named 'user' /);
  });

  test('a cast to the type that is there already is read in $select, $filter and $orderby, and one to another type is not', async () => {
    const { send } = world();
    const { id } = await addDevice(world(), {
      deviceName: 'cast',
      configurationManagerClientEnabledFeatures: { inventory: true },
    });
    const found = async (query: string) => {
      const { json } = await send('GET', `${devicesPath}?${query}`);
      return json.value ?? json.error.message;
    };
    for (const type of ['microsoft.graph.managedDevice', 'graph.manageddevice']) {
      const only = `$filter=${type}/id eq '${id}'`;
      assert.deepEqual(await found(`${only}&$select=${type}/deviceName`), [{ deviceName: 'cast' }]);
      assert.deepEqual(await found(`${only}&$select=id&$orderby=${type}/deviceName desc`), [{ id }]);
      const features = `${type}/configurationManagerClientEnabledFeatures/microsoft.graph.configurationManagerClientEnabledFeatures`;
      assert.deepEqual(await found(`$filter=${features}/inventory eq true and id eq '${id}'&$select=id`), [{ id }]);
      for (const option of [`$select=${type}`, `$filter=${type} eq 'x'`, `$orderby=${type}`]) {
        assert.match(await found(option), new RegExp(`Could not find a property named '${type}'`), option);
      }
    }
    for (const option of [
      '$select=microsoft.graph.user/id',
      "$filter=microsoft.graph.user/id eq 'x'",
      '$orderby=a.b/id',
    ]) {
      assert.match(await found(option), /Could not find a property named '(microsoft\.graph\.user|a\.b)'/, option);
    }
    const events = "resources/any(r:r/microsoft.graph.auditResource/resourceId eq 'nobody')";
    const { status, text } = await send('GET', `/v1.0/deviceManagement/auditEvents?$filter=${events}`);
    assert.equal(status, 200, text);
  });

  test('what is neither JSON nor text stands in the answer of a batch as base64url', async () => {
    const { send } = world();
    const requests = ['$metadata', 'deviceManagement/remoteAssistancePartners/$count'].map((url, index) => ({
      id: `${index}`,
      method: 'GET',
      url,
    }));
    const { json } = await send('POST', '/v1.0/$batch', { body: { requests } });
    const [schema, count] = json.responses;
    assert.equal(schema.headers['Content-Type'], 'application/xml');
    assert.match(schema.body, /^[\w-]+$/);
    const alone = await send('GET', '/v1.0/$metadata', { token: null });
    assert.equal(Buffer.from(schema.body, 'base64url').toString(), alone.text);
    assert.match(count.body, /^\d+$/);
  });
});
