import assert from 'node:assert/strict';
import { test } from 'node:test';
import { scopeOf } from '../../../src/assist/scope.ts';
import type { Failure } from '../../../src/core/failure.ts';
import { newId } from '../../../src/core/id.ts';
import { onEveryWorld } from '../../harness/every-world.ts';
import { startWorld, until } from '../../harness/world.ts';
import { errorOf, serviceErrorOf } from '../service-error.ts';

const path = '/assist/tenants';

onEveryWorld('tenants', (world) => {
  const add = async (displayName: string, tenantId = newId()) => {
    const { status, json } = await world().send('POST', path, { body: { tenantId, displayName } });
    assert.equal(status, 201);
    return json.id as string;
  };
  /** A token of a tenant that the development directory does not know. */
  const tokenOf = (tid: string) => world().token({ claims: { tid, iss: `${world().issuer.authorityHost}/${tid}/` } });

  test('an organisation that is added is served from then on, with a partner for each connector', async () => {
    const { send } = world();
    const tenantId = newId();
    const own = { token: await tokenOf(tenantId) };
    errorOf(await send('GET', '/v1.0/deviceManagement', own), 400, 'BadRequest');
    const created = await send('POST', path, {
      body: { tenantId: tenantId.toUpperCase(), displayName: 'Tailspin', subscriptionState: 'blocked' },
    });
    assert.equal(created.status, 201);
    assert.equal(created.headers.get('location'), `${world().service.origin}${path}('${tenantId}')`);
    const { '@odata.context': _, createdDateTime, trustedIssuers, ...tenant } = created.json;
    assert.deepEqual(
      trustedIssuers,
      world()
        .issuer.issuers()
        .map(({ issuer }) => issuer.replace('{tenantid}', tenantId)),
    );
    assert.ok(Math.abs(Date.parse(createdDateTime) - world().clock.now()) < 60_000);
    assert.deepEqual(tenant, {
      id: tenantId,
      tenantId,
      displayName: 'Tailspin',
      subscriptionState: 'active',
      intuneAccountId: tenantId,
      suspendedDateTime: null,
    });
    assert.deepEqual((await send('GET', `${path}/${tenantId}`)).json, created.json);
    assert.equal((await send('GET', '/v1.0/deviceManagement', own)).json.subscriptionState, 'active');
    const { json } = await send('GET', '/v1.0/deviceManagement/remoteAssistancePartners', own);
    assert.deepEqual(
      json.value.map((partner: { displayName: string }) => partner.displayName),
      ['TeamViewer'],
    );
  });

  test('adding one that is there is a conflict and changes nothing', async () => {
    const { send } = world();
    const id = await add('Once');
    const again = serviceErrorOf(
      await send('POST', path, { body: { tenantId: id, displayName: 'Twice' } }),
      409,
      'Conflict',
    );
    assert.match(JSON.stringify(again), /is there already/);
    assert.equal((await send('GET', `${path}/${id}`)).json.displayName, 'Once');
  });

  test('a tenantId is needed, and has to be a GUID', async () => {
    const { send } = world();
    for (const body of [{}, { displayName: 'None' }, { tenantId: 'contoso' }, { tenantId: null }, { tenantId: '' }]) {
      assert.match(errorOf(await send('POST', path, { body }), 400, 'BadRequest').message, /tenantId/);
    }
  });

  test('a suspended organisation is refused at once, and served again when it is resumed', async () => {
    const { send } = world();
    const id = await add('Wingtip');
    const own = { token: await tokenOf(id) };
    const asked = () => send('GET', '/v1.0/deviceManagement', own);
    assert.equal((await asked()).status, 200);

    for (const round of [1, 2]) {
      assert.equal((await send('POST', `${path}/${id}/suspend`)).status, 204, `round ${round}`);
      assert.equal(errorOf(await asked(), 400, 'BadRequest').message, 'Request not applicable to target tenant.');
    }
    const suspended = (await send('GET', `${path}/${id}`)).json;
    assert.equal(suspended.subscriptionState, 'disabled');
    assert.ok(Math.abs(Date.parse(suspended.suspendedDateTime) - world().clock.now()) < 60_000);

    for (const round of [1, 2]) {
      assert.equal((await send('POST', `${path}/${id}/resume`)).status, 204, `round ${round}`);
      assert.equal((await asked()).status, 200);
    }
    assert.equal((await send('GET', `${path}/${id}`)).json.suspendedDateTime, null);

    const { json } = await send('GET', '/beta/deviceManagement/auditEvents', own);
    // Who was refused meanwhile is in the trail as well, but no change.
    const changes = json.value.filter((event: { activityType: string }) => event.activityType !== 'Refuse Request');
    assert.deepEqual(
      changes.map((event: { activityType: string }) => event.activityType),
      ['Resume Tenant', 'Suspend Tenant', 'Create Tenant'],
      'in the trail of the organisation, each change once',
    );
    assert.equal(changes[0].actor.userPrincipalName, 'adele@contoso.example');
    assert.equal(changes[0].actor.remoteTenantId, world().contoso);
  });

  test("the operator's own organisation cannot be suspended", async () => {
    const { send, contoso } = world();
    serviceErrorOf(await send('POST', `${path}/${contoso}/suspend`), 400, 'BadRequest');
    assert.equal((await send('GET', `${path}/${contoso}`)).json.subscriptionState, 'active');
  });

  test('a list has all of them, page by page, in the order of their ids', async () => {
    const { send, service } = world();
    for (const name of ['A', 'B', 'C']) await add(name);
    const { json } = await send('GET', `${path}?$count=true`);
    const ids = json.value.map(({ id }: { id: string }) => id);
    assert.deepEqual(ids, [...ids].sort());
    assert.ok(ids.length >= 5);
    assert.equal(json['@odata.count'], ids.length);
    assert.equal((await send('GET', `${path}/$count`)).text, String(ids.length));

    const paged: string[] = [];
    for (let next: string | undefined = `${path}?$top=2&$select=id&$skip=1`; next !== undefined; ) {
      const page = await send('GET', next);
      assert.equal(page.status, 200);
      paged.push(...page.json.value.map(({ id }: { id: string }) => id));
      next = page.json['@odata.nextLink']?.slice(service.origin.length);
    }
    assert.deepEqual(paged, ids.slice(1));
    assert.deepEqual((await send('GET', `${path}?$skip=1000`)).json.value, []);
    for (const option of ['$filter=displayName eq %27A%27', '$orderby=displayName', '$search=A']) {
      assert.match(errorOf(await send('GET', `${path}?${option}`), 400, 'BadRequest').message, /is not allowed/);
    }
  });

  test('what is no organisation is not found', async () => {
    const { send } = world();
    for (const id of [newId(), 'contoso', "('')", '%20']) {
      const address = id.startsWith('(') ? `${path}${id}` : `${path}/${id}`;
      serviceErrorOf(await send('GET', address), 404, 'ResourceNotFound');
      serviceErrorOf(await send('POST', `${address}/suspend`), 404, 'ResourceNotFound');
    }
  });

  test('the permission alone is not enough: only the operator administers organisations', async () => {
    const { send, token, applicationToken, fabrikam, contoso } = world();
    const id = await add('Litware');
    const requests = [
      ['GET', path],
      ['GET', `${path}/${contoso}`],
      ['POST', path],
      ['POST', `${path}/${id}/suspend`],
      ['POST', `${path}/${id}/resume`],
    ] as const;
    const operate = { permissions: ['Assist.Operate.All'] };
    const alex = await token({ tenant: fabrikam, ...operate });
    const reader = await token({ permissions: ['Assist.Read.All', 'DeviceManagementServiceConfig.ReadWrite.All'] });
    for (const [method, address] of requests) {
      const body = method === 'POST' && address === path ? { tenantId: newId() } : undefined;
      const foreign = serviceErrorOf(await send(method, address, { token: alex, body }), 403, 'Forbidden');
      assert.equal(foreign.text, "Organisations are administered from the operator's tenant only.");
      serviceErrorOf(await send(method, address, { token: reader, body }), 403, 'Forbidden');
      const allowed = await send(method, address, { token: await applicationToken(operate), body });
      assert.ok(allowed.status < 300, `${method} ${address}: ${allowed.text}`);
    }
  });
});

