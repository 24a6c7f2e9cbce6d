import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newId } from '../../src/core/id.ts';
import type { Resource, ResourcePath, Rows } from '../../src/edm/operation.ts';
import { standsIn, type VersionName } from '../../src/edm/type.ts';
import { model } from '../../src/model/model.ts';
import { postgres } from '../harness/databases.ts';
import { addDevice } from '../harness/devices.ts';
import { onEveryWorld } from '../harness/every-world.ts';
import type { World } from '../harness/world.ts';

const caller = 'adele@contoso.example';
const user = 'vance@contoso.example';

/** Two devices of each of two users, one of them under Configuration Manager as well. */
const devices = {
  own: { userPrincipalName: caller, managementAgent: 'mdm' },
  ownComanaged: { userPrincipalName: caller, managementAgent: 'configurationManagerClientMdm' },
  theirs: { userPrincipalName: user, managementAgent: 'mdm' },
  theirsComanaged: { userPrincipalName: user, managementAgent: 'configurationManagerClientMdmEas' },
};
type Device = keyof typeof devices;

const seen: Readonly<Partial<Record<Rows, readonly Device[]>>> = {
  organisation: ['own', 'ownComanaged', 'theirs', 'theirsComanaged'],
  user: ['theirs', 'theirsComanaged'],
  caller: ['own', 'ownComanaged'],
  comanaged: ['ownComanaged', 'theirsComanaged'],
};

const resources: readonly (readonly [string, Resource])[] = Object.entries(model);
const { managedDevices }: { readonly managedDevices: Resource } = model;

onEveryWorld('whose rows a path leads to', (current, kind) => {
  // How a path is spelled is read before any database is asked.
  const spellings = kind === postgres ? 1 : 3;
  for (const path of managedDevices.paths) {
    for (const version of path.versions) {
      test(`/${version}/${path.path}: ${path.rows}, by every operation${spellings > 1 ? ' and in any spelling' : ''}`, async () => {
        const world = current();
        const { json } = await world.send('GET', '/v1.0/deviceManagement/managedDevices');
        for (const { id } of json.value) await world.send('DELETE', `/v1.0/deviceManagement/managedDevices/${id}`);
        const ids = new Map<Device, string>();
        for (const [name, device] of Object.entries(devices)) {
          const { id } = await addDevice(world, { ...device, deviceName: name, serialNumber: newId() });
          ids.set(name as Device, id);
        }
        const inside = seen[path.rows];
        assert.ok(inside, `${path.rows} is expected to lead to devices`);
        const spelled = [path.path, path.path.toUpperCase(), path.path.toLowerCase()].slice(0, spellings);
        for (const each of spelled) {
          const base = `/${version}/${each}`;
          await readsRows(world, base, path, ids, inside);
          await changesRows(world, base, path, ids, inside);
        }
      });
    }
  }

  test('organisations are seen by the operator’s callers alone, by every operation, whatever is sent along', async () => {
    const world = current();
    const token = await world.token({ tenant: world.fabrikam });
    for (const [, resource] of resources) {
      for (const path of resource.paths.filter(({ rows }) => rows === 'everyOrganisation')) {
        for (const version of path.versions) {
          for (const [method, tail, body] of everyRequest(resource, path, version)) {
            const reply = await world.send(method, `/${version}/${path.path}${tail}`, { token, ...(body && { body }) });
            assert.equal(reply.status, 403, `${method} ${path.path}${tail}: ${reply.text}`);
            assert.match(reply.text, /operator/);
          }
        }
      }
    }
  });
});

test('a path that names a user leads to the rows of a user, and what is added is added to an organisation', () => {
  for (const [name, resource] of resources) {
    for (const { path, rows, operations, versions } of resource.paths) {
      if (rows !== 'everyOrganisation') assert.equal(rows === 'user', path.includes('{user}'), path);
      // Of `assist`, it is what the organisation and the token say of any caller.
      const own = /^me(\/|$)/i.test(path) && !versions.includes('assist');
      assert.equal(rows === 'caller', own, path);
      const adds = ['create', 'import'].some((each) => offers(resource, each) && operations?.includes(each) !== false);
      if (adds) assert.ok(rows === 'organisation' || rows === 'everyOrganisation', `${name}: ${path}`);
    }
  }
});

function offers(resource: Resource, name: string): boolean {
  return name in resource.operations || name in resource.actions;
}

function reaches(path: ResourcePath, version: VersionName, name: string): boolean {
  const { operations, actions } = managedDevices;
  const declared = actions[name] ?? operations[name as keyof typeof operations];
  return declared !== undefined && standsIn(declared, version) && path.operations?.includes(name) !== false;
}

