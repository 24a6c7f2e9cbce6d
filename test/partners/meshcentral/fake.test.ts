import assert from 'node:assert/strict';
import { createHash, X509Certificate } from 'node:crypto';
import { test } from 'node:test';
import { connect } from 'node:tls';
import { Secret } from '../../../src/core/secret.ts';
import { ShownCertificates } from '../../../src/core/shown-certificates.ts';
import { Administrator } from '../../../src/dev/meshcentral/administrator.ts';
import { Server } from '../../../src/partner/meshcentral/server.ts';
import { unfit } from '../../../src/partner/meshcentral/unfit.ts';
import { waitFor } from '../../harness/wait-for.ts';
import { begun, connected, connectorAt, devicesOf, holds, needed, opened, target } from './contract.ts';
import { startFake } from './fake.ts';
import type { Stage } from './stage.ts';

test('the fake MeshCentral is held to what the real one does', async (t) => {
  await using stage = await startFake();
  await holds(t, stage);
});

test('who watches certificates is told when the one of a MeshCentral ends, but for one that is known by its fingerprint', async () => {
  await using stage = await startFake();
  const { host } = new URL(stage.options.url);
  const { ca = '', ...rest } = stage.options;
  const seen = async (options: Stage['options'] & { readonly fingerprint?: string }) => {
    using shown = new ShownCertificates();
    await new Server(options).status(options.url, AbortSignal.timeout(60_000));
    return [...shown.all.keys()];
  };
  assert.deepEqual(await seen(stage.options), [host]);
  const pinned = await new Promise<string>((resolve) => {
    const socket = connect({ host: '127.0.0.1', port: Number(host.split(':')[1]), ca }, () => {
      resolve(socket.getPeerCertificate().fingerprint256);
      socket.destroy();
    });
  });
  assert.deepEqual(await seen({ ...rest, ca, fingerprint: pinned }), []);
});

