import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { SettingsInput } from '../../src/settings/schema.ts';
import { onEveryLastingDatabase } from '../harness/lasting.ts';
import { partnerClient } from '../harness/partner-client.ts';
import { serveHere } from '../harness/serve-here.ts';
import { waitFor } from '../harness/wait-for.ts';
import { meshName, startMesh } from './random/mesh.ts';
import { owed, told } from './told.ts';

type More = Partial<SettingsInput>;

onEveryLastingDatabase('a connector that leads elsewhere now', (start) => {
  for (const product of ['urlLaunch', 'meshcentral'] as const) {
    test(`to another product (${product}) ends nothing that the former one gave: connections stay, and what is owed waits for it`, async () => {
      await using lasting = await start();
      const { outside, settings } = lasting;
      const { sandbox, clock } = outside;
      await using mesh = await startMesh(outside.folder);
      const connectors = {
        urlLaunch: [{ name: 'TeamViewer', product, preset: 'teamviewer' }],
        meshcentral: [{ ...mesh.connector, name: 'TeamViewer' }],
      }[product];
      let [ended, kept] = ['', ''];
      {
        await using service = await serveHere(outside, settings);
        const client = partnerClient(service.origin, await outside.token());
        [ended, kept] = [await client.create('TeamViewer'), await client.create('TeamViewer')];
        for (const id of [ended, kept]) await client.connect(id);
      }
      {
        await using service = await serveHere(outside, { ...settings, connectors } as More);
        const client = partnerClient(service.origin, await outside.token());
        assert.equal(await client.disconnect(ended), 204);
        clock.turn(2 * 3_600_000);
        const retirement = await waitFor('the retirement to fail', async () => {
          const [newest] = await owed(outside, 'grant.retire');
          return newest?.status !== 'pending' && newest?.status !== 'running' && newest;
        });
        assert.equal(retirement.status, 'failing', JSON.stringify(retirement));
        assert.match(String(retirement.lastFailure), /another product now: configure it as it was/);
        assert.equal((await told(outside, '/assist/disconnects'))[0]?.status, 'failing');
        assert.equal(await partnerClient(service.origin, await outside.token()).status(kept), 'onboarded');
      }
      await using service = await serveHere(outside, settings);
      await waitFor('the revocation', async () => {
        clock.turn(1000);
        await service.obligations.idle();
        return (await told(outside, '/assist/disconnects'))[0]?.status === 'proven';
      });
      assert.deepEqual(
        sandbox.grants.map(({ revokedBy }) => revokedBy),
        ['client', undefined],
      );
      assert.equal(await partnerClient(service.origin, await outside.token()).status(kept), 'onboarded');
    });
  }

  test('to another MeshCentral takes its refusal for no account’s end: connections stay, and what is owed waits for the former', async () => {
    await using lasting = await start();
    const { outside, settings } = lasting;
    await using owned = new AsyncDisposableStack();
    const meshIn = async (name: string) => {
      const folder = join(outside.folder, name);
      mkdirSync(folder);
      return owned.use(await startMesh(folder));
    };
    const [former, other] = [await meshIn('former'), await meshIn('other')];
    const serving = (mesh: typeof former) =>
      serveHere(outside, { ...settings, connectors: [mesh.connector], watchInterval: '1m' } as More);
    let id = '';
    {
      await using service = await serving(former);
      const client = partnerClient(service.origin, await outside.token());
      id = await client.create(meshName);
      const headers = { Authorization: `Bearer ${await outside.token()}`, 'Content-Type': 'application/json' };
      const ask = async (method: string, path: string, body?: object) => {
        const sent = { method, headers, ...(body && { body: JSON.stringify(body) }) };
        const text = await (await fetch(service.origin + path, sent)).text();
        return text === '' ? undefined : JSON.parse(text);
      };
      const partner = `/beta/deviceManagement/remoteAssistancePartners/${id}`;
      await ask('POST', `${partner}/beginOnboarding`);
      await former.consent((await ask('GET', partner)).onboardingUrl, 'PC-1');
      const { accountId } = await ask('GET', `/assist/partners/${id}/awaitedConsent()`);
      await ask('POST', `/assist/partners/${id}/confirmConsent`, { accountId });
      assert.equal(await client.status(id), 'onboarded');
    }
    const accounts = () => [...former.fake.world.users.keys()].filter((name) => name.startsWith('user//assistd-'));
    assert.equal(accounts().length, 1);
    {
      await using service = await serving(other);
      const failing = (kind: string) =>
        waitFor(`${kind} to fail`, async () => {
          outside.clock.turn(61_000);
          await service.obligations.idle();
          const [newest] = await owed(outside, kind);
          return newest?.status === 'failing' && newest;
        });
      const client = partnerClient(service.origin, await outside.token());
      assert.match(String((await failing('grant.watch')).lastFailure), /was made at .* put the former server back/);
      assert.equal(await client.status(id), 'onboarded');
      assert.equal(await client.disconnect(id), 204);
      assert.match(String((await failing('grant.retire')).lastFailure), /was made at/);
      // Closing holds the revocation up for an hour.
      outside.clock.turn(61 * 60_000);
      assert.match(String((await failing('grant.retire')).lastFailure), /was made at/);
    }
    await using service = await serving(former);
    await waitFor('the end', async () => {
      outside.clock.turn(60_000);
      await service.obligations.idle();
      return (await told(outside, '/assist/disconnects'))[0]?.status === 'proven';
    });
    assert.deepEqual(accounts(), []);
  });
});
