import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { TurnableClock } from '../../../src/core/clock.ts';
import { newId } from '../../../src/core/id.ts';
import type { Secret } from '../../../src/core/secret.ts';
import { Administrator } from '../../../src/dev/meshcentral/administrator.ts';
import type { Connector, PartnerDevice, PartnerEvent } from '../../../src/partner/connector.ts';
import { type MeshCentralOptions, meshcentral } from '../../../src/partner/meshcentral/meshcentral.ts';
import type { DelegationOnboarding } from '../../../src/partner/onboarding.ts';
import type { TargetDevice } from '../../../src/partner/session.ts';
import { silent } from '../../harness/databases.ts';
import { waitFor } from '../../harness/wait-for.ts';
import type { Stage } from './stage.ts';

export const needed = 8 + 524_288 + 1_048_576;

/** The connector at a stage. */
export function connectorAt(stage: Stage, options: Partial<MeshCentralOptions> = {}): Connector {
  return meshcentral({
    name: 'MeshCentral',
    ...stage.options,
    operator: stage.operator,
    terms: { access: ['desktop'], consent: 'none' },
    longestSessionMs: 3_600_000,
    clock: new TurnableClock(),
    log: silent,
    ...options,
  });
}

/** A grant to whose account nobody gave anything yet. */
export async function begun(connector: Connector) {
  const onboarding = connector.onboarding as DelegationOnboarding;
  const key = { tenantId: newId(), grantId: newId() };
  const { grant } = onboarding.prepare({ ...key, shownAs: 'Contoso Service Desk' });
  const invitation = await onboarding.begin(grant);
  return { onboarding, key, grant, invitation };
}

/** A grant for the stage's group. */
export async function connected(connector: Connector, stage: Stage) {
  const { onboarding, key, grant, invitation } = await begun(connector);
  using person = await Administrator.signIn(stage, stage.person);
  await person.give(stage.groupId, invitation.account, needed);
  const { granted } = await onboarding.accept(grant, [stage.groupId]);
  return { onboarding, key, grant: granted.grant, account: invitation.account };
}

export function target(partnerDeviceId: string | null, serialNumber: string | null = null): TargetDevice {
  return { id: 'device', partnerDeviceId, serialNumber, azureADDeviceId: null, deviceName: null };
}

export async function devicesOf(connector: Connector, grant: Secret): Promise<PartnerDevice[]> {
  const devices: PartnerDevice[] = [];
  for await (const device of connector.devices?.(grant) ?? []) devices.push(device);
  return devices;
}

/** Opens a session with a grant. */
export function opened(
  connector: Connector,
  { key, grant }: { readonly key: { tenantId: string; grantId: string }; readonly grant: Secret },
  device: TargetDevice,
  sessionId = 'session',
  supporter = 'Alex Support',
) {
  return connector.openSession(grant, {
    key: { ...key, sessionId },
    description: 'The screen stays black',
    organisation: { id: 'contoso', displayName: 'Contoso' },
    device,
    supporter,
    validUntil: Date.now() + 900_000,
  });
}

