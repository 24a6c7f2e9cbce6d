import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import type { PermissionGeneration } from '../../../src/model/permissions.ts';
import type { ServedOperation } from '../../../src/odata/served-operations.ts';
import { postgres, sqliteInMemory } from '../../harness/databases.ts';
import { onEveryWorld } from '../../harness/every-world.ts';
import type { Reply, World } from '../../harness/world.ts';
import { errorOf, serviceErrorOf } from '../service-error.ts';
import {
  acceptedFrom,
  type CallerKind,
  everyPermission,
  fixtureOf,
  holding,
  kinds,
  nobody,
  type Operation,
  operations,
  send,
  titleOf,
} from './asking.ts';

/**
 * What every operation answers at every address of every version, asked for by the model: a new operation is asked too, once
 * `fixtures.ts` says how it succeeds.
 */

const successes: Readonly<Record<Operation['kind'], (operation: Operation) => number>> = {
  list: () => 200,
  get: () => 200,
  create: () => 201,
  update: () => 200,
  delete: () => 204,
  action: ({ action }) => (action?.returns ? 200 : 204),
  function: () => 200,
};

/** Where a caller confirms a consent, there is one to confirm. */
const settingsOf = (generation: PermissionGeneration) => ({
  settings: { permissions: generation, consentConfirmation: 'action' },
});

onEveryWorld(
  'every operation, with permissions documented',
  (world) => {
    before(async () => world().connect(await world().partnerId()));
    for (const operation of operations) {
      for (const kind of kinds) {
        const accepted = acceptedFrom(kind, 'documented', operation);
        succeeds(world, operation, kind, accepted);
        isRefused(world, operation, kind, accepted);
      }
      isUnderstood(world, operation);
      keepsToRows(world, operation);
    }
    keepsTheSuspendedOut(world);
  },
  settingsOf('documented'),
  [sqliteInMemory],
);

// Whom a permission admits, and what of a request makes no sense, is decided before any database is asked.
onEveryWorld(
  'every operation, with permissions documented',
  (world) => {
    before(async () => world().connect(await world().partnerId()));
    for (const operation of operations) {
      for (const kind of kinds)
        succeeds(world, operation, kind, acceptedFrom(kind, 'documented', operation).slice(0, 1));
      keepsToRows(world, operation);
    }
    keepsTheSuspendedOut(world);
  },
  settingsOf('documented'),
  [postgres],
);

// What this generation decides: whom it admits as the other does not, and nobody else.
onEveryWorld(
  'every operation, with permissions current',
  (world) => {
    before(async () => world().connect(await world().partnerId()));
    for (const operation of operations) {
      for (const kind of kinds) {
        const accepted = acceptedFrom(kind, 'current', operation);
        const isNew = !isDeepStrictEqual(accepted, acceptedFrom(kind, 'documented', operation));
        if (isNew) succeeds(world, operation, kind, accepted);
        isRefused(world, operation, kind, accepted);
      }
    }
  },
  settingsOf('current'),
  [sqliteInMemory],
);

function succeeds(world: () => World, operation: Operation, kind: CallerKind, accepted: readonly string[]): void {
  // Who is not served is refused.
  if (accepted.length === 0) return;
  const status = successes[operation.kind](operation);
  test(`${titleOf(operation)} is ${status} to ${kind} callers with ${accepted.join(' or ')}`, async () => {
    for (const permission of accepted) {
      const id = await fixtureOf(operation).entity?.(world());
      const token = await holding(world(), kind, [permission]);
      const reply = await send(world(), operation, { token, ...(id && { id }) });
      assert.equal(reply.status, status, `${permission}: ${reply.text}`);
    }
  });
}

function isRefused(world: () => World, operation: Operation, kind: CallerKind, accepted: readonly string[]): void {
  test(`${titleOf(operation)} is refused to ${kind} callers without, though they hold everything else`, async () => {
    const others = everyPermission.filter((permission) => !accepted.includes(permission));
    for (const permissions of [others, []]) {
      const reply = await send(world(), operation, { token: await holding(world(), kind, permissions) });
      if (kind === 'application' && operation.permission.delegatedOnly) errorOf(reply, 400, 'BadRequest');
      else serviceErrorOf(reply, 403, 'Forbidden');
    }
  });
}

function isUnderstood(world: () => World, operation: Operation): void {
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

  if (operation.method !== 'POST' && operation.method !== 'PATCH') return;
  test(`${titleOf(operation)} is 400 to a body that it does not know, or that is none`, async () => {
    for (const body of [{ nonsense: 1 }, '{', '[]', '"text"']) {
      const reply = await send(world(), operation, { body });
      assert.equal(reply.status, 400, `${JSON.stringify(body)}: ${reply.text}`);
      assert.ok(reply.json.error.code && reply.json.error.message, reply.text);
    }
  });
}

function keepsToRows(world: () => World, operation: Operation): void {
  if (leadsToOne(operation) && !fixtureOf(operation).namesAnybody) {
    test(`${titleOf(operation)} is 404 for what is not there, and for another organisation's just the same`, async () => {
      const id = await fixtureOf(operation).entity?.(world());
      const stranger = isOperators(operation) ? undefined : await foreign(world(), operation);
      const unknown = notThere(operation, await send(world(), operation, { id: nobody }), nobody);
      notThere(operation, await send(world(), operation, { id: 'no-id' }), 'no-id');
      assert.ok(id);
      if (stranger === undefined || operation.name.startsWith('connectors.')) return;
      const reply = await send(world(), operation, { id, token: stranger });
      assert.equal(notThere(operation, reply, id), unknown);
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

/** What is said of what is not there: as Intune does, or as the directory does, which names what was asked for. */
function notThere({ name }: Operation, reply: Reply, id: string): string {
  if (!/^(users|organization|subscribedSkus)\./.test(name)) return serviceErrorOf(reply, 404, 'ResourceNotFound').text;
  return errorOf(reply, 404, 'Request_ResourceNotFound').message.replace(id, '');
}

function keepsTheSuspendedOut(world: () => World): void {
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
