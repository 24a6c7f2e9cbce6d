import assert from 'node:assert/strict';
import { test } from 'node:test';
import { onEveryLastingDatabase } from '../harness/lasting.ts';
import { partnerClient } from '../harness/partner-client.ts';
import { serveHere } from '../harness/serve-here.ts';
import { waitFor } from '../harness/wait-for.ts';

onEveryLastingDatabase('whoever mends the way to a partner and starts the service anew', (start) => {
  test('sees what had failed there revoked in seconds, however long its pause had grown', async () => {
    await using lasting = await start();
    const { outside } = lasting;
    const { clock, sandbox } = outside;
    const settings = { ...lasting.settings, throttling: 'off', watchInterval: '365d' } as const;
    const token = await outside.token();
    const retirement = async () => {
      const condition = encodeURIComponent("kind eq 'grant.retire'");
      const headers = { Authorization: `Bearer ${token}` };
      const answer = await fetch(`${outside.settings.publicOrigin}/assist/obligations?$filter=${condition}`, {
        headers,
      });
      const [found] = ((await answer.json()) as { value: { status: string; nextAttemptDateTime: string }[] }).value;
      return found ?? assert.fail('the retirement is owed');
    };
    const pause = async () => Date.parse((await retirement()).nextAttemptDateTime) - clock.now();
    {
      await using service = await serveHere(outside, settings);
      const client = partnerClient(service.origin, token);
      const id = await client.create('Elsewhere');
      await client.connect(id);
      sandbox.faults.add({ kind: 'error', path: '/api/v1/*' });
      assert.equal(await client.disconnect(id), 204);
      await waitFor('a pause of minutes', async () => {
        await service.obligations.idle();
        const ms = await pause();
        if (ms > 100_000) return true;
        clock.turn(Math.max(16_000, ms));
        return false;
      });
    }
    sandbox.faults.clear();
    await using service = await serveHere(outside, settings);
    let passedMs = 0;
    await waitFor('the revocation', async () => {
      await service.obligations.idle();
      if ((await retirement()).status === 'completed') return true;
      clock.turn(500);
      passedMs += 500;
      return false;
    });
    assert.ok(passedMs <= 10_000, `after ${passedMs} ms`);
    assert.equal(sandbox.grants[0]?.revokedBy, 'client');
  });
});
