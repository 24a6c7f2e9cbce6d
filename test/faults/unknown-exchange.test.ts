import assert from 'node:assert/strict';
import { test } from 'node:test';
import { onEveryWorld } from '../harness/every-world.ts';
import { startOutside } from '../harness/outside.ts';
import { partnerClient } from '../harness/partner-client.ts';
import { serveHere } from '../harness/serve-here.ts';
import { serveProcess } from '../harness/serve-process.ts';
import { waitFor } from '../harness/wait-for.ts';
import { auditOf } from '../journey/behind.ts';

const token = { method: 'POST', path: '/api/v1/oauth2/token' };
const partners = '/beta/deviceManagement/remoteAssistancePartners';

onEveryWorld('a consent whose code exchange got no answer', (world) => {
  const consent = async () => {
    const id = await world().partnerId();
    await world().send('POST', `${partners}/${id}/beginOnboarding`);
    const { json } = await world().send('GET', `${partners}/${id}`);
    const page = await fetch(`${json.onboardingUrl}&consent=allow`);
    return { id, status: page.status, text: await page.text() };
  };
  const codesKept = () =>
    world().service.database.read(world().contoso, (db) =>
      db.sql.selectFrom('presented_codes').selectAll().where('tenant_id', '=', world().contoso).execute(),
    );

  test('is not told as "nothing stays connected", and its code is presented again until nothing does', async () => {
    const { sandbox, service } = world();
    sandbox.faults.add({ kind: 'lost', times: 1, ...token });
    const { id, status, text } = await consent();
    assert.equal(status, 503);
    assert.match(text, /not known whether/);
    assert.doesNotMatch(text, /Nothing stays connected/);
    assert.equal((await world().send('POST', `${partners}/${id}/disconnect`)).status, 204);
    await waitFor('the code to be presented again', () => sandbox.grants.every(({ revokedAt }) => revokedAt));
    assert.deepEqual(
      sandbox.grants.map(({ revokedBy }) => revokedBy),
      ['code used twice'],
    );
    await service.obligations.idle();
    const trail = await auditOf(world());
    assert.ok(trail.includes('DenyOnboarding RemoteAssistancePartner: Failure'), trail.join());
    assert.ok(trail.includes('SettleOnboarding RemoteAssistancePartner: Success'), trail.join());
    assert.deepEqual(await codesKept(), []);
  });

  test('that the partner never heard of gives a grant that is stored only to be retired', async () => {
    const { sandbox, service } = world();
    sandbox.reset();
    sandbox.faults.add({ kind: 'down', times: 1, ...token });
    assert.equal((await consent()).status, 503);
    await waitFor('the grant to be retired', () => sandbox.grants[0]?.revokedBy === 'client');
    await service.obligations.idle();
    assert.deepEqual(await codesKept(), []);
  });

  test('is unconfirmed, and said so, when the partner could not be asked while it knows the code', async () => {
    const { sandbox, service, clock } = world();
    sandbox.reset();
    sandbox.faults.add({ kind: 'lost', times: 1, ...token }, { kind: 'throttled', ...token, retryAfter: 900 });
    const from = world().lines.length;
    assert.equal((await consent()).status, 503);
    await service.obligations.idle();
    sandbox.faults.clear();
    clock.turn(901_000);
    await service.obligations.idle();
    const { json } = await world().send(
      'GET',
      `/assist/obligations?$filter=${encodeURIComponent("status eq 'unconfirmed'")}`,
    );
    assert.deepEqual(json.value.map(({ kind }: { kind: string }) => kind).sort(), [
      'grant.retire',
      'onboarding.settle',
    ]);
    const errors = world()
      .lines.slice(from)
      .filter(({ level }) => level === 'error');
    assert.equal(errors.length, 1, JSON.stringify(errors));
    assert.ok((await auditOf(world())).includes('SettleOnboarding RemoteAssistancePartner: Failure'));
  });

  test('that the partner refused is over at once', async () => {
    const { sandbox } = world();
    sandbox.reset();
    sandbox.faults.add({ kind: 'throttled', times: 1, ...token });
    const { status, text } = await consent();
    assert.equal(status, 502);
    assert.match(text, /Nothing stays connected/);
    assert.deepEqual(await codesKept(), []);
    assert.deepEqual(sandbox.grants, []);
  });
});

for (const [what, path] of Object.entries({
  'the code exchange': token.path,
  'the question for the account': '/api/v1/account',
})) {
  test(`a service that is killed during ${what} leaves no grant at the partner`, async () => {
    await using outside = await startOutside();
    const { sandbox, clock } = outside;
    {
      await using service = await serveProcess(outside);
      const client = partnerClient(service.origin, await outside.token());
      const id = await client.create('TeamViewer');
      sandbox.faults.add({ kind: 'slow', milliseconds: 120_000, times: 1, path });
      const connecting = client.connect(id).catch(() => {});
      await waitFor('the call to be under way', () => sandbox.faults.list.length === 0);
      service.kill('SIGKILL');
      await Promise.all([service.gone, connecting]);
    }
    clock.turn(120_000);
    await waitFor('the partner to have carried it out', () => sandbox.grants.length > 0);
    await using service = await serveHere(outside);
    await waitFor('nothing to stay at the partner', async () => {
      clock.turn(61_000);
      await service.obligations.idle();
      return sandbox.grants.every(({ revokedAt }) => revokedAt);
    });
  });
}
