import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { inspect } from 'node:util';
import { newId } from '../../../src/core/id.ts';
import { Secret } from '../../../src/core/secret.ts';
import type { Connector, PartnerDevice, Standing } from '../../../src/partner/connector.ts';
import { PartnerFailure } from '../../../src/partner/partner-failure.ts';
import type { NewSession, TargetDevice } from '../../../src/partner/session.ts';
import { waitFor } from '../../harness/wait-for.ts';
import type { Driver, Held } from './driver.ts';

const hourMs = 3_600_000;

/** What every connector is held to, whatever its partner can do. @param start a partner that nobody has used */
export function conforms(name: string, start: () => Promise<Driver>): void {
  suite(`the connector for ${name}`, () => {
    test('has what its capabilities say, and nothing else', async () => {
      await using driver = await start();
      const { connector } = driver;
      const { capabilities, onboarding } = connector;
      assert.equal(onboarding.kind, capabilities.onboarding);
      assert.equal(connector.devices !== undefined, capabilities.inventory);
      assert.equal(connector.watch !== undefined, capabilities.events === 'push');
      assert.equal(connector.terms !== undefined, capabilities.access.length > 0);
      assert.ok(connector.terms?.access.every((each) => capabilities.access.includes(each)) ?? true);
      assert.ok(
        connector.terms?.consent === undefined || connector.terms.consent === 'none' || capabilities.consentPrompt,
      );
      if (capabilities.closingCuts) assert.ok(capabilities.closesSessions);
      if (onboarding.kind === 'none') assert.equal(capabilities.revokes, false);
    });

    test('gives a grant that is in force and says whom it speaks for', async () => {
      await using driver = await start();
      const { grant } = await driver.consent();
      assert.equal((await standing(driver.connector, grant)).kind, 'valid');
      const { id } = await driver.connector.account(grant);
      assert.notEqual(id, '');
    });

    test('knows a grant of its own from one of another product', async () => {
      await using driver = await start();
      const { grant } = await driver.consent();
      assert.equal(driver.connector.isOwn(grant), true);
      assert.equal(driver.connector.isOwn(new Secret('{"token":"another"}')), false);
    });

    test('finds an open session by what it was opened under, and no other', async () => {
      await using driver = await start();
      const { connector } = driver;
      const [mine, other] = [await driver.consent(), await driver.consent()];
      const asked = await newSession(driver, mine);
      const opened = await connector.openSession(mine.grant, asked);
      assert.equal(opened.state, 'open');
      assert.ok(opened.validUntil === undefined || opened.validUntil <= asked.validUntil + 1000);
      if (!connector.capabilities.closesSessions) return;
      const refs = async (held: Held, of: Parameters<Connector['openSessions']>[1]) =>
        (await connector.openSessions(held.grant, of)).map(({ ref }) => ref);
      assert.deepEqual(await refs(mine, asked.key), [opened.ref]);
      assert.deepEqual(await refs(mine, mine.key), [opened.ref]);
      assert.deepEqual(await refs(mine, { ...asked.key, sessionId: newId() }), []);
      assert.deepEqual(await refs(mine, { ...mine.key, grantId: newId() }), []);
      assert.deepEqual(await refs(other, other.key), []);
      assert.equal((await connector.session(mine.grant, opened.ref))?.state, 'open');
    });

    test('closes a session once and again, and one that the partner does not know', async () => {
      await using driver = await start();
      const { connector } = driver;
      if (!connector.capabilities.closesSessions) return;
      const held = await driver.consent();
      const asked = await newSession(driver, held);
      const { ref } = await connector.openSession(held.grant, asked);
      for (let count = 0; count < 2; count++) assert.notEqual(await connector.closeSession(held.grant, ref), '');
      assert.notEqual((await connector.session(held.grant, ref))?.state, 'open');
      assert.deepEqual(await connector.openSessions(held.grant, held.key), []);
    });

    test('tells who helped in a session, from when to when', async () => {
      await using driver = await start();
      const { connector } = driver;
      if (!driver.help) return;
      const held = await driver.consent();
      const { ref } = await connector.openSession(held.grant, await newSession(driver, held));
      assert.deepEqual(await connector.connections(held.grant, ref), []);
      await driver.help(ref, 'Grace');
      const [use, ...others] = await waitFor('the use to be told', async () => {
        const uses = await connector.connections(held.grant, ref);
        return uses[0]?.endedAt !== undefined && uses;
      });
      assert.equal(others.length, 0);
      assert.match(use?.supporter ?? '', /Grace/);
      assert.ok(use && (use.endedAt ?? 0) >= use.startedAt);
    });

    test('lists the device that it opens a session for, and says so of one that the partner does not know', async () => {
      await using driver = await start();
      const { connector } = driver;
      const held = await driver.consent();
      const device = await driver.device();
      if (connector.devices) {
        const listed: PartnerDevice[] = [];
        for await (const each of connector.devices(held.grant)) listed.push(each);
        assert.ok(
          listed.some(({ id, serialNumber }) => id === device.partnerDeviceId || serialNumber === device.serialNumber),
        );
      }
      if (!connector.capabilities.deviceBound) return;
      const unknown: TargetDevice = { ...device, partnerDeviceId: null, serialNumber: 'of-nobody', id: newId() };
      const asked = { ...(await newSession(driver, held)), device: unknown };
      const error = await failure(connector.openSession(held.grant, asked));
      assert.equal(error.reason, 'noDevice');
    });

    test('revokes a grant so that it proves to be gone, and may be asked to again', async () => {
      await using driver = await start();
      const { connector } = driver;
      if (!connector.capabilities.revokes) return;
      const [mine, other] = [await driver.consent(), await driver.consent()];
      assert.notEqual(await connector.revoke(mine.grant), '');
      assert.equal((await standing(connector, mine.grant)).kind, 'gone');
      const again = await connector.revoke(mine.grant).catch((error: unknown) => error);
      assert.ok(typeof again === 'string' || isSaying(again, ['grantGone', 'unauthorized']), inspect(again));
      assert.equal((await standing(connector, other.grant)).kind, 'valid');
    });

    test('notices that a grant was taken back at the partner', async () => {
      await using driver = await start();
      if (!driver.withdraw) return;
      const held = await driver.consent();
      await driver.withdraw(held);
      await waitFor('the withdrawal', async () => (await standing(driver.connector, held.grant)).kind === 'gone');
    });

    test('tells by itself of a session that is used, and of a grant that is taken back', async () => {
      await using driver = await start();
      const { connector } = driver;
      if (!connector.watch || !driver.help || !driver.withdraw) return;
      const held = await driver.consent();
      const { ref } = await connector.openSession(held.grant, await newSession(driver, held));
      const stop = new AbortController();
      const told = connector.watch(held.grant, stop.signal)[Symbol.asyncIterator]();
      const until = async (wanted: (event: { kind: string; ref?: string }) => boolean) => {
        for (;;) {
          const { value, done } = await told.next();
          assert.ok(!done, 'the partner is heard until somebody stops');
          if (wanted(value)) return;
        }
      };
      await until(({ kind }) => kind === 'grant');
      await driver.help(ref, 'Grace');
      await until((event) => event.kind === 'session' && event.ref === ref);
      await driver.withdraw(held);
      await until(({ kind }) => kind === 'grant');
      stop.abort();
    });

    test('fails with a PartnerFailure when the partner is away or the caller leaves, and shows nothing of the grant', async () => {
      await using driver = await start();
      const { connector } = driver;
      if (!driver.vanish) return;
      const held = await driver.consent();
      const asked = await newSession(driver, held);
      const stopped = AbortSignal.abort();
      await failure(connector.account(held.grant, stopped));
      await driver.vanish();
      const calls = [
        () => connector.check(held.grant),
        () => connector.account(held.grant),
        () => connector.openSession(held.grant, asked),
        () => connector.openSessions(held.grant, held.key),
        () => connector.closeSession(held.grant, 'any'),
        () => connector.session(held.grant, 'any'),
        () => connector.connections(held.grant, 'any'),
        () => connector.revoke(held.grant),
      ];
      for (const call of calls) {
        const error = await failure(call());
        assert.ok(['unreachable', 'timeout', 'resting', 'broken'].includes(error.reason), error.message);
        const shown = inspect([error, connector.health()], { depth: 9, showHidden: true });
        for (const part of partsOf(held.grant)) assert.ok(!shown.includes(part), shown);
      }
      assert.equal(connector.health().state, 'unreachable');
    });
  });
}

