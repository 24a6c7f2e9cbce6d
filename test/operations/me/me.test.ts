import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startWorld } from '../../harness/world.ts';

const path = '/assist/me';

interface Refused {
  readonly name: string;
  readonly permissions: readonly string[];
}

test('a person reads who they are, in which organisation, and that nothing is refused to them', async () => {
  await using world = await startWorld();
  const { json } = await world.send('GET', path);
  assert.equal(json.userPrincipalName, 'adele@contoso.example');
  assert.deepEqual(json.organisation, {
    tenantId: world.contoso,
    displayName: 'Contoso',
    domain: 'contoso.example',
    isServed: true,
  });
  const [hour, day] = [3600, 24 * 3600];
  const lifetimes = { sessionInSeconds: 4 * hour, onboardingInSeconds: hour, watchInSeconds: hour / 4 };
  assert.deepEqual(json.lifetimes, { ...lifetimes, auditInSeconds: 400 * day, recordInSeconds: 400 * day });
  assert.equal(json.isOperator, true);
  assert.ok(json.permissions.includes('Assist.Operate.All'));
  assert.deepEqual(json.refusedOperations, []);
});

test('what is said to be refused is refused, with the permissions that are said to be enough; the rest is not', async () => {
  for (const permissions of ['documented', 'current'] as const) {
    await using world = await startWorld({ settings: { permissions } });
    const token = await world.token({
      permissions: ['DeviceManagementConfiguration.ReadWrite.All', 'Assist.Read.All'],
    });
    const { json } = await world.send('GET', path, { token });
    const refused = new Map((json.refusedOperations as Refused[]).map((each) => [each.name, each.permissions]));
    const reached = {
      'remoteAssistancePartners.list': ['GET', '/beta/deviceManagement/remoteAssistancePartners'],
      'remoteAssistancePartners.create': ['POST', '/beta/deviceManagement/remoteAssistancePartners'],
      'managedDevices.list': ['GET', '/beta/deviceManagement/managedDevices'],
      'auditEvents.list': ['GET', '/beta/deviceManagement/auditEvents'],
      'sessions.list': ['GET', '/assist/sessions'],
      'tenants.list': ['GET', '/assist/tenants'],
    } as const;
    for (const [name, [method, address]] of Object.entries(reached)) {
      const reply = await world.send(method, address, { token, ...(method === 'POST' && { body: {} }) });
      assert.equal(reply.status === 403, refused.has(name), `${permissions}: ${name} answered ${reply.status}`);
      if (reply.status === 403) assert.match(reply.text, new RegExp(refused.get(name)?.at(-1) ?? 'none'));
    }
    assert.deepEqual(refused.get('sessions.close'), ['Assist.Operate.All']);
  }
});

test('what concerns every organisation is refused to whoever is no operator, what people confirm to an application, which has no name of a person', async () => {
  await using world = await startWorld();
  const token = await world.applicationToken({ tenant: world.fabrikam });
  const { json } = await world.send('GET', path, { token });
  assert.equal(json.isOperator, false);
  assert.equal(json.userPrincipalName, null);
  assert.deepEqual(json.organisation, {
    tenantId: world.fabrikam,
    displayName: 'Fabrikam',
    domain: null,
    isServed: true,
  });
  const names = (json.refusedOperations as Refused[]).map(({ name }) => name);
  const everyOrganisation = names.filter((name) => /^(tenants|severances)\.|^connectors\.(sever|restore)$/.test(name));
  assert.ok(everyOrganisation.includes('tenants.suspend') && everyOrganisation.includes('connectors.sever'));
  const others = names.filter((name) => !everyOrganisation.includes(name));
  // Nor is it a person, to be read as Graph's `/me`.
  assert.deepEqual(others.toSorted(), ['partners.confirmOnboarding', 'signedInUser.get']);
});

test('whoever is in an organisation that is suspended is told so, and which organisation it is', async () => {
  await using world = await startWorld();
  await world.send('POST', `/assist/tenants/${world.fabrikam}/suspend`);
  world.clock.turn(1001);
  const { status, json } = await world.send('GET', path, { token: await world.token({ tenant: world.fabrikam }) });
  assert.deepEqual([status, json.organisation.displayName, json.organisation.isServed], [200, 'Fabrikam', false]);
});
