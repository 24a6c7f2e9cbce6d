import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { addDevice, devicesPath } from '../../harness/devices.ts';
import { onEveryWorld } from '../../harness/every-world.ts';
import type { World } from '../../harness/world.ts';

/** A request whose path is sent octet for octet, which `fetch` would escape. */
async function rawGet({ service }: World, path: string): Promise<string> {
  const { hostname, port } = new URL(service.origin);
  const socket = connect(Number(port), hostname);
  socket.end(`GET ${path} HTTP/1.1\r\nHost: ${hostname}\r\nConnection: close\r\n\r\n`);
  return await text(socket);
}

onEveryWorld('small things, right or said', (world) => {
  test('$search in the form of Graph finds by the property that it names, and refuses what is not searched', async () => {
    const { send } = world();
    const { id } = await addDevice(world(), { deviceName: 'iPhone of Søren', serialNumber: 'IP-1' });
    await addDevice(world(), { deviceName: 'Laptop', serialNumber: 'iPhone-like' });
    const found = async (search: string) => {
      const { json, text } = await send('GET', `${devicesPath}?$search=${encodeURIComponent(search)}`);
      return json.value?.map((each: { id: string }) => each.id) ?? text;
    };
    assert.deepEqual(await found('"deviceName:iphone"'), [id]);
    assert.deepEqual(await found('"deviceName:iPhone of"'), [id]);
    assert.deepEqual(await found('"DeviceName:SØREN" AND "serialNumber:IP"'), [id]);
    assert.equal((await found('iPhone')).length, 2);
    for (const dangling of ['"iPhone" AND', 'AND iPhone', 'iPhone AND AND IP']) {
      assert.match(await found(dangling), /a word is expected (before|after) AND/, dangling);
    }
    assert.match(await found('"operatingSystem:iOS"'), /'operatingSystem' is not searched; searched are deviceName/);
    const count = await send('GET', `${devicesPath}/$count?$search="deviceName:iPhone"`);
    assert.equal(count.text, '1');
  });

  test('$format says how an answer is written, before the Accept header', async () => {
    const { send } = world();
    const { id } = await addDevice(world());
    const at = async (query: string, accept?: string) =>
      send('GET', `${devicesPath}/${id}${query}`, { headers: accept === undefined ? {} : { Accept: accept } });
    const bare = await at('?$format=application/json;odata.metadata=none');
    assert.equal('@odata.context' in bare.json, false);
    assert.match(bare.headers.get('content-type') ?? '', /odata\.metadata=none/);
    assert.ok('@odata.id' in (await at('?$format=json;metadata=full')).json);
    assert.ok('@odata.context' in (await at('?$format=json', 'application/json;odata.metadata=none')).json);
    assert.equal('@odata.context' in (await at('', 'application/json;odata.metadata=none')).json, false);
    assert.equal((await at('?$format=json;odata.metadata=much')).status, 400);
  });

  test('of a preference that is given twice the first counts, and none stands within the text of another', async () => {
    const { send } = world();
    const { id } = await addDevice(world());
    for (const [prefer, status] of [
      ['return=minimal', 204],
      ['respond-async; wait=5, Return = "Minimal"', 204],
      ['return=representation, return=minimal', 200],
      ['return=minimal, return=representation', 204],
      ['note="please, return=minimal"', 200],
      ['return=minimalist', 200],
    ] as const) {
      const reply = await send('PATCH', `${devicesPath}/${id}`, { headers: { Prefer: prefer }, body: { model: 'X' } });
      assert.equal(reply.status, status, prefer);
      assert.equal(reply.headers.get('preference-applied'), status === 204 ? 'return=minimal' : null, prefer);
    }
    await addDevice(world());
    for (const [prefer, applied] of [
      ['odata.maxpagesize=1, maxpagesize=50', 'odata.maxpagesize=1'],
      ['maxpagesize="1"', 'odata.maxpagesize=1'],
      ['note="maxpagesize=1"', null],
      ['maxpagesize=-1', null],
    ] as const) {
      const { headers, json } = await send('GET', devicesPath, { headers: { Prefer: prefer } });
      assert.equal(headers.get('preference-applied'), applied, prefer);
      assert.equal('@odata.nextLink' in json, applied !== null, prefer);
    }
  });

  test('of several media types in an Accept the one that is liked best says how an answer is written', async () => {
    const level = async (accept: string) => {
      const reply = await world().send('GET', '/v1.0/me', { headers: { Accept: accept } });
      return /odata\.metadata=(\w+);.*IEEE754Compatible=(\w+)/
        .exec(reply.headers.get('content-type') ?? '')
        ?.slice(1)
        .join(' ');
    };
    const json = 'application/json';
    for (const [accept, expected] of [
      [`${json};odata.metadata=none;q=0.1, ${json};odata.metadata=minimal`, 'minimal false'],
      [`${json};odata.metadata=full;q=0, ${json}`, 'minimal false'],
      [`${json}, ${json};odata.metadata=full;q=0.9`, 'minimal false'],
      [`${json};q=0.5,${json};odata.metadata=full;IEEE754Compatible=true;q=0.8,*/*;q=0.1`, 'full true'],
      [`*/*, ${json};odata.metadata=none`, 'none false'],
      [`${json};odata.metadata=none, text/plain, */*`, 'none false'],
      [`application/atom+xml;metadata=full, ${json};odata.metadata=none;q=0.2`, 'none false'],
      ['text/html, application/xml;q=0.9', 'minimal false'],
      [`${json};odata.metadata=none`, 'none false'],
    ] as const) {
      assert.equal(await level(accept), expected, accept);
    }
  });

  test('with full metadata a structure tells its type within itself, and what is in it tells what JSON does not show', async () => {
    const { send } = world();
    const { id } = await addDevice(world(), {
      configurationManagerClientEnabledFeatures: { inventory: true },
      deviceHealthAttestationState: { resetCount: 7 },
    });
    await send('POST', `${devicesPath}/${id}/syncDevice`);
    const headers = { Accept: 'application/json;odata.metadata=full' };
    const { json } = await send('GET', `${devicesPath}/${id}`, { headers });
    // A JSON object is annotated inside it alone (OData JSON 4.01, section 20.2); Microsoft's own reader refuses anything else.
    const beside = Object.keys(json).filter((name) => json[name.replace('@odata.type', '')]?.constructor === Object);
    assert.deepEqual(beside.toSorted(), ['configurationManagerClientEnabledFeatures', 'deviceHealthAttestationState']);
    const { configurationManagerClientEnabledFeatures: features, deviceHealthAttestationState: health } = json;
    assert.equal(features['@odata.type'], '#microsoft.graph.configurationManagerClientEnabledFeatures');
    assert.equal(features.inventory, true);
    assert.equal(health['@odata.type'], '#microsoft.graph.deviceHealthAttestationState');
    assert.deepEqual([health['resetCount@odata.type'], health.resetCount], ['#Int64', 7]);
    assert.equal(json['deviceActionResults@odata.type'], '#Collection(microsoft.graph.deviceActionResult)');
    const [result] = json.deviceActionResults;
    assert.equal(result['@odata.type'], '#microsoft.graph.deviceActionResult');
    assert.equal(result['actionState@odata.type'], '#microsoft.graph.actionState');
    assert.equal(result['startDateTime@odata.type'], '#DateTimeOffset');
    // Sent back, it changes nothing.
    const back = await send('PATCH', `${devicesPath}/${id}`, { body: json, headers });
    assert.equal(back.status, 200, back.text);
    assert.deepEqual(back.json.configurationManagerClientEnabledFeatures, features);
    const plain = await send('GET', `${devicesPath}/${id}`);
    assert.equal(plain.text.includes('@odata.type'), false);
  });

  test('with IEEE754Compatible=true numbers of 64 bits are texts, in answers and bodies', async () => {
    const { send } = world();
    const long = 'application/json;IEEE754Compatible=true';
    const body = JSON.stringify({
      deviceName: 'LONG',
      totalStorageSpaceInBytes: '512110190592',
      deviceHealthAttestationState: { resetCount: '7' },
    });
    const created = await send('POST', devicesPath, { body, headers: { 'Content-Type': long, Accept: long } });
    assert.equal(created.status, 201, created.text);
    assert.match(created.headers.get('content-type') ?? '', /IEEE754Compatible=true/);
    assert.equal(created.json.totalStorageSpaceInBytes, '512110190592');
    assert.equal(created.json.deviceHealthAttestationState.resetCount, '7');
    const { id } = created.json;
    assert.equal((await send('GET', `${devicesPath}/${id}`)).json.totalStorageSpaceInBytes, 512110190592);
    const list = await send('GET', `${devicesPath}?$count=true&$format=${long}`);
    assert.equal(typeof list.json['@odata.count'], 'string');
    const plain = await send('PATCH', `${devicesPath}/${id}`, { body: { totalStorageSpaceInBytes: '1' } });
    assert.equal(plain.status, 400, 'a text is a number only where the body is declared so');
    for (const wrong of ['1.5', 'x', '', '9007199254740993']) {
      const reply = await send('PATCH', `${devicesPath}/${id}`, {
        body: JSON.stringify({ totalStorageSpaceInBytes: wrong }),
        headers: { 'Content-Type': long },
      });
      assert.equal(reply.status, 400, wrong);
    }
  });

  test('a function takes its parameter from the query as well, and says when it has none', async () => {
    const { send } = world();
    const functions = ['v1.0', 'beta'].map(
      (version) => `/${version}/deviceManagement/auditEvents/getAuditActivityTypes`,
    );
    for (const path of functions) {
      const expected = (await send('GET', `${path}(category='Device')`)).json.value;
      assert.ok(expected.length > 0);
      for (const way of [
        "?category='Device'",
        "?Category='Device'",
        "?@category='Device'",
        "(category=@c)?@c='Device'",
        "()?category='Device'",
      ]) {
        const { json, text: answer } = await send('GET', path + way);
        assert.deepEqual(json.value, expected, `${way}: ${answer}`);
      }
      assert.match((await send('GET', path)).json.error.message, /the function needs it: category='…'/);
      assert.equal((await send('GET', `${path}?category=Device`)).status, 400);
      for (const twice of [
        "(category='Device',category='Other')",
        "(category='Other',Category='Device')",
        "(category=@c)?@c='Device'&@c='Other'",
        "?category='Device'&@category='Other'",
      ]) {
        const { status, json } = await send('GET', path + twice);
        assert.equal(status, 400, twice);
        assert.match(json.error.message, /it is given twice/, twice);
      }
      assert.match((await send('GET', `${path}?category='%zz'`)).json.error.message, /hexadecimal/);
    }
  });

  test('who does not take gzip is not sent any', async () => {
    for (let index = 0; index < 5; index += 1) await addDevice(world());
    const encodings = [
      ['gzip', 'gzip'],
      ['br;q=1, GZIP;q=0.5', 'gzip'],
      ['gzip;q=0', null],
      ['gzip; q=0.000, identity', null],
      ['x-gzip-like', null],
      ['identity', null],
    ] as const;
    for (const [accepted, sent] of encodings) {
      const reply = await world().send('GET', devicesPath, { headers: { 'Accept-Encoding': accepted } });
      assert.equal(reply.headers.get('content-encoding'), sent, accepted);
    }
  });

  test('$metadata is XML, and whoever asks for JSON of it is told so', async () => {
    const { send } = world();
    for (const format of ['json', 'application/json']) {
      const reply = await send('GET', `/v1.0/$metadata?$format=${format}`, { token: null });
      assert.equal(reply.status, 400);
      assert.match(reply.json.error.message, /\$format.*XML/);
    }
    for (const query of ['', '?$format=xml', '?$format=application/xml']) {
      const reply = await send('GET', `/v1.0/$metadata${query}`, { token: null });
      assert.deepEqual([reply.status, reply.headers.get('content-type')], [200, 'application/xml']);
    }
  });

  test('UTF-8 in a URL is said to need escaping; escaped, and in the steps of a batch, it means what it says', async () => {
    const { send } = world();
    const { id } = await addDevice(world(), { deviceName: 'Søren', userPrincipalName: 'søren@contoso.example' });
    for (const path of [`${devicesPath}?$filter=deviceName%20eq%20'Søren'`, '/v1.0/users/søren@contoso.example']) {
      const answer = await rawGet(world(), path);
      assert.match(answer, /^HTTP\/1\.1 400 /);
      assert.match(answer, /must be escaped: write ø as %C3%B8/);
    }
    const path = "users/søren@contoso.example/managedDevices?$filter=deviceName eq 'Søren'";
    const { json } = await send('GET', `/v1.0/${encodeURI(path)}`);
    assert.equal(json.value[0].id, id);
    const batch = await send('POST', '/v1.0/$batch', { body: { requests: [{ id: '1', method: 'GET', url: path }] } });
    assert.equal(batch.json.responses[0].body.value[0].id, id, batch.text);
  });
});
