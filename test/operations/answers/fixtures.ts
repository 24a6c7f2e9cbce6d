import { randomUUID } from 'node:crypto';
import { accountOf } from '../../../src/dev/sandbox/grants.ts';
import type { DeviceActionName } from '../../../src/model/device/device-actions.ts';
import type { Operations } from '../../../src/model/model.ts';
import { Person } from '../../harness/consent.ts';
import { addDevice } from '../../harness/devices.ts';
import { until, type World } from '../../harness/world.ts';

/** What has to be there, and to be sent, for an operation to succeed. The model says the rest. */
export interface Fixture {
  /** Makes, through the front door, the entity of Contoso that the operation is called on, and gives its id. */
  readonly entity?: (world: World) => Promise<string>;
  /** What is sent; a new one for each call. */
  readonly body?: () => object;
  /** Set where the key need not be of anything that is there. */
  readonly namesAnybody?: true;
}

/** Undoes a severance, and connects Contoso again. */
const connected = async (world: World) => {
  const { json } = await world.send('GET', '/assist/connectors/TeamViewer');
  if (json.severanceId !== null) {
    await until('the connector is restored', async () => {
      world.clock.turn(1000);
      return (await world.send('POST', '/assist/connectors/TeamViewer/restore')).status === 204;
    });
  }
  const id = await world.partnerId();
  const partner = await world.send('GET', `/assist/partners/${id}`);
  if (partner.json.onboardingStatus !== 'onboarded') await world.connect(id);
};

const severance = async (world: World) => {
  const { json } = await world.send('POST', '/assist/connectors/TeamViewer/sever', { body: {} });
  return json.value as string;
};

const partner = async (world: World) => {
  const body = { displayName: 'Another' };
  const { json } = await world.send('POST', '/v1.0/deviceManagement/remoteAssistancePartners', { body });
  return json.id as string;
};

/** It belongs to whoever calls, and is managed by Configuration Manager too, so that every path leads to it. */
const device = async (world: World) => {
  const [admin] = world.issuer.directory.users;
  const { id } = await addDevice(world, {
    userPrincipalName: admin?.userPrincipalName ?? '',
    managementAgent: 'configurationManagerClientMdm',
  });
  return id;
};

const walkedConnector = async (world: World) => {
  const id = await severance(world);
  await until('every organisation is disconnected', async () => {
    world.clock.turn(1000);
    return (await world.send('GET', `/assist/severances/${id}`)).json.walkedDateTime;
  });
  return 'TeamViewer';
};

const connectedDevice = async (world: World) => {
  await connected(world);
  return device(world);
};

const openSession = async (world: World) => {
  await connected(world);
  const id = await device(world);
  await world.send('POST', `/v1.0/deviceManagement/managedDevices/${id}/requestRemoteAssistance`);
  return until('the session is open', async () => {
    const { json } = await world.send('GET', `/assist/sessions?$filter=deviceId eq '${id}' and status eq 'open'`);
    return json.value[0]?.id as string | undefined;
  });
};

/** One that is owed later: of the connected partner, the next look at its grant. */
const obligation = async (world: World) => {
  await connected(world);
  return until('something is owed', async () => {
    const { json } = await world.send(
      'GET',
      "/assist/obligations?$filter=kind eq 'grant.watch' and status eq 'pending'",
    );
    return json.value[0]?.id as string | undefined;
  });
};

const disconnect = async (world: World) => {
  await world.send('POST', `/v1.0/deviceManagement/remoteAssistancePartners/${await partner(world)}/disconnect`);
  const { json } = await world.send('GET', '/assist/disconnects?$top=1');
  return json.value[0].id as string;
};

const auditEvent = async (world: World) => {
  const { json } = await world.send('GET', '/v1.0/deviceManagement/auditEvents?$top=1');
  return json.value[0].id as string;
};

const tenant = async (world: World) => {
  const { json } = await world.send('POST', '/assist/tenants', { body: { tenantId: randomUUID() } });
  return json.id as string;
};

const suspendedTenant = async (world: World) => {
  const id = await tenant(world);
  await world.send('POST', `/assist/tenants/${id}/suspend`);
  return id;
};

/** The link of the partner that was begun last. */
let begun = '';

const begunPartner = async (world: World) => {
  const id = await partner(world);
  const path = `/v1.0/deviceManagement/remoteAssistancePartners/${id}`;
  await world.send('POST', `${path}/beginOnboarding`);
  begun = (await world.send('GET', path)).json.onboardingUrl;
  return id;
};

