import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addDevice, requestAssistance } from '../harness/devices.ts';
import { onEveryWorld } from '../harness/every-world.ts';
import { waitFor } from '../harness/wait-for.ts';
import { auditOf } from './behind.ts';

onEveryWorld('a grant that the partner takes away while a session is open', (world) => {
  test('leaves the session unconfirmed until its validity ends, and so its own retirement', async () => {
    const { sandbox, clock, send, service } = world();
    await world().connect(await world().partnerId());
    const device = await addDevice(world(), { serialNumber: 'SN-1' });
    assert.equal((await requestAssistance(world(), device.id)).status, 204);
    const open = await waitFor('the session to be open', async () => {
      await service.obligations.idle();
      return (await send('GET', '/assist/sessions')).json.value.find(
        (each: { status: string }) => each.status === 'open',
      );
    });

    sandbox.revokeBehindOurBack(sandbox.grants[0]?.id ?? '');
    const lost = await waitFor('the loss to be noticed', async () => {
      clock.turn(60_000);
      await service.obligations.idle();
      const { json } = await send('GET', `/assist/sessions/${open.id}`);
      return json.status !== 'open' && json.status !== 'closing' && json;
    });
    assert.equal(sandbox.sessions[0]?.state, 'Open', 'nobody has closed it there');
    assert.deepEqual(
      [lost.status, lost.unconfirmedUntil, lost.closedDateTime],
      ['unconfirmed', open.expirationDateTime, null],
    );
    assert.match(lost.errorDetails, /took the grant away/);
    assert.ok(!(await send('GET', `/assist/sessions/${open.id}/supporterUrl()`)).json.value);

    const { json } = await send('GET', `/assist/obligations?$filter=${encodeURIComponent("status eq 'unconfirmed'")}`);
    assert.deepEqual(
      json.value.map(({ kind }: { kind: string }) => kind),
      ['grant.retire'],
    );
    // The wire leaves out what is 0 at the end of a second; a sentence does not.
    const until = new Date(open.expirationDateTime).toISOString();
    assert.ok(json.value[0].unconfirmedReason.includes(until), json.value[0].unconfirmedReason);
    const trail = await auditOf(world());
    assert.ok(trail.includes('End RemoteAssistanceSession: Failure'), trail.join());
    assert.ok(trail.includes('RevokeGrant RemoteAssistancePartner: Failure'), trail.join());
    assert.ok(world().lines.some(({ level, message }) => level === 'error' && /not confirmed/.test(message)));

    clock.turn(24 * 3_600_000);
    await service.obligations.idle();
    const over = (await send('GET', `/assist/sessions/${open.id}`)).json;
    assert.deepEqual([over.status, over.unconfirmedUntil], ['closed', open.expirationDateTime]);
  });
});