test('a MeshCentral that fails', async (t) => {
  await using stage = await startFake();
  await using connector = connectorAt(stage, { retry: { pauseMs: 1 }, breaker: { failures: 1000 } });
  const granted = await connected(connector, stage);
  const { grant, key } = granted;
  const device = target(stage.deviceId);

  await t.test('a share whose answer was lost is not made twice, and is found by its session', async () => {
    stage.faults.set('createDeviceShareLink', 'cutBeforeAnswer');
    const before = stage.asked.get('createDeviceShareLink') ?? 0;
    await assert.rejects(opened(connector, granted, device, 'lost'), { reason: 'unreachable', undone: false });
    assert.equal(stage.asked.get('createDeviceShareLink'), before + 1);
    const [found] = await connector.openSessions(grant, { ...key, sessionId: 'lost' });
    assert.ok(found?.supporterLink);
    await connector.closeSession(grant, found.ref);
  });

  await t.test('a refusal tells none of our secrets, at no length, and moves no terminal', async () => {
    const { password } = JSON.parse(grant.reveal()) as { password: string };
    const asking = {
      createDeviceShareLink: () => opened(connector, granted, device, 'echo'),
      signIn: () => connector.check(grant),
    };
    for (const [action, ask] of Object.entries(asking)) {
      stage.faults.set(action, 'echo');
      const message = await ask().then(
        () => assert.fail(`${action} was refused`),
        (error: Error) => error.message,
      );
      stage.faults.clear();
      assert.match(message, /\[secret\] \[secret\] x+…/, action);
      assert.ok(!message.includes(password) && message.length < 500 && !message.includes('\u001b'), message);
    }
  });

  await t.test('sockets that are cut are opened again by the next question', async () => {
    stage.cut();
    assert.deepEqual(await connector.openSessions(grant, key), []);
  });

  await t.test('what may be repeated is repeated when its answer is lost', async () => {
    stage.faults.set('deviceMeshShares', 'cutBeforeAnswer');
    assert.deepEqual(await connector.openSessions(grant, key), []);
  });

  await t.test('an answer that is no message is the server failing, and what comes after it is answered', async () => {
    stage.faults.set('createDeviceShareLink', 'garbage');
    await assert.rejects(opened(connector, granted, device, 'garbage'), { reason: 'unreachable', undone: false });
    assert.deepEqual(await connector.openSessions(grant, key), []);
  });

  await t.test('a server that says that it removed a share, or an account, and did not, is asked again', async () => {
    const session = await opened(connector, granted, device, 'kept');
    stage.faults.set('removeDeviceShare', 'saysSo');
    await assert.rejects(connector.closeSession(grant, session.ref), { reason: 'broken', message: /lists 1 still/ });
    assert.equal(await connector.closeSession(grant, session.ref), 'the share was removed');
    const other = await connected(connector, stage);
    await opened(connector, other, device, 'kept');
    stage.faults.set('removeDeviceShare', 'saysSo');
    await assert.rejects(connector.revoke(other.grant), { reason: 'broken', message: /lists 1 still/ });
    stage.faults.set('deleteuser', 'saysSo');
    await assert.rejects(connector.revoke(other.grant), { reason: 'broken', message: /and lets it in/ });
    assert.match(await connector.revoke(other.grant), /0 shares were removed; .*the account .* was removed/);
  });

  await t.test(
    'an answer without what was asked for is never an empty list: nothing is closed, gone or unknown by it',
    async () => {
      const session = await opened(connector, granted, device, 'bare');
      const asks: readonly [string, () => Promise<unknown>][] = [
        ['deviceShares', () => connector.closeSession(grant, session.ref)],
        ['deviceShares', () => connector.session(grant, session.ref)],
        ['deviceMeshShares', () => connector.openSessions(grant, key)],
        ['meshes', () => connector.check(grant)],
        ['events', () => connector.connections(grant, session.ref)],
        ['getDeviceDetails', () => devicesOf(connector, grant)],
        ['nodes', () => opened(connector, granted, device, 'another')],
        ['createDeviceShareLink', () => opened(connector, granted, device, 'another')],
      ];
      for (const [action, ask] of asks) {
        stage.faults.set(action, 'empty');
        await assert.rejects(ask(), { reason: 'broken' }, action);
      }
      await connector.closeSession(grant, session.ref);
    },
  );

  await t.test('times and links that are none are the server failing, or are left out', async () => {
    const [node] = stage.world.nodes.values();
    assert.ok(node);
    stage.world.nodes.set(node._id, { ...node, agct: 1e300 });
    const [listed] = await devicesOf(connector, grant);
    assert.equal(listed?.lastSeen, undefined);
    stage.world.nodes.set(node._id, node);
    await opened(connector, granted, device, 'odd');
    const [share] = stage.world.shares.values();
    assert.ok(share);
    stage.world.shares.set(share.publicid, { ...share, expireTime: 1e300 });
    assert.equal((await connector.openSessions(grant, key))[0]?.validUntil, undefined);
    stage.world.shares.set(share.publicid, { ...share, url: 'javascript:alert(1)' });
    await assert.rejects(connector.openSessions(grant, key), { reason: 'broken' });
    stage.world.shares.set(share.publicid, share);
    for (const { ref } of await connector.openSessions(grant, key)) await connector.closeSession(grant, ref);
  });

  await t.test('silence is a refusal where the server answers what is asked after it', async () => {
    stage.faults.set('createDeviceShareLink', 'silence');
    await assert.rejects(opened(connector, granted, device, 'silence'), { reason: 'refused', undone: false });
  });

  await t.test('many questions of one kind at once each get their own answer', async () => {
    const sessions = await Promise.all(
      ['a', 'b', 'c', 'd'].map((sessionId) => opened(connector, granted, device, sessionId)),
    );
    const found = await Promise.all(sessions.map(({ ref }) => connector.session(grant, ref)));
    assert.deepEqual(found, sessions);
    await Promise.all(sessions.map(({ ref }) => connector.closeSession(grant, ref)));
  });

  await t.test('a server that is away is unreachable, and surely did nothing', async () => {
    stage.listens = false;
    stage.cut();
    await assert.rejects(connector.openSessions(grant, key), { reason: 'unreachable' });
    stage.listens = true;
    assert.deepEqual(await connector.openSessions(grant, key), []);
  });

  await t.test('a connection uses one socket, which is ended by us', async () => {
    const before = stage.open();
    {
      await using another = connectorAt(stage);
      await Promise.all([
        another.openSessions(grant, key),
        another.openSessions(grant, key),
        devicesOf(another, grant),
      ]);
      assert.equal(stage.open(), before + 1);
    }
    await waitFor('the socket to be ended', () => stage.open() === before);
  });
});