test('what a suspended organisation owes to its partner is still done', async () => {
  await using world = await startWorld();
  const { send, sandbox, fabrikam, service } = world;
  const alex = await world.token({ tenant: fabrikam });
  const id = await world.partnerId(alex);
  await world.connect(id, alex);
  sandbox.faults.add({ kind: 'down' });
  await send('POST', `/v1.0/deviceManagement/remoteAssistancePartners/${id}/disconnect`, { token: alex });
  await send('POST', `${path}/${fabrikam}/suspend`);
  sandbox.faults.clear();
  world.clock.turn(3_600_000);
  await until('the grant is revoked', () => {
    service.obligations.wake();
    return sandbox.grants[0]?.revokedAt;
  });
});

test('the operator is the tenant of the setting', async () => {
  const operatorTenant = '11111111-1111-4111-8111-111111111111';
  await using world = await startWorld({ settings: { operatorTenant } });
  serviceErrorOf(await world.send('GET', path), 403, 'Forbidden');
  const line = world.lines.find(({ fields }) => fields.failure === 'operatorOnly');
  assert.equal(line?.fields.reason, `the caller's tenant is ${world.contoso}, operatorTenant is ${operatorTenant}`);
});

test('without an operator nobody administers organisations, and the log says which setting would change that', () => {
  const tenantId = newId();
  const caller = { tenantId, subject: newId(), userPrincipalName: undefined };
  assert.throws(
    () => scopeOf({ operatorTenant: undefined }, caller, { rows: 'everyOrganisation', pathParameters: {} }),
    (error: Failure<string, { problem: string }>) => {
      assert.equal(error.kind, 'operatorOnly');
      assert.match(error.parameters.problem, /no operatorTenant in its settings/);
      assert.match(error.internal ?? '', new RegExp(`operatorTenant=${tenantId} would admit the caller`));
      return true;
    },
  );
});
