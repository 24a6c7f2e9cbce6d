import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SettingsInput } from '../../src/settings/schema.ts';
import { onEveryLastingDatabase } from '../harness/lasting.ts';
import { partnerClient } from '../harness/partner-client.ts';
import { serveHere } from '../harness/serve-here.ts';
import { waitFor } from '../harness/wait-for.ts';
import { owed, told } from './told.ts';

type More = Partial<SettingsInput>;

onEveryLastingDatabase('settings that are others than when a partner was asked', (start) => {
  /** A consent whose outcome nobody knows, after which somebody disconnects. */
  async function unsettled() {
    await using owned = new AsyncDisposableStack();
    const { outside, settings } = owned.use(await start());
    const { sandbox, clock } = outside;
    const serving = (more: More = {}) => serveHere(outside, { ...settings, ...more });
    await using service = await serving();
    const client = partnerClient(service.origin, await outside.token());
    const id = await client.create('TeamViewer');
    const exchange = { method: 'POST', path: '/api/v1/oauth2/token' };
    sandbox.faults.add({ kind: 'lost', times: 1, ...exchange }, { kind: 'down', ...exchange });
    await assert.rejects(client.connect(id), /503/);
    assert.equal(await client.disconnect(id), 204);
    assert.equal(sandbox.grants[0]?.revokedAt, undefined);
    const keep = owned.move();
    return { outside, sandbox, clock, serving, [Symbol.asyncDispose]: () => keep.disposeAsync() };
  }

  test('present a code again for the page that it came back to, also where that is another one now', async () => {
    await using begun = await unsettled();
    const { sandbox, clock, outside, serving } = begun;
    const publicOrigin = `http://127.0.0.1:${outside.settings.port}`;
    sandbox.registerRedirectUri(`${publicOrigin}/connect/callback`);
    sandbox.faults.clear();
    await using service = await serving({ publicOrigin });
    const ended = await waitFor('the end of the disconnect', async () => {
      clock.turn(10_000);
      await service.obligations.idle();
      const [disconnect] = await told(outside, '/assist/disconnects');
      return /proven|unconfirmed/.test(String(disconnect?.status)) && disconnect?.status;
    });
    assert.equal(ended, 'proven');
    assert.equal(sandbox.grants[0]?.revokedBy, 'code used twice');
  });

  test('take no denial of a code that another app presents for its end: what is owed says so, and waits for the former', async () => {
    await using begun = await unsettled();
    const { sandbox, clock, outside, serving } = begun;
    const [connector] = outside.settings.connectors as readonly object[];
    sandbox.faults.clear();
    {
      const connectors = [{ ...connector, clientId: 'another-app', clientSecret: 'its secret' }];
      // RFC 6749, section 5.2: also of a code that "was issued to another client".
      const body = '{"error":"invalid_grant"}';
      sandbox.faults.add({ kind: 'answer', method: 'POST', path: '/api/v1/oauth2/token', status: 400, body });
      await using service = await serving({ connectors } as More);
      const settling = await waitFor('what came of the code', async () => {
        clock.turn(1000);
        await service.obligations.idle();
        return (await owed(outside, 'onboarding.settle')).find(({ attempts }) => Number(attempts) > 1);
      });
      assert.equal(settling.status, 'failing', JSON.stringify(settling));
      assert.match(String(settling.lastFailure), /was given to the app assistd-sandbox, .*another-app/);
      assert.notEqual((await told(outside, '/assist/disconnects'))[0]?.status, 'proven');
    }
    sandbox.faults.clear();
    await using service = await serving();
    await waitFor('the end', async () => {
      clock.turn(10_000);
      await service.obligations.idle();
      return (await told(outside, '/assist/disconnects'))[0]?.status === 'proven';
    });
    assert.equal(sandbox.grants[0]?.revokedBy, 'code used twice');
  });

  test('with a client secret that was replaced at the partner lose no connection, and prove nothing: all is done once it is right', async () => {
    await using lasting = await start();
    const { outside, settings } = lasting;
    const { sandbox, clock } = outside;
    const [connector] = outside.settings.connectors as readonly object[];
    const replaced = { ...settings, connectors: [{ ...connector, clientSecret: 'the former secret' }] } as More;
    let [ended, kept] = ['', ''];
    {
      await using service = await serveHere(outside, settings);
      const client = partnerClient(service.origin, await outside.token());
      [ended, kept] = [await client.create('Ended'), await client.create('Kept')];
      for (const id of [ended, kept]) await client.connect(id);
    }
    // No access token is good any more.
    clock.turn(2 * 24 * 3_600_000);
    {
      await using service = await serveHere(outside, replaced);
      const client = partnerClient(service.origin, await outside.token());
      assert.equal(await client.disconnect(ended), 204);
      for (const laterMs of [0, 2 * 3_600_000]) {
        clock.turn(laterMs);
        for (const kind of ['grant.retire', 'grant.watch']) {
          const failing = await waitFor(`${kind} to fail`, async () => {
            const all = await owed(outside, kind);
            return all.find(({ status }) => status === 'failing' || status === 'completed');
          });
          assert.equal(failing.status, 'failing', JSON.stringify(failing));
          assert.match(String(failing.lastFailure), /401 \(invalid_client/);
        }
        assert.equal((await told(outside, '/assist/disconnects'))[0]?.status, 'failing');
        assert.equal(await partnerClient(service.origin, await outside.token()).status(kept), 'onboarded');
      }
    }
    await using service = await serveHere(outside, settings);
    let passedMs = 0;
    await waitFor('the revocation', async () => {
      await service.obligations.idle();
      if ((await told(outside, '/assist/disconnects'))[0]?.status === 'proven') return true;
      clock.turn(500);
      passedMs += 500;
      return false;
    });
    assert.ok(passedMs <= 10_000, `after ${passedMs} ms`);
    assert.equal(await partnerClient(service.origin, await outside.token()).status(kept), 'onboarded');
    assert.deepEqual(
      sandbox.grants.map(({ revokedBy }) => revokedBy),
      ['client', undefined],
    );
  });
});
