import assert from 'node:assert/strict';
import { test } from 'node:test';
import { onEveryWorld } from '../../harness/every-world.ts';
import { serviceErrorOf } from '../service-error.ts';

const path = '/beta/deviceManagement/remoteAssistancePartners';

onEveryWorld('begin onboarding', (world) => {
  const begin = async (id: string) => {
    const reply = await world().send('POST', `${path}/${id}/beginOnboarding`);
    assert.deepEqual([reply.status, reply.text, reply.headers.get('content-type')], [204, '', null]);
    return (await world().send('GET', `${path}/${id}`)).json;
  };

  test('the partner awaits consent at an address with PKCE and a state, until it expires', async () => {
    const { clock, sandbox, service, partnerId } = world();
    const began = clock.now();
    const json = await begin(await partnerId());
    assert.equal(json.onboardingStatus, 'onboarding');
    const beganAt = Date.parse(json.onboardingRequestExpiryDateTime) - 3_600_000;
    assert.ok(began <= beganAt && beganAt <= clock.now(), json.onboardingRequestExpiryDateTime);
    const url = new URL(json.onboardingUrl);
    assert.equal(url.origin + url.pathname, sandbox.authorizeUrl);
    const { state, code_challenge, ...parameters } = Object.fromEntries(url.searchParams);
    assert.deepEqual(parameters, {
      response_type: 'code',
      client_id: sandbox.clientId,
      redirect_uri: `${service.origin}/connect/callback`,
      code_challenge_method: 'S256',
    });
    assert.match(code_challenge ?? '', /^[\w-]{43}$/);
    assert.match(state ?? '', /^[\w-]{43,}$/);
  });

  test('every address is another one: state and challenge are used once', async () => {
    const id = await world().partnerId();
    const [first, second] = [(await begin(id)).onboardingUrl, (await begin(id)).onboardingUrl];
    for (const name of ['state', 'code_challenge']) {
      assert.notEqual(new URL(first).searchParams.get(name), new URL(second).searchParams.get(name));
    }
  });

  test('a partner that is connected is not connected again: 409 says what to do', async () => {
    const { send, connect, partnerId } = world();
    const id = await partnerId();
    await connect(id);
    const before = (await send('GET', `${path}/${id}`)).json;
    for (const version of ['v1.0', 'beta']) {
      const reply = await send('POST', `${path.replace('beta', version)}/${id}/beginOnboarding`);
      const error = serviceErrorOf(reply, 409, 'Conflict');
      assert.equal(error.told.CustomApiErrorPhrase, 'Conflict');
      assert.ok(error.told.Message.endsWith(' - CustomApiErrorPhrase: Conflict'));
      assert.deepEqual(error.details, [
        {
          code: 'Conflict',
          target: 'onboardingStatus',
          message: 'The partner is connected already. Call disconnect first, then beginOnboarding.',
        },
      ]);
    }
    assert.deepEqual((await send('GET', `${path}/${id}`)).json, before);
  });

  test('many at once leave one address that works', async () => {
    const { send, sandbox } = world();
    const { json } = await send('POST', path, { body: { displayName: 'Busy' } });
    const replies = await Promise.all(
      Array.from({ length: 8 }, () => send('POST', `${path}/${json.id}/beginOnboarding`)),
    );
    assert.deepEqual(new Set(replies.map(({ status }) => status)), new Set([204]));
    const { onboardingUrl } = (await send('GET', `${path}/${json.id}`)).json;
    const before = sandbox.grants.length;
    assert.equal((await fetch(`${onboardingUrl}&consent=allow`)).status, 200);
    assert.equal(sandbox.grants.length, before + 1);
  });
});
