import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { startWorld, until, type World } from '../harness/world.ts';
import { auditOf, grantsOf, obligationsOf } from '../journey/behind.ts';
import { connectWithSession, disconnect, retirement, settle } from './retirement.ts';

/** The newest disconnect as whoever reads its receipt sees it. */
async function told(world: World) {
  const { json } = await world.send('GET', '/assist/disconnects?$top=1');
  return (await world.send('GET', `/assist/disconnects/${json.value[0].id}`)).json;
}

const revoke = { method: 'POST', path: '/api/v1/oauth2/revoke' } as const;
const close = { method: 'PUT', path: '/api/v1/sessions/*' } as const;

describe('a partner that does not tell the truth', { concurrency: 8 }, () => {
  for (const [status, error] of [
    [400, 'invalid_request'],
    [404, 'not_found'],
    [409, 'already_revoked'],
  ] as const) {
    test(`a revocation whose answer was lost, and that is answered ${status} from then on, is proven by the refusal of the grant`, async () => {
      await using world = await startWorld();
      const id = await connectWithSession(world);
      world.sandbox.faults.add({ kind: 'lost', times: 1, ...revoke });
      world.sandbox.faults.add({ kind: 'answer', status, body: JSON.stringify({ error }), ...revoke });
      await disconnect(world, id);
      await settle(world, 4);
      const { status: ended, retirements } = await told(world);
      assert.equal(ended, 'proven');
      const names = retirements[0].steps.map(({ name }: { name: string }) => name);
      assert.ok(names.includes('refusedWhenAskedAgain') && !names.includes('revoke'), names.join());
      const refused = retirements[0].steps.find(({ name }: { name: string }) => name === 'revocationRefused');
      assert.match(refused.answer, new RegExp(`answered ${status} \\(${error}\\)`));
      assert.match(retirements[0].notEstablished.join(), /Who took the grant away/);
    });

    test(`a revocation that is answered ${status} while the grant is accepted is failing, and goes on`, async () => {
      await using world = await startWorld();
      const id = await connectWithSession(world);
      world.sandbox.faults.add({ kind: 'answer', status, body: JSON.stringify({ error }), ...revoke });
      await disconnect(world, id);
      await world.service.obligations.idle();
      assert.equal((await told(world)).status, 'failing');
      assert.match((await retirement(world)).lastFailure ?? '', new RegExp(`answered ${status} \\(${error}\\)`));
      world.sandbox.faults.clear();
      await settle(world);
      assert.equal((await told(world)).status, 'proven');
    });
  }

  for (const [how, lie] of [
    ['answers 404 to the close of', { kind: 'answer', status: 404, body: '' }],
    ['answers 204 to the close of, and does nothing with,', { kind: 'answer', status: 204, body: '' }],
  ] as const) {
    test(`a session that the partner ${how} is not called closed while the partner has it open`, async () => {
      await using world = await startWorld();
      const id = await connectWithSession(world);
      world.sandbox.faults.add({ ...lie, ...close });
      await disconnect(world, id);
      await world.service.obligations.idle();
      const before = await told(world);
      assert.equal(before.status, 'failing');
      assert.match(before.retirements[0].lastFailure, /open still/);
      // Closing holds the revocation up for an hour; then it is revoked, and what is open is said.
      world.clock.turn(61 * 60_000);
      await settle(world);
      assert.equal(world.sandbox.sessions[0]?.state, 'Open');
      const after = await told(world);
      assert.equal(after.status, 'unconfirmed');
      assert.match(after.retirements[0].notEstablished.join(), /may go on/);
      assert.match((await retirement(world)).unconfirmedReason ?? '', /sessions that the partner has may go on/);
      assert.ok((await auditOf(world)).includes('RevokeGrant RemoteAssistancePartner: Failure'));
      assert.ok(world.lines.some(({ level, message }) => level === 'error' && /not confirmed/.test(message)));
    });
  }

  test('an access token that is refused with 400 invalid_token is renewed as one that is refused with 401', async () => {
    await using world = await startWorld();
    const id = await connectWithSession(world);
    const refused = {
      kind: 'answer',
      status: 400,
      body: '{"error":"invalid_token","error_code":2}',
      times: 1,
    } as const;
    world.sandbox.faults.add({ ...refused, path: '/api/v1/sessions*' }, { ...refused, ...revoke });
    await disconnect(world, id);
    assert.equal(await settle(world), 1);
    assert.equal((await told(world)).status, 'proven');
    assert.ok((await auditOf(world)).includes('RevokeGrant RemoteAssistancePartner: Success'));
  });

  test('a session that is open again after it was closed is closed again before the grant is given up', async () => {
    await using world = await startWorld();
    const id = await connectWithSession(world);
    const open = world.sandbox.snapshot();
    // Its own page says closed, the list that follows has it open again.
    const session = { ...open.sessions[0], state: 'Closed' };
    world.sandbox.faults.add({ kind: 'answer', status: 204, times: 1, ...close });
    world.sandbox.faults.add({
      kind: 'answer',
      times: 1,
      method: 'GET',
      path: '/api/v1/sessions/s*',
      body: JSON.stringify(session),
    });
    await disconnect(world, id);
    const attempts = await settle(world);
    assert.equal(attempts, 2);
    assert.equal(world.sandbox.sessions[0]?.state, 'Closed');
    assert.equal((await told(world)).status, 'proven');
  });

  test('sessions that could be closed after all are not told as left', async () => {
    await using world = await startWorld();
    const id = await connectWithSession(world);
    world.sandbox.faults.add({ kind: 'answer', status: 403, body: '{}', times: 1, ...close });
    world.sandbox.faults.add({ kind: 'throttled', retryAfter: 60, times: 1, ...revoke });
    await disconnect(world, id);
    await settle(world);
    assert.equal(world.sandbox.sessions[0]?.state, 'Closed');
    assert.equal((await told(world)).status, 'proven');
  });

  test('a Retry-After of years does not put a revocation off for a day', async () => {
    for (const retryAfter of ['9'.repeat(400), 'Fri, 31 Dec 9999 23:59:59 GMT', '-1', 'soon', '1e9']) {
      await using world = await startWorld();
      const id = await connectWithSession(world);
      world.sandbox.faults.add({ kind: 'throttled', retryAfter, times: 3, ...revoke });
      await disconnect(world, id);
      await world.service.obligations.idle();
      const { due_at, status } = await retirement(world);
      const pause = due_at - world.clock.now();
      assert.ok(status === 'done' || pause <= 60_000, `${pause} ms after Retry-After: ${retryAfter.slice(0, 40)}`);
    }
  });

  test('a token that no header can carry connects nobody, and what came of the code is revoked', async () => {
    await using world = await startWorld();
    const id = await world.partnerId();
    const body = JSON.stringify({ access_token: 'a\nb', token_type: 'bearer', expires_in: 3600, refresh_token: 'c' });
    world.sandbox.faults.add({ kind: 'answer', body, times: 1, path: '/api/v1/oauth2/token' });
    await assert.rejects(world.connect(id), /the callback answered 503/);
    await until('the consent is settled', async () => {
      await world.service.obligations.idle();
      world.clock.turn(61_000);
      const settling = await obligationsOf(world, 'onboarding.settle');
      const retiring = await obligationsOf(world, 'grant.retire');
      return [...settling, ...retiring].every(({ status }) => status === 'done');
    });
    const { json } = await world.send('GET', `/v1.0/deviceManagement/remoteAssistancePartners/${id}`);
    assert.equal(json.onboardingStatus, 'notOnboarded');
    assert.ok((await grantsOf(world)).every(({ state }) => state === 'retired'));
    assert.ok(world.sandbox.grants.every(({ revokedAt }) => revokedAt !== undefined));
  });
});