/** What holds at every MeshCentral. */
export async function holds(t: TestContext, stage: Stage): Promise<void> {
  await t.test(
    'the account of a connection may do nothing until it is given rights, and can be made twice',
    async () => {
      await using connector = connectorAt(stage);
      const { onboarding, grant, invitation } = await begun(connector);
      assert.deepEqual(await onboarding.begin(grant), invitation);
      assert.deepEqual(await onboarding.offered(grant), []);
      assert.deepEqual(await devicesOf(connector, grant), []);
      await connector.revoke(grant);
    },
  );

  await t.test(
    'a server with a login key and an operator in a realm are fit, and an administrator is not',
    async () => {
      await using connector = connectorAt(stage);
      assert.deepEqual(await connector.unfit?.(), []);
      await using mighty = connectorAt(stage, { operator: stage.administrator });
      assert.match(String(await mighty.unfit?.()), /is a site administrator/);
    },
  );

  await t.test('what is offered says which rights are missing, which are too much, and who gave them', async () => {
    await using connector = connectorAt(stage);
    const { onboarding, grant, invitation } = await begun(connector);
    using person = await Administrator.signIn(stage, stage.person);
    const offer = async (rights: number) => {
      await person.give(stage.groupId, invitation.account, rights);
      const [offered] = await onboarding.offered(grant);
      return offered;
    };
    const base = { id: stage.groupId, name: 'Contoso desks', devices: 1, givenBy: stage.person.user };
    assert.deepEqual(await offer(8), { ...base, missing: ['Guest Sharing', 'Device Details'], excess: [] });
    assert.deepEqual(await offer(needed + 2), { ...base, missing: [], excess: ['Manage Device Group Users'] });
    assert.deepEqual(await offer(0xffffffff), { ...base, missing: [], excess: ['Full Administrator'] });
    await assert.rejects(onboarding.accept(grant, [stage.groupId]), { reason: 'refused' });
    assert.deepEqual(await offer(needed), { ...base, missing: [], excess: [] });
    await assert.rejects(onboarding.accept(grant, ['mesh//another']), { reason: 'refused' });
    await connector.revoke(grant);
  });

  await t.test('a share has a link for a supporter, is found by its session, and its end ends the link', async () => {
    await using connector = connectorAt(stage);
    const granted = await connected(connector, stage);
    const { grant, key } = granted;
    const session = await opened(connector, granted, target(stage.deviceId));
    const link = session.supporterLink ?? '';
    assert.equal(await stage.server.status(link, AbortSignal.timeout(10_000)), 200);
    assert.deepEqual(await connector.session(grant, session.ref), session);
    assert.deepEqual(await connector.openSessions(grant, { ...key, sessionId: 'session' }), [session]);
    assert.deepEqual(await connector.openSessions(grant, { ...key, sessionId: 'another' }), []);
    assert.deepEqual(await connector.openSessions(grant, key), [session]);
    assert.equal(await connector.closeSession(grant, session.ref), 'the share was removed');
    assert.equal(await stage.server.status(link, AbortSignal.timeout(10_000)), 404);
    assert.equal(await connector.closeSession(grant, session.ref), 'there is no such share');
    assert.equal(await connector.session(grant, session.ref), undefined);
    await connector.revoke(grant);
  });

  await t.test(
    'who asks is named so that the dialog of every device can show it: zenity without a locale, with markup',
    async () => {
      await using connector = connectorAt(stage);
      const granted = await connected(connector, stage);
      using person = await Administrator.signIn(stage, stage.person);
      const nameFor = async (supporter: string, sessionId: string) => {
        await opened(connector, granted, target(stage.deviceId), sessionId, supporter);
        const { deviceShares } = await person.ask({ action: 'deviceShares', nodeid: stage.deviceId });
        return (deviceShares as { guestName: string }[]).at(-1)?.guestName.replace(/ \[[a-z2-7]{10}\]$/, '');
      };
      assert.equal(await nameFor('Zoë Straßer · R&D <b>', 'one'), 'Zoe Strasser - R+D b');
      assert.equal(await nameFor('王芳', 'two'), '王芳');
      assert.equal(await nameFor('\u0007', 'three'), 'Support');
      await connector.revoke(granted.grant);
    },
  );

  await t.test('a device that nobody enrolled is said to be that', async () => {
    await using connector = connectorAt(stage);
    const granted = await connected(connector, stage);
    await assert.rejects(opened(connector, granted, target(null, 'no such serial')), {
      reason: 'noDevice',
      message: 'The device is not enrolled with the partner.',
    });
    await connector.revoke(granted.grant);
  });

  await t.test('devices are listed with what is known of them', async () => {
    await using connector = connectorAt(stage);
    const { grant } = await connected(connector, stage);
    const [device, ...others] = await devicesOf(connector, grant);
    assert.deepEqual(others, []);
    assert.equal(device?.id, stage.deviceId);
    assert.equal(device?.online, true);
    assert.ok(Math.abs((device?.lastSeen ?? 0) - Date.now()) < 600_000);
    await connector.revoke(grant);
  });

  await t.test('a withdrawal is told by itself, and what is left of the grant is known', async () => {
    await using connector = connectorAt(stage);
    const granted = await connected(connector, stage);
    const { grant, account } = granted;
    const session = await opened(connector, granted, target(stage.deviceId));
    const told: PartnerEvent[] = [];
    const over = new AbortController();
    const watching = (async () => {
      for await (const event of connector.watch?.(grant, over.signal) ?? []) told.push(event);
    })();
    using person = await Administrator.signIn(stage, stage.person);
    await waitFor('it to be heard', () => told.length > 0);
    assert.deepEqual(told[0], { kind: 'grant' }, 'what happened before anybody listened is asked for');
    told.length = 0;
    assert.deepEqual(await connector.check(grant), { kind: 'valid' });
    await person.give(stage.groupId, account, 0);
    await waitFor('the withdrawal to be told', () => told.some(({ kind }) => kind === 'grant'));
    const standing = await connector.check(grant);
    assert.equal(standing.kind, 'gone');
    assert.ok(standing.kind === 'gone' && (standing.sessionsUntil ?? 0) >= (session.validUntil ?? Infinity) - 1000);
    await assert.rejects(connector.closeSession(grant, session.ref), { reason: 'forbidden' });
    over.abort();
    await watching;
    await connector.revoke(grant);
  });

  await t.test('an account that was removed there is gone, and until when a session may run is said', async () => {
    await using connector = connectorAt(stage);
    const granted = await connected(connector, stage);
    const session = await opened(connector, granted, target(stage.deviceId));
    using administrator = await Administrator.signIn(stage, stage.administrator);
    await administrator.ask({ action: 'deleteuser', userid: `user//${granted.account}` });
    const standing = await connector.check(granted.grant);
    assert.equal(standing.kind, 'gone');
    assert.ok(standing.kind === 'gone' && (standing.sessionsUntil ?? 0) >= (session.validUntil ?? Infinity) - 1000);
    // Nothing was cut, and nobody can act as the account any more.
    assert.equal(await stage.server.status(session.supporterLink ?? '', AbortSignal.timeout(10_000)), 200);
    await assert.rejects(connector.closeSession(granted.grant, session.ref), { reason: 'grantGone' });
  });

  await t.test(
    'revoking removes every share before the account, and the sign-in that is refused proves it',
    async () => {
      await using connector = connectorAt(stage);
      const granted = await connected(connector, stage);
      const { grant, account } = granted;
      const { supporterLink = '' } = await opened(connector, granted, target(stage.deviceId));
      assert.equal(await connector.revoke(grant), `1 shares were removed; the account ${account} was removed`);
      assert.equal((await connector.check(grant)).kind, 'gone');
      assert.equal(await stage.server.status(supporterLink, AbortSignal.timeout(10_000)), 404);
      await assert.rejects(connector.openSessions(grant, granted.key), { reason: 'grantGone' });
      assert.match(await connector.revoke(grant), /there is no account/);
    },
  );

  await t.test('a revocation whose grant has no account yet succeeds', async () => {
    await using connector = connectorAt(stage);
    const onboarding = connector.onboarding as DelegationOnboarding;
    const { grant } = onboarding.prepare({ tenantId: 'tenant', grantId: 'never begun', shownAs: null });
    assert.match(await connector.revoke(grant), /there is no account/);
  });
}