/** Where one device is, below a path as it was spelled. */
function placeOf(base: string, path: ResourcePath, id: string, ids: ReadonlyMap<Device, string>): string {
  if (path.keyFrom === undefined) return `${filledIn(base, ids)}/${id}`;
  return filledIn(base, ids, { [path.keyFrom]: `script:${id}` });
}

function filledIn(base: string, ids: ReadonlyMap<Device, string>, own: Readonly<Record<string, string>> = {}): string {
  // Names of users are compared without case, as Entra does.
  const values = { user: 'Vance@Contoso.example', managedDevice: ids.get('own') ?? '', ...own };
  const byName = new Map(Object.entries(values).map(([name, value]) => [name.toLowerCase(), value]));
  return base.replaceAll(/\{(\w+)\}/g, (_all, name: string) => byName.get(name.toLowerCase()) ?? 'any');
}

async function readsRows(
  world: World,
  base: string,
  path: ResourcePath,
  ids: ReadonlyMap<Device, string>,
  inside: readonly Device[],
): Promise<void> {
  const version = base.split('/')[1] as VersionName;
  if (reaches(path, version, 'list')) {
    const { json } = await world.send('GET', `${filledIn(base, ids)}?$select=deviceName&$count=true`);
    const names = json.value.map(({ deviceName }: { deviceName: string }) => deviceName).sort();
    assert.deepEqual(names, [...inside].sort(), base);
    assert.equal(json['@odata.count'], inside.length, base);
    const { text } = await world.send('GET', `${filledIn(base, ids)}/$count`);
    assert.equal(Number(text), inside.length, `${base}/$count`);
  }
  if (!reaches(path, version, 'get')) return;
  for (const [name, id] of ids) {
    const { status } = await world.send('GET', placeOf(base, path, id, ids));
    assert.equal(status, inside.includes(name) ? 200 : 404, `GET ${base}, ${name}`);
  }
}

async function changesRows(
  world: World,
  base: string,
  path: ResourcePath,
  ids: ReadonlyMap<Device, string>,
  inside: readonly Device[],
): Promise<void> {
  const version = base.split('/')[1] as VersionName;
  for (const [name, id] of ids) {
    const found = inside.includes(name);
    const place = placeOf(base, path, id, ids);
    if (reaches(path, version, 'requestRemoteAssistance')) {
      // Of a device that is found it is asked with which partner, and there is none.
      const { status, text } = await world.send('POST', `${place}/requestRemoteAssistance`);
      assert.equal(status, found ? 400 : 404, `${base}, ${name}: ${text}`);
    }
    if (reaches(path, version, 'update')) {
      const { status } = await world.send('PATCH', place, { body: { managedDeviceName: base } });
      assert.equal(status, found ? 200 : 404, `PATCH ${base}, ${name}`);
    }
    if (reaches(path, version, 'delete') && !found) {
      assert.equal((await world.send('DELETE', place)).status, 404, `DELETE ${base}, ${name}`);
    }
    const { json } = await world.send('GET', `/v1.0/deviceManagement/managedDevices/${id}`);
    assert.equal(json.managedDeviceName === base, found && reaches(path, version, 'update'), `${base}, ${name}`);
  }
  if (!reaches(path, version, 'delete')) return;
  const [victim] = inside;
  const { id } = await addDevice(world, { ...devices[victim ?? 'own'], serialNumber: newId() });
  assert.equal((await world.send('DELETE', placeOf(base, path, id, ids))).status, 204, `DELETE ${base}`);
}

type Sent = readonly [method: string, tail: string, body?: string];

/** A request for each operation, also with a body that could not be read. */
function everyRequest(resource: Resource, { operations }: ResourcePath, version: VersionName): Sent[] {
  const leadsTo = (name: string) => operations?.includes(name) !== false;
  const one = `/${newId()}`;
  const standard: Readonly<Record<string, readonly Sent[]>> = {
    list: [
      ['GET', ''],
      ['GET', '?$filter=nonsense'],
      ['GET', '/$count'],
    ],
    get: [['GET', one]],
    create: [['POST', '', '{']],
    update: [['PATCH', one, '{']],
    delete: [['DELETE', one]],
  };
  const bound = Object.entries({ ...resource.actions, ...resource.functions }).filter(
    ([name, each]) => standsIn(each, version) && leadsTo(name),
  );
  return [
    ...Object.keys(resource.operations)
      .filter(leadsTo)
      .flatMap((name) => standard[name] ?? []),
    ...bound.map(([name, { boundTo }]): Sent => {
      const at = boundTo === 'collection' ? '' : one;
      return name in resource.actions ? ['POST', `${at}/${name}`, '{}'] : ['GET', `${at}/${name}()`];
    }),
  ];
}