test('what a connection may do', async (t) => {
  await using stage = await startFake();
  await using connector = connectorAt(stage, { longestSessionMs: 600_000 });
  using person = await Administrator.signIn(stage, stage.person);
  const granted = await connected(connector, stage);
  const { grant, key, account, onboarding } = granted;
  const other = stage.addGroup('Contoso servers', 'SN-2');

  await t.test('a group that is added later is offered, and not taken', async () => {
    await person.give(other.groupId, account, needed);
    assert.deepEqual(
      (await onboarding.offered(grant)).map(({ id }) => id).sort(),
      [stage.groupId, other.groupId].sort(),
    );
    assert.deepEqual(
      (await devicesOf(connector, grant)).map(({ id }) => id),
      [stage.deviceId],
    );
    await assert.rejects(opened(connector, granted, target(other.deviceId)), { reason: 'noDevice' });
  });

  await t.test('one group withdrawn of two narrows the grant, and says until when sessions may run', async () => {
    const { granted: both } = await onboarding.accept(grant, [stage.groupId, other.groupId]);
    assert.deepEqual(await connector.check(both.grant), { kind: 'valid' });
    await person.give(other.groupId, account, 0);
    const standing = await connector.check(both.grant);
    assert.equal(standing.kind, 'narrowed');
    assert.ok('missing' in standing && /1 of 2 device groups/.test(standing.missing) && standing.sessionsUntil);
  });

  await t.test('a device is found by its serial number, and not where two have it', async () => {
    const session = await opened(connector, granted, target(null, ' sn-1 '), 'by serial');
    assert.ok(session.ref.startsWith(stage.deviceId));
    await connector.closeSession(grant, session.ref);
    const twin = { ...stage.world.nodes.get(stage.deviceId), _id: 'node//twin' } as never;
    stage.world.nodes.set('node//twin', twin);
    await assert.rejects(opened(connector, granted, target(null, 'SN-1')), { reason: 'noDevice' });
    stage.world.nodes.delete('node//twin');
  });

  await t.test('a device that is offline is said to be that, and since when', async () => {
    const node = stage.world.nodes.get(stage.deviceId);
    assert.ok(node);
    node.conn = 0;
    const since = new Date(node.agct).toISOString();
    await assert.rejects(opened(connector, granted, target(stage.deviceId)), {
      reason: 'noDevice',
      message: `The device is offline at the partner since ${since}.`,
    });
    node.conn = 1;
  });

  await t.test('a share lives no longer than the settings say', async () => {
    const { ref, validUntil = 0 } = await opened(connector, granted, target(stage.deviceId), 'long');
    assert.ok(validUntil <= Date.now() + 600_000);
    await connector.closeSession(grant, ref);
  });

  await t.test('two sessions of one supporter on one device are told apart in their use', async () => {
    const one = await opened(connector, granted, target(stage.deviceId), 'one');
    const two = await opened(connector, granted, target(stage.deviceId), 'two');
    stage.use(one.supporterLink ?? '')();
    stage.use(two.supporterLink ?? '');
    const [first, ...more] = await connector.connections(grant, one.ref);
    assert.deepEqual(more, []);
    assert.equal(first?.supporter, 'Alex Support');
    assert.equal(first?.access, 'desktop');
    assert.ok(first?.endedAt !== undefined && first.endedAt >= first.startedAt);
    const [running] = await connector.connections(grant, two.ref);
    assert.equal(running?.endedAt, undefined);
    for (const { ref } of await connector.openSessions(grant, key)) await connector.closeSession(grant, ref);
  });

  await t.test('more consent than nothing is asked of the person at the device when the settings say so', async () => {
    const consentOf = async (consent: 'ask' | 'tell') => {
      await using asking = connectorAt(stage, { terms: { access: ['desktop', 'files'], consent } });
      const { ref } = await opened(asking, granted, target(stage.deviceId), consent);
      const [share] = [...stage.world.shares.values()];
      await asking.closeSession(grant, ref);
      return [share?.p, share?.consent];
    };
    assert.deepEqual(await consentOf('ask'), [2 + 4, 8 + 32]);
    assert.deepEqual(await consentOf('tell'), [2 + 4, 1 + 4]);
  });
});

