import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { before, test } from 'node:test';
import { model } from '../../src/model/model.ts';
import { type ServedOperation, servedOperations } from '../../src/odata/served-operations.ts';
import { copyTenant } from '../../src/store/table/tenant-copy.ts';
import { onEveryWorld } from '../harness/every-world.ts';
import type { Reply, World } from '../harness/world.ts';
import { type Answering, fixtures } from '../operations/answers/fixtures.ts';

/** Every operation on one entity of an organisation, at every address: a new one is tried as well. All of v1.0 is in beta. */
const operations = (['beta', 'assist'] as const).flatMap((version) =>
  servedOperations(model, version)
    .filter(({ address, keyed }) => keyed || /\{(managedDevice|deviceRunState)\}/.test(address))
    .filter(({ name, path }) => path.rows !== 'everyOrganisation' && !name.startsWith('connectors.'))
    .map((operation) => ({ ...operation, version })),
);
type Operation = (typeof operations)[number];

const every = [...new Set(operations.flatMap(({ permission }) => permission.current))];
const suspended = randomUUID();
const fixtureOf = ({ name }: ServedOperation) => fixtures[name as Answering];

const strangers: Readonly<Record<string, (world: World) => Promise<string>>> = {
  'a person of another organisation': ({ token, fabrikam }) => token({ tenant: fabrikam, permissions: every }),
  'a program of another organisation': ({ applicationToken, fabrikam }) =>
    applicationToken({ tenant: fabrikam, permissions: every }),
  'a person of an organisation that nobody knows': (world) => tokenOf(world, randomUUID()),
  'a person of an organisation that is suspended': (world) => tokenOf(world, suspended),
};

function tokenOf({ token, issuer }: World, tid: string): Promise<string> {
  return token({ permissions: every, claims: { tid, iss: `${issuer.authorityHost}/${tid}/` } });
}

onEveryWorld(
  'what is another organisation’s',
  (world) => {
    before(async () => {
      await world().connect(await world().partnerId());
      await world().send('POST', '/assist/tenants', { body: { tenantId: suspended } });
      await world().send('POST', `/assist/tenants/${suspended}/suspend`);
    });

    for (const operation of operations) {
      const { entity, namesAnybody } = fixtureOf(operation);
      if (!entity || namesAnybody) continue;
      test(`${operation.method} ${operation.version}${operation.address}: is answered to strangers as what is not there, and nothing happens`, async () => {
        const theirs = await entity(world());
        const before = await kept(world());
        const nobodys = theirs.replaceAll(/[0-9a-f]/g, (digit) => (digit === 'f' ? '0' : 'f'));
        const tries = Object.entries(strangers).flatMap(([who, token]) =>
          (['by itself', 'in a batch'] as const).map(async (how) => {
            const bearer = await token(world());
            const ask = (id: string) => asked(world(), operation, id, bearer, how);
            assert.deepEqual(await ask(theirs), await ask(nobodys), `${who}, ${how}`);
          }),
        );
        await Promise.all(tries);
        assert.deepEqual(await kept(world()), before);
      });
    }

    test('is not reached by what a client brings from there: links to the next page, ids of requests, ids of devices', async () => {
      const { send, token, fabrikam } = world();
      const stranger = await token({ tenant: fabrikam });
      const devices = '/v1.0/deviceManagement/managedDevices';
      const body = { deviceName: 'Theirs', serialNumber: 'T-1' };
      const headers = { 'client-request-id': randomUUID() };
      const made = await send('POST', devices, { body, headers });
      const own = await send('POST', devices, { body, headers, token: stranger });
      assert.deepEqual([made.status, own.status], [201, 201]);
      assert.notEqual(own.json.id, made.json.id);

      const { id } = made.json;
      const before = await kept(world());
      const taken = await send('POST', devices, { body: { id, deviceName: 'Mine' }, token: stranger });
      assert.deepEqual([taken.status, taken.json.id], [201, id], 'an id is of one organisation');
      const records = { devices: [{ id, deviceName: 'Mine again' }] };
      const imported = await send('POST', '/assist/managedDevices/import', { body: records, token: stranger });
      assert.equal(imported.json.results[0].outcome, 'updated');
      const { json } = await send('GET', `${devices}?$top=1`);
      const next = String(json['@odata.nextLink']).replace(world().service.origin, '');
      const page = await send('GET', next, { token: stranger });
      const shown = page.json.value.map((each: { id: string; deviceName: string }) => `${each.id} ${each.deviceName}`);
      assert.ok(!shown.includes(`${id} Theirs`));
      assert.equal((await send('GET', `${devices}/${id}`)).json.deviceName, 'Theirs');
      assert.deepEqual(await kept(world()), before);
    });
  },
  { settings: { permissions: 'current', consentConfirmation: 'action' } },
);

/** The answer, but for what names the request or what was asked for. */
async function asked(world: World, operation: Operation, id: string, token: string, how: 'by itself' | 'in a batch') {
  const { version, method, address } = operation;
  const [admin] = world.issuer.directory.users;
  const values: Readonly<Record<string, string>> = {
    id,
    user: admin?.userPrincipalName ?? '',
    detectedApp: '11111111-0000-4000-8000-000000000001',
    managedDevice: id,
    script: '11111111-0000-4000-8000-000000000001',
    deviceRunState: `11111111-0000-4000-8000-000000000001:${id}`,
  };
  const path = address.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(values[name] ?? name));
  const body = fixtureOf(operation).body?.();
  if (how === 'by itself') {
    return withoutIds(await world.send(method, `/${version}${path}`, { token, ...(body && { body }) }), id);
  }
  const headers = { 'Content-Type': 'application/json' };
  const requests = [{ id: '1', method, url: path, ...(body && { body, headers }) }];
  return withoutIds(await world.send('POST', `/${version}/$batch`, { token, body: { requests } }), id);
}

function withoutIds({ status, headers, text }: Reply, id: string) {
  const own = [headers.get('request-id'), headers.get('client-request-id'), id, encodeURIComponent(id)];
  const told = own.reduce((all: string, each) => (each ? all.replaceAll(each, '…') : all), text);
  const kept = [...headers].filter(([name]) => !['date', 'request-id', 'client-request-id'].includes(name));
  const times = /"date":"[^"]*"|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
  return { status, headers: kept, text: told.replaceAll(times, '…') };
}

/** All of Contoso's rows, but for what the service does by itself. */
async function kept({ service, contoso }: World) {
  const { obligations, request_windows, grants, audit_heads, audit_events, ...rows } = await service.database.read(
    contoso,
    copyTenant,
  );
  const events = audit_events?.filter(({ actor }) => !String(actor).includes('"type":"System"'));
  return { ...rows, events };
}
