import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newId } from '../../../src/core/id.ts';
import { addDevice, devicesPath } from '../../harness/devices.ts';
import { onEveryWorld } from '../../harness/every-world.ts';
import { errorOf } from '../service-error.ts';

const onRequest = {
  notes: 'in the lab',
  iccid: '8931',
  udid: 'U-1',
  ethernetMacAddress: '00-1A',
  activationLockBypassCode: '4711',
  physicalMemoryInBytes: 17,
};
const select = Object.keys(onRequest).join(',');

onEveryWorld('what a body means', (world) => {
  const kept = async (id: string) => {
    const { '@odata.context': _, ...device } = (await world().send('GET', `${devicesPath}/${id}?$select=${select}`))
      .json;
    return device;
  };
  const patch = (id: string, body: unknown, query = '') =>
    world().send('PATCH', `${devicesPath}/${id}${query}`, { body });

  const reads = {
    'one device': async (id: string) => (await world().send('GET', `${devicesPath}/${id}`)).json,
    'one device of a list': async (id: string) =>
      (await world().send('GET', `${devicesPath}?$filter=id eq '${id}'`)).json.value[0],
    'one device with full metadata': async (id: string) =>
      (
        await world().send('GET', `${devicesPath}/${id}`, {
          headers: { Accept: 'application/json;odata.metadata=full' },
        })
      ).json,
    'one device without metadata': async (id: string) =>
      (
        await world().send('GET', `${devicesPath}/${id}`, {
          headers: { Accept: 'application/json;odata.metadata=none' },
        })
      ).json,
    'some properties of a list': async (id: string) =>
      (await world().send('GET', `${devicesPath}?$select=id,deviceName,notes&$filter=id eq '${id}'`)).json.value[0],
    'what a client makes of it, without what it may not set': async (id: string) => {
      const {
        id: _,
        '@odata.context': __,
        deviceActionResults: ___,
        ...rest
      } = (await world().send('GET', `${devicesPath}/${id}`)).json;
      return Object.fromEntries(Object.entries(rest).filter(([name]) => !name.startsWith('remoteAssistance')));
    },
  };
  for (const [what, read] of Object.entries(reads)) {
    test(`sent back with one change, ${what} loses nothing that is given only on request`, async () => {
      const { id } = await addDevice(world(), onRequest);
      const reply = await patch(id, { ...(await read(id)), deviceName: 'CHANGED' });
      assert.equal(reply.status, 200, reply.text);
      assert.equal(reply.json.deviceName, 'CHANGED');
      assert.deepEqual(await kept(id), onRequest);
    });
  }

  test('a device that is imported as a list gave it loses nothing that is given only on request', async () => {
    const { send } = world();
    const { id } = await addDevice(world(), { ...onRequest, serialNumber: newId() });
    const device = await reads['one device of a list'](id);
    const { json, text } = await send('POST', '/assist/managedDevices/import', {
      body: { devices: [{ ...device, deviceName: 'CHANGED' }, device] },
    });
    assert.deepEqual(
      json.results?.map(({ outcome }: { outcome: string }) => outcome),
      ['updated', 'updated'],
      text,
    );
    assert.deepEqual(await kept(id), onRequest);
  });

  test('sent back as it was read, or imported as it is listed, a device with structures that were given in part is not changed', async () => {
    const { send } = world();
    const { id } = await addDevice(world(), {
      serialNumber: newId(),
      configurationManagerClientEnabledFeatures: { inventory: true },
      deviceHealthAttestationState: {},
    });
    const { json: read } = await send('GET', `${devicesPath}/${id}`);
    const reply = await patch(id, read);
    assert.deepEqual(reply.json, read);
    const trail = `/v1.0/deviceManagement/auditEvents?$filter=correlationId eq ${reply.headers.get('request-id')}`;
    assert.deepEqual((await send('GET', trail)).json.value, []);
    const { json: list } = await send('GET', `${devicesPath}?$filter=id eq '${id}'`);
    const { json } = await send('POST', '/assist/managedDevices/import', { body: { devices: list.value } });
    assert.deepEqual([json.unchanged, json.updated], [1, 0]);
  });

  test('null alone clears what is given only on request, by a change and by an import; so does null in what was asked for by name', async () => {
    const { send } = world();
    const { id } = await addDevice(world(), onRequest);
    assert.equal((await patch(id, { notes: null })).status, 200);
    const asked = await send('GET', `${devicesPath}/${id}?$select=id,udid`);
    assert.equal((await patch(id, { ...asked.json, udid: null })).status, 200);
    await send('POST', '/assist/managedDevices/import', {
      body: { devices: [{ id, iccid: null, physicalMemoryInBytes: 0 }] },
    });
    assert.deepEqual(await kept(id), { ...onRequest, notes: null, udid: null, iccid: null, physicalMemoryInBytes: 0 });
  });

  test('a change of a part of a structure leaves the rest, in the device, by import and in the trail', async () => {
    const { send } = world();
    const all = {
      inventory: true,
      modernApps: true,
      resourceAccess: true,
      deviceConfiguration: true,
      compliancePolicy: true,
      windowsUpdateForBusiness: true,
    };
    const health = { resetCount: 3, pcr0: 'x', issuedDateTime: '2026-01-01T00:00:00Z' };
    const { id } = await addDevice(world(), {
      configurationManagerClientEnabledFeatures: all,
      deviceHealthAttestationState: health,
    });
    const changed = await patch(id, {
      configurationManagerClientEnabledFeatures: { inventory: false },
      deviceHealthAttestationState: { pcr0: null },
    });
    assert.deepEqual(changed.json.configurationManagerClientEnabledFeatures, { ...all, inventory: false });
    const devices = [{ id, configurationManagerClientEnabledFeatures: { modernApps: false } }];
    for (const updated of [1, 0]) {
      const { json } = await send('POST', '/assist/managedDevices/import', { body: { devices } });
      assert.equal(json.updated, updated);
    }
    const { json } = await send('GET', `${devicesPath}/${id}`);
    assert.deepEqual(json.configurationManagerClientEnabledFeatures, { ...all, inventory: false, modernApps: false });
    const { resetCount, pcr0, issuedDateTime } = json.deviceHealthAttestationState;
    assert.deepEqual([resetCount, pcr0, issuedDateTime], [3, null, '2026-01-01T00:00:00Z']);

    const trail = await send('GET', `/v1.0/deviceManagement/auditEvents?$filter=activityType eq 'Patch ManagedDevice'`);
    const event = trail.json.value.find(
      (each: { resources: { resourceId: string }[] }) => each.resources[0]?.resourceId === id,
    );
    const [{ modifiedProperties }] = event.resources;
    assert.deepEqual(JSON.parse(modifiedProperties[0].newValue), { ...all, inventory: false });
    assert.equal((await patch(id, { configurationManagerClientEnabledFeatures: null })).status, 200);
    const gone = await patch(id, { configurationManagerClientEnabledFeatures: { inventory: true } });
    assert.equal(
      gone.json.configurationManagerClientEnabledFeatures.modernApps,
      false,
      'nothing is left of what was null',
    );
  });

  test('a structure that was given in part is the same in filter, order and answer', async () => {
    const { send } = world();
    const features = 'configurationManagerClientEnabledFeatures';
    const [none, part, whole] = [
      await addDevice(world(), { deviceName: 'PARTS' }),
      await addDevice(world(), { deviceName: 'PARTS', [features]: { inventory: true } }),
      await addDevice(world(), { deviceName: 'PARTS', [features]: { inventory: true, modernApps: true } }),
    ].map(({ id }) => id);
    const found = async (query: string) => {
      const { json, text } = await send('GET', `${devicesPath}?$select=id&${query}`);
      return json.value?.map(({ id }: { id: string }) => id) ?? text;
    };
    const where = (condition: string) => found(`$filter=deviceName eq 'PARTS' and ${condition}`);
    assert.deepEqual(await where(`${features}/modernApps eq false`), [part]);
    assert.deepEqual(await where(`${features}/modernApps eq null`), [none]);
    assert.deepEqual(await where(`not ${features}/modernApps`), [part]);
    assert.deepEqual(await where(`${features}/modernApps`), [whole]);
    assert.deepEqual(await found(`$filter=deviceName eq 'PARTS'&$orderby=${features}/modernApps`), [none, part, whole]);
    assert.deepEqual(await found(`$filter=deviceName eq 'PARTS'&$orderby=${features}/modernApps desc`), [
      whole,
      part,
      none,
    ]);
    const state = 'deviceHealthAttestationState';
    const { id } = await addDevice(world(), { deviceName: 'PARTS', [state]: { pcr0: 'x' } });
    assert.deepEqual(await where(`${state}/resetCount eq 0`), [id]);
    assert.deepEqual(await where(`${state}/issuedDateTime eq 0001-01-01T00:00:00Z`), [id]);
    assert.deepEqual(await where(`${state}/pcr0 ne null`), [id]);
  });

  test('a body is stored as its charset says, and refused where it is none', async () => {
    const { send } = world();
    const { id } = await addDevice(world());
    const sent = (bytes: Uint8Array, contentType: string) =>
      send('PATCH', `${devicesPath}/${id}`, { body: bytes, headers: { 'Content-Type': contentType } });
    const json = JSON.stringify({ deviceName: 'Büro €' });
    const latin = Buffer.from(JSON.stringify({ deviceName: 'Büro' }), 'latin1');
    const utf16 = Buffer.from(json, 'utf16le');
    const marked = Buffer.concat([Buffer.from([0xff, 0xfe]), utf16]);
    const read = [
      [Buffer.from(json), 'application/json', 'Büro €'],
      [Buffer.from(json), 'application/json; charset="UTF-8"', 'Büro €'],
      [Buffer.from(`\uFEFF${json}`), 'application/json; charset=utf8', 'Büro €'],
      [latin, 'application/json; charset=iso-8859-1', 'Büro'],
      [latin, 'application/json;Charset=Windows-1252; x=y', 'Büro'],
      [utf16, 'application/json; charset=utf-16', 'Büro €'],
      [marked, 'application/json; charset=utf-16le', 'Büro €'],
      [Buffer.from(marked).swap16(), 'application/json; charset=utf-16', 'Büro €'],
    ] as const;
    for (const [bytes, contentType, name] of read) {
      const reply = await sent(bytes, contentType);
      assert.equal(reply.json?.deviceName, name, `${contentType}: ${reply.text}`);
    }
    const refused = [
      [latin, 'application/json', /not written in UTF-8; write it so, or declare/],
      [latin, 'application/json; charset=utf-8', /not written in UTF-8, which its Content-Type declares/],
      [marked, 'application/json', /not written in UTF-8/],
      [latin, 'application/json; charset=klingon', /the charset 'klingon' is not known/],
      [Buffer.from([0x22, 0x81]), 'application/json; charset=shift_jis', /not written in shift_jis/],
    ] as const;
    for (const [bytes, contentType, why] of refused) {
      assert.match(errorOf(await sent(bytes, contentType), 400, 'BadRequest').message, why);
    }
    const inBatch = {
      id: '1',
      method: 'PATCH',
      url: `/deviceManagement/managedDevices/${id}`,
      headers: { 'Content-Type': 'application/json; charset=iso-8859-1' },
      body: { deviceName: 'Søn' },
    };
    const batch = await send('POST', '/v1.0/$batch', { body: { requests: [inBatch] } });
    assert.equal(batch.json.responses[0].body.deviceName, 'Søn', 'a body in a batch is in the charset of the batch');
    const wrong = Buffer.from(JSON.stringify({ requests: [{ ...inBatch, body: { deviceName: 'ü' } }] }), 'latin1');
    errorOf(
      await send('POST', '/v1.0/$batch', { body: wrong, headers: { 'Content-Type': 'application/json' } }),
      400,
      'BadRequest',
    );
  });

  test('a write answers what was written', async () => {
    const { send } = world();
    const created = await send('POST', `${devicesPath}?$select=id,notes`, { body: { deviceName: 'A', notes: 'one' } });
    assert.equal(created.json.notes, 'one');
    const { id } = created.json;
    assert.equal((await patch(id, { notes: 'two' }, '?$select=notes')).json.notes, 'two');
    assert.equal((await patch(id, { deviceName: 'B' }, '?$select=notes')).json.notes, 'two');
    assert.equal((await patch(id, { notes: 'three' })).json.notes, 'three');
    assert.equal((await patch(id, { physicalMemoryInBytes: 5 })).json.physicalMemoryInBytes, 5);
    assert.equal(
      (await patch(id, { deviceName: 'C' })).json.notes,
      null,
      'what was not written is given only on request',
    );
    assert.equal((await patch(id, { notes: null }, '?$select=notes')).json.notes, null);
  });

  test('a reference to another entity is refused, wherever it stands, and nothing is changed', async () => {
    const { send } = world();
    const { id } = await addDevice(world(), { deviceName: 'BOUND' });
    const reference = {
      'deviceCategory@odata.bind': 'https://graph.microsoft.com/v1.0/deviceManagement/deviceCategories/1',
    };
    const bodies = [
      reference,
      { 'users@bind': ['/users/1'] },
      { 'DeviceCategory@OData.Bind': null },
      { 'deviceActionResults@delta': [] },
      { configurationManagerClientEnabledFeatures: { 'x@odata.bind': '/x' } },
    ];
    for (const body of bodies) {
      assert.match(
        errorOf(await patch(id, { deviceName: 'CHANGED', ...body }), 400, 'BadRequest').message,
        /references to other entities cannot be set/,
      );
      assert.equal((await send('POST', devicesPath, { body: { deviceName: 'NEW', ...body } })).status, 400);
    }
    const partner = await world().partnerId();
    const partners = '/v1.0/deviceManagement/remoteAssistancePartners';
    assert.equal((await send('PATCH', `${partners}/${partner}`, { body: reference })).status, 400);
    assert.equal((await send('POST', `${partners}/${partner}/beginOnboarding`, { body: reference })).status, 400);
    const imported = await send('POST', '/assist/managedDevices/import', { body: { devices: [{ id, ...reference }] } });
    assert.match(imported.json.results[0].reason, /devices\[0\]\/deviceCategory@odata\.bind/);
    assert.equal((await send('GET', `${devicesPath}/${id}`)).json.deviceName, 'BOUND');
  });

  test('a property that is given twice, in one letter case or two, is refused: which counts is not guessed', async () => {
    const { id } = await addDevice(world(), { notes: 'first' });
    const headers = { 'Content-Type': 'application/json' };
    for (const [path, method, body, member] of [
      [`${devicesPath}/${id}`, 'PATCH', '{"notes":"a","notes":"b"}', 'notes'],
      [`${devicesPath}/${id}`, 'PATCH', '{"notes":"a:,{}","n\\u006ftes":"a\\":{b"}', 'notes'],
      [devicesPath, 'POST', '{"deviceHealthAttestationState":{"resetCount":1,"resetCount":2}}', 'resetCount'],
      ['/v1.0/$batch', 'POST', '{"requests":[{"id":"1","id":"2","method":"GET","url":"/me"}]}', 'id'],
    ] as const) {
      const { message } = errorOf(await world().send(method, path, { body, headers }), 400, 'BadRequest');
      assert.match(message, new RegExp(`'${member}' is given twice`));
    }
    const twins = '{"deviceActionResults":[],"notes":"first","deviceHealthAttestationState":{"resetCount":1}}';
    assert.equal((await world().send('PATCH', `${devicesPath}/${id}`, { body: twins, headers })).status, 200);
    for (const body of [
      { notes: 'a', Notes: 'b' },
      { configurationManagerClientEnabledFeatures: { inventory: true, Inventory: false } },
    ]) {
      const message = errorOf(await patch(id, body), 400, 'BadRequest').message;
      assert.match(message, /is given twice/);
    }
    assert.equal((await patch(id, { Notes: 'second' })).status, 200);
    assert.equal((await kept(id)).notes, 'second');
  });

  test('a whole number that no double has exactly is refused with the range that is taken', async () => {
    const { id } = await addDevice(world());
    const put = (number: string) =>
      world().send('PATCH', `${devicesPath}/${id}`, {
        body: `{"totalStorageSpaceInBytes":${number}}`,
        headers: { 'Content-Type': 'application/json' },
      });
    for (const number of ['9007199254740993', '-9007199254740993', '1e400']) {
      const { message } = errorOf(await put(number), 400, 'BadRequest');
      assert.match(message, /from -9007199254740991 to 9007199254740991/, number);
    }
    assert.equal((await put('9007199254740991')).status, 200);
  });
});