const account = 'admin@contoso.example';

const parkedPartner = async (world: World) => {
  const id = await begunPartner(world);
  const person = new Person();
  await person.ask(await person.consent(begun, { consent: 'allow', email: account }));
  return id;
};

/** What production serves; what development rehearses has tests of its own (`test/start/device-actions.test.ts`). */
export type Answering = Exclude<
  Operations,
  `managedDevices.${DeviceActionName | `${string}RemoteHelpSession${string}`}`
>;

/** An operation that is not here does not compile: say how it succeeds, and its other answers are asked for by themselves. */
export const fixtures: Readonly<Record<Answering, Fixture>> = {
  'deviceManagement.get': {},
  'remoteAssistancePartners.list': {},
  'remoteAssistancePartners.get': { entity: partner },
  'remoteAssistancePartners.create': { body: () => ({ displayName: 'Another' }) },
  'remoteAssistancePartners.update': { entity: partner, body: () => ({ displayName: 'Renamed' }) },
  'remoteAssistancePartners.delete': { entity: partner },
  'remoteAssistancePartners.beginOnboarding': { entity: partner },
  'remoteAssistancePartners.disconnect': { entity: partner },
  'managedDevices.list': {},
  'managedDevices.get': { entity: device },
  'managedDevices.create': { body: () => ({ deviceName: 'D1' }) },
  'managedDevices.update': { entity: device, body: () => ({ notes: randomUUID() }) },
  'managedDevices.delete': { entity: device },
  'managedDevices.requestRemoteAssistance': { entity: connectedDevice },
  'managedDevices.import': { body: () => ({ devices: [{ serialNumber: randomUUID() }] }) },
  'remoteAssistanceSettings.get': {},
  'remoteAssistanceSettings.update': { body: () => ({ blockChat: true }) },
  'auditEvents.list': {},
  'auditEvents.get': { entity: auditEvent },
  'auditEvents.getAuditCategories': {},
  'auditEvents.getAuditActivityTypes': {},
  'auditEvents.verify': {},
  'tenants.list': {},
  'tenants.get': { entity: tenant },
  'tenants.create': { body: () => ({ tenantId: randomUUID() }) },
  'tenants.suspend': { entity: tenant },
  'tenants.resume': { entity: suspendedTenant },
  'tenants.disconnect': { entity: tenant },
  'tenants.impact': { entity: tenant },
  'tenants.standing': { entity: tenant },
  'obligations.list': {},
  'obligations.get': { entity: obligation },
  'obligations.retry': { entity: obligation },
  'connectors.list': {},
  'connectors.get': { entity: async () => 'TeamViewer' },
  'connectors.sever': { entity: async () => 'TeamViewer' },
  'connectors.restore': { entity: walkedConnector },
  'severances.list': {},
  'severances.get': { entity: severance },
  'callers.list': {},
  'callers.revoke': { entity: async () => randomUUID(), namesAnybody: true },
  'sessions.list': {},
  'sessions.get': { entity: openSession },
  'sessions.close': { entity: openSession },
  'sessions.supporterUrl': { entity: openSession },
  'partners.list': {},
  'partners.get': { entity: partner },
  'partners.impact': { entity: partner },
  'disconnects.list': {},
  'disconnects.get': { entity: disconnect },
  'disconnects.receipt': { entity: disconnect },
  'partners.disconnect': { entity: partner },
  'me.get': {},
  'users.list': {},
  'users.get': { entity: async (world) => world.issuer.directory.users[0]?.oid ?? '' },
  'signedInUser.get': {},
  'organization.list': {},
  'organization.get': { entity: async ({ contoso }) => contoso },
  'subscribedSkus.list': {},
  'subscribedSkus.get': {
    entity: async (world) => (await world.send('GET', '/v1.0/subscribedSkus')).json.value[0].id,
  },
  'partners.awaitedConsent': { entity: partner },
  'partners.confirmOnboarding': {
    entity: begunPartner,
    body: () => ({ state: URL.parse(begun)?.searchParams.get('state') ?? '', browser: 'b'.repeat(43) }),
  },
  'partners.confirmConsent': { entity: parkedPartner, body: () => ({ accountId: accountOf(account).userid }) },
  'partners.denyConsent': { entity: parkedPartner },
};