test('how a server is trusted', async (t) => {
  await using stage = await startFake();
  const { ca, ...untrusted } = stage.options;
  const fingerprint = createHash('sha256').update(new X509Certificate(stage.certificate).raw).digest('hex');
  const once = { retry: { attempts: 0 } };

  await t.test('a certificate of no known authority is refused, with the setting that would be right', async () => {
    await using connector = connectorAt({ ...stage, options: untrusted as never }, once);
    await assert.rejects(begun(connector), {
      reason: 'unreachable',
      undone: true,
      message: /name its authority in ca/,
    });
  });

  await t.test('a certificate is known by its fingerprint, and nothing is said to another', async () => {
    const at = (print: string) =>
      connectorAt({ ...stage, options: untrusted as never }, { ...once, fingerprint: print });
    await using right = at(fingerprint.toUpperCase().replaceAll(/(..)(?!$)/g, '$1:'));
    await right.revoke((await begun(right)).grant);
    await waitFor('all sockets but the operator’s to end', () => stage.open() === 1);
    const before = stage.open();
    await using wrong = at(fingerprint.replace(/^./, (digit) => (digit === '0' ? '1' : '0')));
    await assert.rejects(begun(wrong), {
      reason: 'unreachable',
      undone: true,
      message: /another one than fingerprint/,
    });
    assert.equal(stage.open(), before);
    assert.ok(ca);
  });

  await t.test('a wrong login key or operator is a matter of the settings, and no grant that is gone', async () => {
    await using connector = connectorAt(stage);
    const { grant } = await connected(connector, stage);
    await using wrongKey = connectorAt(stage, { loginKey: new Secret('another') });
    await assert.rejects(wrongKey.check(grant), { reason: 'refused' });
    await using wrongOperator = connectorAt(stage, { operator: { user: 'assistd', password: new Secret('wrong') } });
    await assert.rejects(wrongOperator.revoke(grant), { reason: 'broken', message: /correct operator/ });
    await connector.revoke(grant);
  });

  await t.test('whoever is turned away leaves no socket behind', async () => {
    await using connector = connectorAt(stage);
    const { grant } = await connected(connector, stage);
    await connector.revoke(grant);
    const before = stage.open();
    assert.equal((await connector.check(grant)).kind, 'gone');
    await waitFor('the socket to be ended', () => stage.open() === before);
  });

  await t.test(
    'an operator that could do more than is needed, and a server without a login key, are named',
    async () => {
      const signal = AbortSignal.timeout(10_000);
      const named = (account = stage.operator) => unfit('MeshCentral', stage.server, account, signal);
      assert.deepEqual(await named(), []);
      assert.match(String(await named(stage.administrator)), /is a site administrator/);
      assert.match(String(await named(stage.person)), /may not manage users.*has no realm/);
      assert.match(String(await named({ ...stage.operator, password: new Secret('wrong') })), /correct operator/);
      await using open = await startFake({ insists: false });
      assert.match(String(await unfit('MeshCentral', open.server, open.operator, signal)), /without a login key/);
      const unknown = new Server(untrusted);
      assert.match(String(await unfit('MeshCentral', unknown, stage.operator, signal)), /name its authority in ca/);
      stage.listens = false;
      await using connector = connectorAt(stage, once);
      assert.deepEqual(await connector.unfit?.(), []);
      assert.equal(connector.health().state, 'unreachable');
    },
  );
});
