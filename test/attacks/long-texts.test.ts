import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { newId } from '../../src/core/id.ts';
import { model } from '../../src/model/model.ts';
import { versionNames } from '../../src/model/versions.ts';
import { emitMetadata } from '../../src/odata/documents/metadata.ts';
import { reachedTypes } from '../../src/odata/documents/reached-types.ts';
import { servedOperations } from '../../src/odata/served-operations.ts';
import { insertManagedDevice, newDevice } from '../../src/store/table/managed-devices.ts';
import { insertPartner } from '../../src/store/table/partners.ts';
import { schemaName } from '../../tools/contract/json-schema.ts';
import { openApiDocument } from '../../tools/contract/openapi.ts';
import { addDevice, devicesPath } from '../harness/devices.ts';
import { onEveryWorld } from '../harness/every-world.ts';
import { partner } from '../store/rows.ts';

const partnersPath = '/v1.0/deviceManagement/remoteAssistancePartners';
const megabytes = (count: number) => 'é'.repeat(count * 512 * 1024);

onEveryWorld('a long text', (world) => {
  const tooLong = (property: string, limit: number) =>
    `Invalid value for property '${property}': a string of at most ${limit} characters is expected.`;
  const refused = async (method: string, path: string, body: object, property: string, limit: number) => {
    const reply = await world().send(method, path, { body });
    assert.equal(reply.status, 400, `${method} ${path}: ${reply.text.slice(0, 200)}`);
    assert.equal(reply.json.error.message, tooLong(property, limit));
  };

  test('is refused with its property and limit wherever a client can write it', async () => {
    const { id } = await addDevice(world());
    const device = `${devicesPath}/${id}`;
    // As long as a body may be.
    const long = 'é'.repeat(100_000);
    await refused('POST', devicesPath, { notes: long }, 'notes', 8192);
    await refused('PATCH', device, { notes: 'x'.repeat(8193) }, 'notes', 8192);
    await refused('PATCH', device, { deviceName: 'x'.repeat(257) }, 'deviceName', 256);
    const deviceHealthAttestationState = { pcr0: 'x'.repeat(257) };
    await refused('PATCH', device, { deviceHealthAttestationState }, 'deviceHealthAttestationState/pcr0', 256);
    const devices = [{ serialNumber: 'S' }, { serialNumber: 'S'.repeat(257) }];
    const { json } = await world().send('POST', '/assist/managedDevices/import', { body: { devices } });
    assert.deepEqual([json.created, json.results[1].reason], [1, tooLong('devices[1]/serialNumber', 256)]);
    await refused('POST', partnersPath, { displayName: long }, 'displayName', 256);
    await refused('PATCH', `${partnersPath}/${await world().partnerId()}`, { displayName: long }, 'displayName', 256);
  });

  test('is as long as its characters, whatever they take in memory', async () => {
    const body = { deviceName: '😀'.repeat(256), notes: 'é'.repeat(8192) };
    const device = await addDevice(world(), body);
    const { json } = await world().send('GET', `${devicesPath}/${device.id}?$select=deviceName,notes`);
    assert.deepEqual([json.deviceName, json.notes], [body.deviceName, body.notes]);
    await refused('PATCH', `${devicesPath}/${device.id}`, { deviceName: `${'😀'.repeat(256)}x` }, 'deviceName', 256);
  });

  test('that was stored before there was a limit is read, in pages that hold a few of them, and changed elsewhere', async () => {
    const { send, service, contoso } = world();
    // PostgreSQL's indexes have no room for long texts, so that no long one was ever stored where an index is.
    const ids = Array.from({ length: 6 }, () => newId());
    const long = megabytes(3);
    for (const [index, id] of ids.entries()) {
      const device = newDevice(id, { deviceName: `LONG-${index}`, model: long, manufacturer: 'before' });
      await service.database.write(contoso, (tx) => insertManagedDevice(tx, device));
    }
    let next: string | undefined =
      `${devicesPath}?$filter=startswith(deviceName,'LONG-')&$orderby=deviceName&$count=true`;
    const pages: string[][] = [];
    while (next !== undefined) {
      const page = await send('GET', next);
      assert.equal(page.status, 200);
      assert.ok(page.text.length < 8 * 1024 * 1024, `${page.text.length} characters`);
      if (pages.length === 0) assert.equal(page.json['@odata.count'], 6);
      for (const device of page.json.value) assert.equal(device.model, long);
      pages.push(page.json.value.map((device: { deviceName: string }) => device.deviceName));
      next = page.json['@odata.nextLink']?.slice(world().origin.length);
    }
    assert.deepEqual(pages, [
      ['LONG-0', 'LONG-1'],
      ['LONG-2', 'LONG-3'],
      ['LONG-4', 'LONG-5'],
    ]);

    const changed = await send('PATCH', `${devicesPath}/${ids[0]}`, { body: { manufacturer: 'after', notes: 'new' } });
    assert.deepEqual([changed.status, changed.json.manufacturer, changed.json.model], [200, 'after', long]);
    for (const id of ids) assert.equal((await send('DELETE', `${devicesPath}/${id}`)).status, 204);
  });

  test('is in the trail by its beginning and by the hash of the whole', async () => {
    const { send, service, contoso } = world();
    const displayName = `${'x'.repeat(1023)}😀${'y'.repeat(2000)}`;
    const old = partner({ displayName });
    await service.database.write(contoso, (tx) => insertPartner(tx, old));
    await send('PATCH', `${partnersPath}/${old.id}`, { body: { displayName: 'short' } });
    await send('DELETE', `${partnersPath}/${old.id}`);
    const { json } = await send('GET', '/beta/deviceManagement/auditEvents?$top=2');
    const [deleted, updated] = json.value;
    assert.equal(deleted.resources[0].resourceId, old.id);
    const [{ oldValue, newValue }] = updated.resources[0].modifiedProperties;
    const digest = createHash('sha256').update(displayName).digest('hex');
    assert.deepEqual([oldValue, newValue], [`${'x'.repeat(1023)}… (cut; SHA-256 of the whole: ${digest})`, 'short']);
    assert.equal((await send('GET', '/assist/auditEvents/verify()')).json.intact, true);
  });
});

for (const version of versionNames) {
  test(`every text has a greatest length, which OpenAPI tells where a client writes it, and $metadata does not (${version})`, () => {
    const { complexTypes, entities, written } = reachedTypes(servedOperations(model, version), version, {
      navigation: true,
    });
    const { schemas } = openApiDocument(model, version).components;
    for (const type of [...complexTypes, ...entities]) {
      const told = (schemas as Readonly<Record<string, Schema>>)[schemaName(type, version)]?.properties ?? {};
      for (const [name, { type: value, collection, maxLength, readOnly }] of Object.entries(type.properties)) {
        const isText = value.kind === 'primitive' && value.name === 'Edm.String';
        assert.equal(maxLength !== undefined, isText, `${type.name}.${name}`);
        if (!isText || collection || !told[name]) continue;
        assert.equal(
          told[name].maxLength,
          written.has(type) && !readOnly ? maxLength : undefined,
          `${type.name}.${name}`,
        );
      }
    }
    assert.doesNotMatch(emitMetadata(model, version), /MaxLength/);
  });
}

interface Schema {
  readonly properties?: Readonly<Record<string, { readonly maxLength?: number }>>;
}