/** How a grant stands, renewed where that is asked for, as the service does. */
async function standing(connector: Connector, grant: Secret): Promise<Standing> {
  try {
    return await connector.check(grant);
  } catch (error) {
    if (!isSaying(error, ['unauthorized']) || !connector.renew) throw error;
    try {
      return await connector.check((await connector.renew(grant)).grant);
    } catch (refused) {
      if (!isSaying(refused, ['grantGone'])) throw refused;
      return { kind: 'gone', because: refused.message };
    }
  }
}

async function newSession(driver: Driver, { key }: Held): Promise<NewSession> {
  const { terms } = driver.connector;
  return {
    key: { ...key, sessionId: newId() },
    description: 'Remote assistance',
    organisation: { id: key.tenantId, displayName: 'Contoso' },
    device: await driver.device(),
    supporter: 'Grace',
    ...(terms && { terms }),
    validUntil: driver.now() + hourMs,
  };
}

async function failure(work: Promise<unknown>): Promise<PartnerFailure> {
  const error: unknown = await work.then(
    () => assert.fail('expected a failure'),
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof PartnerFailure, inspect(error));
  return error;
}

function isSaying(error: unknown, reasons: readonly PartnerFailure['reason'][]): error is PartnerFailure {
  return error instanceof PartnerFailure && reasons.includes(error.reason);
}

/** Whatever in a grant is long enough to be a secret. */
function partsOf(grant: Secret): string[] {
  return grant
    .reveal()
    .split(/[\s"{}:,]+/)
    .filter((part) => part.length >= 16 && !/Token$/.test(part));
}
