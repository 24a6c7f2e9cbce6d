import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLocalJWKSet, jwtVerify } from 'jose';
import { addDevice, devicesPath, requestAssistance } from '../../harness/devices.ts';
import { receiptKeysOf } from '../../harness/disconnected.ts';
import { onEveryWorld } from '../../harness/every-world.ts';
import { until, type World } from '../../harness/world.ts';
import { serviceErrorOf } from '../service-error.ts';

const connector = '/assist/connectors/TeamViewer';
const graphPartners = '/v1.0/deviceManagement/remoteAssistancePartners';

async function walked({ send, clock }: World, id: string) {
  return until('every organisation is disconnected and every grant proven', async () => {
    clock.turn(500);
    const { json } = await send('GET', `/assist/severances/${id}`);
    return json.isDone && json;
  });
}

onEveryWorld('a connector that is severed', (world) => {
  test('ends for every organisation, with proof, and nothing begins with it until it is restored', async () => {
    const { send, sandbox, fabrikam, contoso } = world();
    const alex = await world().token({ tenant: fabrikam });
    const own = await world().partnerId();
    const theirs = await world().partnerId(alex);
    await world().connect(own);
    await world().connect(theirs, alex);
    const device = await addDevice(world(), {}, alex);
    await send('POST', `${devicesPath}/${device.id}/requestRemoteAssistance`, { token: alex });
    const other = await send('POST', graphPartners, { token: alex, body: { displayName: 'Another' } });
    await send('POST', `${graphPartners}/${other.json.id}/beginOnboarding`, { token: alex });
    const { onboardingUrl } = (await send('GET', `${graphPartners}/${other.json.id}`, { token: alex })).json;

    const body = { reason: 'Breach at the vendor', ticket: 'INC-9' };
    const begun = await send('POST', `${connector}/sever`, { body });
    assert.equal(begun.status, 200, begun.text);
    const id = begun.json.value as string;
    assert.equal((await send('POST', `${connector}/sever`, { body: {} })).json.value, id, 'severing again is the same');
    assert.equal((await send('GET', connector, { token: alex })).json.severanceId, id);

    // Before any organisation was reached by the walk.
    for (const [path, token] of [
      [`${graphPartners}/${other.json.id}/beginOnboarding`, alex],
      [`${devicesPath}/${device.id}/requestRemoteAssistance`, alex],
    ] as const) {
      const refused = await send('POST', path, { token });
      assert.equal(refused.status, path.includes('request') ? refused.status : 400);
    }
    const mine = await addDevice(world());
    const refused = serviceErrorOf(await requestAssistance(world(), mine.id), 400, 'BadRequest');
    assert.match(refused.text, /severed|No remote-assistance partner/);
    const consent = await fetch(`${onboardingUrl}&consent=allow`);
    await consent.body?.cancel();

    const done = await walked(world(), id);
    // The consent as well, where it was not too late already.
    assert.ok(done.total === 2 || done.total === 3, `${done.total}`);
    assert.equal(done.proven, done.total);
    assert.equal(done.requestedBy, 'adele@contoso.example');
    assert.ok(
      sandbox.grants.every(({ revokedAt }) => revokedAt),
      'also what was consented to meanwhile',
    );
    for (const [partner, token] of [
      [own, undefined],
      [theirs, alex],
      [other.json.id, alex],
    ] as const) {
      const shown = await send('GET', `/assist/partners/${partner}`, { ...(token && { token }) });
      assert.equal(shown.json.onboardingStatus, 'notOnboarded');
    }
    const type = 'Disconnect RemoteAssistancePartner';
    const events = await send('GET', `/beta/deviceManagement/auditEvents?$filter=activityType eq '${type}'`, {
      token: alex,
    });
    assert.equal(events.json.value[0].actor.remoteTenantId, contoso);
    assert.match(events.text, /INC-9/);

    // Each organisation has a receipt of its own, which says that it was no wish of its own.
    const { json: page } = await send('GET', `/assist/disconnects?$filter=severanceId eq '${id}'`, { token: alex });
    assert.equal(page.value.length, 1, JSON.stringify(page.value));
    const [ofTheirs] = page.value;
    const receipt = await send('GET', `/assist/disconnects/${ofTheirs.id}/receipt()`, { token: alex });
    const keys = createLocalJWKSet(await receiptKeysOf(world()));
    const { payload } = await jwtVerify(receipt.json.value, keys, { typ: 'assistd-receipt+jwt', subject: ofTheirs.id });
    const { kind, severanceId, reason, ticket, actor } = payload.disconnect as Record<string, unknown> & {
      readonly actor: { readonly remoteTenantId: string };
    };
    assert.deepEqual([kind, severanceId, reason, ticket], ['severance', id, 'Breach at the vendor', 'INC-9']);
    assert.equal(actor.remoteTenantId, contoso);
    assert.equal((payload.organisation as { id: string }).id, fabrikam);

    const stillSevered = await send('POST', `${graphPartners}/${theirs}/beginOnboarding`, { token: alex });
    assert.match(serviceErrorOf(stillSevered, 400, 'BadRequest').text, /'TeamViewer' is severed/);
    assert.equal((await send('POST', `${connector}/restore`)).status, 204);
    assert.equal((await send('POST', `${connector}/restore`)).status, 204);
    assert.equal(
      (await send('GET', `/assist/partners/${theirs}`, { token: alex })).json.onboardingStatus,
      'notOnboarded',
    );
    await world().connect(theirs, alex);
    const restored = (await send('GET', `/assist/severances/${id}`)).json;
    assert.equal(restored.restoredBy, 'adele@contoso.example');
    assert.deepEqual((await send('GET', '/assist/severances')).json.value[0].total, done.total);
  });

  test('is not restored while organisations are still being disconnected, and says so', async () => {
    const { send } = world();
    const { json } = await send('POST', `${connector}/sever`, { body: {} });
    const early = await send('POST', `${connector}/restore`);
    if (early.status !== 204) assert.match(serviceErrorOf(early, 409, 'Conflict').text + early.text, /walkedDateTime/);
    await walked(world(), json.value);
    assert.equal((await send('POST', `${connector}/restore`)).status, 204);
  });
});
