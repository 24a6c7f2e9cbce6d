import assert from 'node:assert/strict';
import { test } from 'node:test';
import { onEveryLastingDatabase } from '../harness/lasting.ts';
import { partnerClient } from '../harness/partner-client.ts';
import { serveHere } from '../harness/serve-here.ts';
import { waitFor } from '../harness/wait-for.ts';

const dayMs = 24 * 3_600_000;

onEveryLastingDatabase('a connector that has another app than the one that grants were given to', (start) => {
  test('takes no refusal of theirs for their end: what is owed waits for the former app, and is proven with it', async () => {
    await using lasting = await start();
    const { outside, settings } = lasting;
    const { sandbox, clock } = outside;
    const [connector] = outside.settings.connectors as readonly object[];
    let id = '';
    {
      await using service = await serveHere(outside, settings);
      const client = partnerClient(service.origin, await outside.token());
      id = await client.create('TeamViewer');
      await client.connect(id);
    }
    clock.turn(dayMs);
    const ask = async (origin: string, path: string) => {
      const headers = { Authorization: `Bearer ${await outside.token()}` };
      return ((await (await fetch(origin + path, { headers })).json()) as { value: Record<string, unknown>[] }).value;
    };
    {
      const connectors = [{ ...connector, clientId: 'another-app', clientSecret: 'its secret' }];
      await using service = await serveHere(outside, { ...settings, connectors } as typeof settings);
      // RFC 6749, section 5.2: also of a refresh token that "was issued to another client".
      const body = '{"error":"invalid_grant"}';
      sandbox.faults.add({ kind: 'answer', method: 'POST', path: '/api/v1/oauth2/token', status: 400, body });
      const client = partnerClient(service.origin, await outside.token());
      assert.equal(await client.status(id), 'onboarded');
      assert.equal(await client.disconnect(id), 204);
      const owed = await waitFor('what came of it', async () => {
        await service.obligations.idle();
        const path = `/assist/obligations?$filter=${encodeURIComponent("kind eq 'grant.retire'")}`;
        return (await ask(service.origin, path)).find(({ status }) => status !== 'pending');
      });
      assert.equal(owed.status, 'failing', JSON.stringify(owed));
      assert.match(String(owed.lastFailure), /was given to the app assistd-sandbox, .*another-app/);
    }
    sandbox.faults.clear();
    await using service = await serveHere(outside, settings);
    await waitFor('the end', async () => {
      clock.turn(60_000);
      await service.obligations.idle();
      return (await ask(service.origin, '/assist/disconnects'))[0]?.status === 'proven';
    });
    assert.ok(sandbox.grants.every(({ revokedAt }) => revokedAt !== undefined));
  });
});
