import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { model } from '../../../src/model/model.ts';
import { applicationVersions, ofApplications, type PermissionGeneration } from '../../../src/model/permissions.ts';
import { versionNames } from '../../../src/model/versions.ts';
import { type ServedOperation, servedOperations } from '../../../src/odata/served-operations.ts';
import { postgres, sqliteInMemory } from '../../harness/databases.ts';
import { onEveryWorld } from '../../harness/every-world.ts';
import type { Reply, World } from '../../harness/world.ts';
import { errorOf, serviceErrorOf } from '../service-error.ts';
import { type Answering, fixtures } from './fixtures.ts';

/**
 * What every operation answers at every address of every version, asked for by the model: a new operation is asked too, once
 * `fixtures.ts` says how it succeeds.
 */
const operations = versionNames.flatMap((version) =>
  servedOperations(model, version).map((operation) => ({ ...operation, version })),
);
type Operation = (typeof operations)[number];

const fixtureOf = ({ name }: ServedOperation) => fixtures[name as Answering];
const nobody = 'ffffffff-0000-4000-8000-000000000000';
const something = 'a1a1a1a1-0000-4000-8000-000000000001';
const titleOf = ({ method, version, address }: Operation) => `${method} ${version}${address}`;

/** Every permission of the model, and neighbours of them that open nothing. */
const everyPermission = [
  ...new Set(operations.flatMap(({ permission }) => [...permission.documented, ...permission.current])),
  'DeviceManagementRBAC.ReadWrite.All',
  'DeviceManagementServiceConfig.ReadWrite',
  'deviceManagementServiceConfig.ReadWrite.All',
];

const successes: Readonly<Record<Operation['kind'], (operation: Operation) => number>> = {
  list: () => 200,
  get: () => 200,
  create: () => 201,
  update: () => 200,
  delete: () => 204,
  action: ({ action }) => (action?.returns ? 200 : 204),
  function: () => 200,
};

interface Sent {
  readonly token?: string | null;
  readonly id?: string;
  readonly query?: string;
  readonly body?: unknown;
}

async function send(world: World, operation: Operation, sent: Sent): Promise<Reply> {
  const { token, id = nobody, query = '', body = fixtureOf(operation).body?.() } = sent;
  const [admin] = world.issuer.directory.users;
  const values: Readonly<Record<string, string>> = {
    id,
    user: admin?.userPrincipalName ?? '',
    detectedApp: something,
    managedDevice: id,
    script: something,
    deviceRunState: `${something}:${id}`,
    category: 'Device',
    tenant: world.contoso,
  };
  const path = operation.address.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    assert.ok(name in values, `${operation.address}: say in this test what {${name}} stands for`);
    return encodeURIComponent(values[name] ?? '');
  });
  const options = { ...(token !== undefined && { token }), ...(body !== undefined && { body }) };
  return world.send(operation.method, `/${operation.version}${path}${query}`, options);
}

const kinds = ['delegated', 'application'] as const;
type CallerKind = (typeof kinds)[number];

/** What opens an operation to a caller, as the model says it; nothing where that kind of caller is not served. */
function acceptedFrom(kind: CallerKind, generation: PermissionGeneration, { permission, version }: Operation) {
  const served =
    kind === 'delegated' || (!permission.delegatedOnly && applicationVersions[generation].includes(version));
  if (!served) return [];
  return kind === 'application' ? ofApplications(permission[generation]) : permission[generation];
}

const holding = (world: World, kind: CallerKind, permissions: readonly string[], tenant?: string) =>
  (kind === 'delegated' ? world.token : world.applicationToken)({ permissions, ...(tenant && { tenant }) });

for (const generation of ['documented', 'current'] as const) {
  onEveryWorld(
    `every operation, with permissions ${generation}`,
    (world) => {
      before(async () => world().connect(await world().partnerId()));

      for (const operation of operations) {
        const succeeds = successes[operation.kind](operation);

        for (const kind of kinds) {
          const accepted = acceptedFrom(kind, generation, operation);
          test(`${titleOf(operation)} is ${succeeds} to ${kind} callers with ${accepted.join(' or ') || 'nothing that is served'}`, async () => {
            for (const permission of accepted) {
              const id = await fixtureOf(operation).entity?.(world());
              const token = await holding(world(), kind, [permission]);
              const reply = await send(world(), operation, { token, ...(id && { id }) });
              assert.equal(reply.status, succeeds, `${permission}: ${reply.text}`);
            }
          });

          test(`${titleOf(operation)} is refused to ${kind} callers without, though they hold everything else`, async () => {
            const others = everyPermission.filter((permission) => !accepted.includes(permission));
            for (const permissions of [others, []]) {
              const reply = await send(world(), operation, { token: await holding(world(), kind, permissions) });
              if (kind === 'application' && operation.permission.delegatedOnly) errorOf(reply, 400, 'BadRequest');
              else serviceErrorOf(reply, 403, 'Forbidden');
            }
          });
        }

        test(`${titleOf(operation)} is 401 without a token that is believed`, async () => {
          const expired = await world().token({ lifetimeSeconds: -3600 });
          const [header, payload] = (await world().token()).split('.');
          for (const token of [null, 'nonsense', expired, `${header}.${payload}.AAAA`]) {
            errorOf(await send(world(), operation, { token }), 401, 'InvalidAuthenticationToken');
          }
        });

        test(`${titleOf(operation)} is 400 to an option that it does not know`, async () => {
          errorOf(await send(world(), operation, { query: '?$nonsense=1' }), 400, 'BadRequest');
        });

        if (operation.method === 'POST' || operation.method === 'PATCH') {
          test(`${titleOf(operation)} is 400 to a body that it does not know, or that is none`, async () => {
            for (const body of [{ nonsense: 1 }, '{', '[]', '"text"']) {
              const reply = await send(world(), operation, { body });
              assert.equal(reply.status, 400, `${JSON.stringify(body)}: ${reply.text}`);
              assert.ok(reply.json.error.code && reply.json.error.message, reply.text);
            }
          });
        }

        if (leadsToOne(operation) && !fixtureOf(operation).namesAnybody) {
          test(`${titleOf(operation)} is 404 for what is not there, and for another organisation's just the same`, async () => {
            const id = await fixtureOf(operation).entity?.(world());
            const stranger = isOperators(operation) ? undefined : await foreign(world(), operation);
            const unknown = serviceErrorOf(await send(world(), operation, {}), 404, 'ResourceNotFound');
            serviceErrorOf(await send(world(), operation, { id: 'no-id' }), 404, 'ResourceNotFound');
            assert.ok(id);
            if (stranger === undefined || operation.name.startsWith('connectors.')) return;
            const reply = await send(world(), operation, { id, token: stranger });
            assert.equal(serviceErrorOf(reply, 404, 'ResourceNotFound').text, unknown.text);
          });
        }

        if (operation.kind === 'list' && !isOperators(operation) && !operation.name.startsWith('connectors.')) {
          test(`${titleOf(operation)} shows nothing of another organisation`, async () => {
            const read = operations.find(({ name }) => name === operation.name.replace(/list$/, 'get'));
            const id = read && (await fixtureOf(read).entity?.(world()));
            const reply = await send(world(), operation, { token: await foreign(world(), operation) });
            assert.equal(reply.status, 200, reply.text);
            assert.ok(!reply.json.value.some((each: { id: string }) => each.id === id));
          });
        }

        if (isOperators(operation)) {
          test(`${titleOf(operation)} is 403 to organisations that are not the operator's`, async () => {
            const id = await fixtureOf(operation).entity?.(world());
            const token = await foreign(world(), operation);
            serviceErrorOf(await send(world(), operation, { token, ...(id && { id }) }), 403, 'Forbidden');
          });
        }
      }

      test('a suspended organisation gets 400 from every operation, but for those that are open to it', async () => {
        const { fabrikam, clock } = world();
        await world().send('POST', `/assist/tenants/${fabrikam}/suspend`);
        // An admission is believed for a second.
        clock.turn(1001);
        for (const operation of operations) {
          const reply = await send(world(), operation, { token: await foreign(world(), operation) });
          if (operation.whileSuspended) {
            const open = operation.path.rows === 'everyOrganisation' ? [403] : [200, 204, 404];
            assert.ok(open.includes(reply.status), `${titleOf(operation)}: ${reply.text}`);
            continue;
          }
          const { message } = errorOf(reply, 400, 'BadRequest');
          assert.equal(message, 'Request not applicable to target tenant.', titleOf(operation));
        }
        await world().send('POST', `/assist/tenants/${fabrikam}/resume`);
        clock.turn(1001);
      });
    },
    // Where a caller confirms a consent, there is one to confirm.
    { settings: { permissions: generation, consentConfirmation: 'action' } },
    // Whom a generation admits is decided before any database is asked.
    generation === 'documented' ? [sqliteInMemory, postgres] : [sqliteInMemory],
  );
}

/** A person of Fabrikam who may do it there. */
function foreign(world: World, { permission }: Operation): Promise<string> {
  return world.token({ tenant: world.fabrikam, permissions: permission.current });
}

/** Whether an address names one entity, by its key or by a path that ends in one. */
function leadsToOne({ keyed, address }: ServedOperation): boolean {
  return keyed || address.includes('{deviceRunState}');
}

function isOperators({ path }: ServedOperation): boolean {
  return path.rows === 'everyOrganisation';
}
