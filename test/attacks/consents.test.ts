import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { connectAt, Person } from '../harness/consent.ts';
import { onEveryWorld } from '../harness/every-world.ts';
import { startOutside } from '../harness/outside.ts';
import { serveHere } from '../harness/serve-here.ts';
import { startWorld, until, type World } from '../harness/world.ts';
import { auditOf, grantsOf } from '../journey/behind.ts';
import { serviceErrorOf } from '../operations/service-error.ts';

const partners = '/beta/deviceManagement/remoteAssistancePartners';

/** A partner of Contoso, begun anew, and the link that leads to consent. */
async function begin(world: World, displayName = 'TeamViewer') {
  const { json } = await world.send('POST', partners, { body: { displayName } });
  const id: string = json.id;
  assert.equal((await world.send('POST', `${partners}/${id}/beginOnboarding`)).status, 204);
  const partner = async () => (await world.send('GET', `${partners}/${id}`)).json;
  const awaited = async () => (await world.send('GET', `/assist/partners/${id}/awaitedConsent()`)).json;
  const url: string = (await partner()).onboardingUrl;
  return { id, url, partner, awaited, at: `/assist/partners/${id}` };
}

const inForce = ({ sandbox }: World) => sandbox.grants.filter(({ revokedAt }) => revokedAt === undefined);

onEveryWorld(
  'a consent where callers confirm',
  (current) => {
    let world: World;
    beforeEach(async () => {
      world = current();
      await world.service.obligations.idle();
      world.sandbox.reset();
    });

    test('of whoever opened the link connects nothing: it is parked, and nothing can be opened with it', async () => {
      const { id, url, partner, awaited } = await begin(world);
      assert.equal((await partner()).onboardingUrl, url);
      const person = new Person();
      const stranger = { consent: 'allow', email: 'mallory@evil.example' };
      const page = await person.ask(await person.consent(url, stranger));
      assert.equal(page.status, 200);
      const text = await page.text();
      assert.match(text, /Waiting to be confirmed/);
      assert.match(text, /mallory@evil\.example.*Contoso/s);
      assert.equal((await partner()).onboardingStatus, 'onboarding');
      assert.equal((await partner()).onboardingUrl, null, 'the link is spent');
      const { status, accountEmail, accountCompany, requestedBy } = await awaited();
      assert.deepEqual(
        [status, accountEmail, accountCompany, requestedBy],
        ['parked', 'mallory@evil.example', 'evil.example', 'adele@contoso.example'],
      );
      const { json: device } = await world.send('POST', '/beta/deviceManagement/managedDevices', { body: {} });
      const asked = await world.send(
        'POST',
        `/beta/deviceManagement/managedDevices/${device.id}/requestRemoteAssistance`,
      );
      assert.equal(asked.status, 400);
      assert.equal((await auditOf(world)).at(-2)?.startsWith('ParkConsent'), true);
      await world.send('POST', `${partners}/${id}/disconnect`);
    });

    test('that is confirmed connects, and the trail says who stands behind it', async () => {
      const { id, url, partner, awaited, at } = await begin(world);
      const person = new Person();
      await person.ask(await person.consent(url));
      const { accountId } = await awaited();
      assert.equal((await world.send('POST', `${at}/confirmConsent`, { body: { accountId } })).status, 204);
      assert.equal((await partner()).onboardingStatus, 'onboarded');
      assert.equal((await awaited()).status, 'none');
      const { json } = await world.send('GET', '/beta/deviceManagement/auditEvents?$top=1');
      const [event] = json.value;
      assert.equal(event.activityType, 'CompleteOnboarding RemoteAssistancePartner');
      assert.equal(event.actor.userPrincipalName, 'adele@contoso.example');
      const changes = Object.fromEntries(
        event.resources[0].modifiedProperties.map((each: Record<string, string>) => [each.displayName, each.newValue]),
      );
      assert.deepEqual(
        [changes.ConfirmedBy, changes.RequestedBy, changes.PartnerAccount],
        ['adele@contoso.example', 'adele@contoso.example', 'admin@contoso.example'],
      );
      serviceErrorOf(await world.send('POST', `${at}/confirmConsent`, { body: { accountId } }), 409, 'Conflict');
      await world.send('POST', `${partners}/${id}/disconnect`);
      await until('the revocation', () => inForce(world).length === 0);
    });

    test('is not confirmed by a reader, by another organisation, or for another account', async () => {
      const { url, partner, awaited, at } = await begin(world);
      const person = new Person();
      await person.ask(await person.consent(url));
      const { accountId } = await awaited();
      const reader = await world.token({
        permissions: ['DeviceManagementServiceConfig.Read.All', 'Assist.Operate.All'],
      });
      const foreign = await world.token({ tenant: world.fabrikam });
      for (const action of ['confirmConsent', 'denyConsent']) {
        const body = action === 'confirmConsent' ? { accountId } : {};
        serviceErrorOf(await world.send('POST', `${at}/${action}`, { token: reader, body }), 403, 'Forbidden');
        serviceErrorOf(await world.send('POST', `${at}/${action}`, { token: foreign, body }), 404, 'ResourceNotFound');
      }
      const other = await world.send('POST', `${at}/confirmConsent`, { body: { accountId: 'another' } });
      assert.match(serviceErrorOf(other, 409, 'Conflict').details[0]?.message ?? '', new RegExp(accountId));
      assert.equal((await partner()).onboardingStatus, 'onboarding');
    });

    for (const [how, end] of Object.entries({
      'is denied': (_: World, at: string) => world.send('POST', `${at}/denyConsent`, { body: {} }),
      'is begun anew': (_: World, at: string) =>
        world.send('POST', `${at.replace('/assist/partners', partners)}/beginOnboarding`),
      'is disconnected': (_: World, at: string) =>
        world.send('POST', `${at.replace('/assist/partners', partners)}/disconnect`),
      'is removed with its partner': (_: World, at: string) =>
        world.send('DELETE', at.replace('/assist/partners', partners)),
      'is disconnected with its organisation': async () =>
        world.send('POST', `/assist/tenants/${world.contoso}/disconnect`, { body: {} }),
      'is severed with its connector': async () => {
        const connector = '/assist/connectors/TeamViewer';
        assert.equal((await world.send('POST', `${connector}/sever`, { body: {} })).status, 200);
        await until('the end of the walk', async () => {
          world.clock.turn(500);
          const { json } = await world.send('GET', '/assist/severances');
          return json.value[0].walkedDateTime;
        });
        assert.equal((await world.send('POST', `${connector}/restore`)).status, 204);
      },
      'is not confirmed in time': async () => world.clock.turn(3_600_001),
    })) {
      test(`that ${how} is revoked at the partner, and its tokens are destroyed`, async () => {
        const { id, url, at } = await begin(world);
        const person = new Person();
        await person.ask(await person.consent(url));
        assert.equal(inForce(world).length, 1);
        const kept = async () => (await grantsOf(world)).find(({ partner_id }) => partner_id === id);
        assert.equal((await kept())?.state, 'parked');
        await end(world, at);
        await until('the revocation', () => inForce(world).length === 0);
        await until('the destruction', async () => (await kept())?.state === 'retired');
        assert.equal((await kept())?.sealed_grant, null);
      });
    }

    test('whose account the partner does not name is not kept', async () => {
      const { url, partner } = await begin(world);
      const person = new Person();
      world.sandbox.faults.add({ kind: 'error', path: '/api/v1/account' });
      const page = await person.ask(await person.consent(url));
      assert.equal(page.status, 502);
      world.sandbox.faults.clear();
      world.clock.turn(20_000);
      assert.equal((await partner()).onboardingStatus, 'notOnboarded');
      await until('the revocation', () => inForce(world).length === 0);
    });

    test('comes back in the browser that went on to the partner, and in no other', async () => {
      const { id, url, partner } = await begin(world);
      const [person, other] = [new Person(), new Person()];
      const back = await person.consent(url);
      for (const browser of [other, new Person()]) {
        const page = await browser.ask(back);
        assert.equal(page.status, 400);
        assert.match(await page.text(), /Not begun in this browser/);
      }
      await other.goOn((await begin(world)).url);
      assert.equal((await other.ask(back)).status, 400, 'a cookie for another consent does not do');
      assert.equal((await partner()).onboardingStatus, 'onboarding');
      assert.equal(inForce(world).length, 0, 'the code was not exchanged');
      assert.equal((await person.ask(back)).status, 200, 'the attempt of others has not spent it');
      await world.send('POST', `${partners}/${id}/disconnect`);
    });

    test('is not begun by a form of another site, which brings no cookie', async () => {
      const { url } = await begin(world);
      const answer = await fetch(url, { method: 'POST', redirect: 'manual' });
      assert.equal(answer.status, 400);
      assert.equal(answer.headers.get('location'), null);
    });
  },
  { settings: { consentConfirmation: 'action' } },
);

describe('the start page', () => {
  test('says for which organisation, to which partner, who began it and when, before anybody consents', async () => {
    await using world = await startWorld({ settings: { consentConfirmation: 'action' } });
    const { url } = await begin(world, 'Help <b>desk</b>');
    assert.ok(url.startsWith(`${world.service.origin}/connect/start?state=`));
    const page = await fetch(url, { headers: { 'Accept-Language': 'en' } });
    const text = await page.text();
    assert.match(text, /<h1>Connect Contoso to Help &lt;b&gt;desk&lt;\/b&gt;\?<\/h1>/);
    assert.match(text, /adele@contoso\.example began this on .* UTC/);
    assert.equal(page.headers.get('cache-control'), 'no-store');
    assert.equal(page.headers.get('referrer-policy'), 'no-referrer');
    assert.match(page.headers.get('content-security-policy') ?? '', /frame-ancestors 'none'/);
    assert.match(
      page.headers.getSetCookie()[0] ?? '',
      /^assistd-consent-[\w-]+=[\w-]{43}; Path=\/; .*HttpOnly; SameSite=Lax$/,
    );
  });

  test('keeps its cookie to https and this host where it is served by https', async () => {
    await using outside = await startOutside();
    await using service = await serveHere(outside, { publicOrigin: 'https://assist.example.org' });
    const headers = { Authorization: `Bearer ${await outside.token()}` };
    const { value } = (await (await fetch(service.origin + partners, { headers })).json()) as {
      value: { id: string }[];
    };
    const at = `${service.origin}${partners}/${value[0]?.id}`;
    await fetch(`${at}/beginOnboarding`, { method: 'POST', headers });
    const { onboardingUrl } = (await (await fetch(at, { headers })).json()) as { onboardingUrl: string };
    const { pathname, search } = new URL(onboardingUrl);
    const page = await fetch(service.origin + pathname + search);
    assert.match(
      page.headers.getSetCookie()[0] ?? '',
      /^__Host-assistd-consent-[\w-]+=[\w-]{43}; Path=\/; .*; Secure$/,
    );
  });

  test('and the page after it cut long names, and leave out what turns or hides text', async () => {
    await using world = await startWorld({ settings: { consentConfirmation: 'action' } });
    const { url, id } = await begin(world, `${'\u202e'}${'A'.repeat(200)}`);
    const start = await (await fetch(url)).text();
    const caller = { origin: world.service.origin, partnerId: id, token: await world.token() };
    const answer = { consent: 'allow', email: `${'b'.repeat(150)}@contoso.example` };
    const back = await (await connectAt(caller, url, answer)).text();
    for (const text of [start, back]) {
      assert.doesNotMatch(text, /\u202e|A{64}|b{64}/);
      assert.match(text, /A{63}…/);
    }
    assert.match(back, /b{63}…/);
  });

  test('answers a guess the same, whether or not the organisation that it names is a customer', async () => {
    await using world = await startWorld({ settings: { consentConfirmation: 'action' } });
    const { id, url } = await begin(world);
    const state = Buffer.from(new URL(url).searchParams.get('state') ?? '', 'base64url');
    const guess = (tenant: string, partner: string) =>
      Buffer.concat([hex(tenant), hex(partner), Buffer.alloc(32, 7)]).toString('base64url');
    const nobody = 'ffffffff-0000-4000-8000-000000000000';
    assert.deepEqual(state.subarray(0, 32), Buffer.concat([hex(world.contoso), hex(id)]));
    for (const path of ['/connect/start?', '/connect/callback?code=x&', '/connect/callback?error=access_denied&']) {
      const answers = await Promise.all(
        [guess(world.contoso, id), guess(world.contoso, nobody), guess(nobody, id)].map(async (each) => {
          const answer = await fetch(`${world.service.origin}${path}state=${each}`);
          const text = (await answer.text()).replace(answer.headers.get('request-id') ?? '', '');
          return [answer.status, text, answer.headers.getSetCookie().length];
        }),
      );
      assert.deepEqual(answers[1], answers[0], path);
      assert.deepEqual(answers[2], answers[0], path);
    }
  });
});

function hex(guid: string): Buffer {
  return Buffer.from(guid.replaceAll('-', ''), 'hex');
}

describe('a service in production', () => {
  test('parks consents where people cannot sign in, and does not count them without anybody behind them', async () => {
    await using outside = await startOutside();
    await assert.rejects(serveHere(outside, { consentConfirmation: 'none' }), /consentConfirmation/);
    await assert.rejects(serveHere(outside, { consentConfirmation: 'signIn' }), /consoleClientId/);
    await using service = await serveHere(outside);
    const token = await outside.token();
    const headers = { Authorization: `Bearer ${token}` };
    const { value } = (await (await fetch(service.origin + partners, { headers })).json()) as {
      value: { id: string }[];
    };
    const at = `${service.origin}${partners}/${value[0]?.id}`;
    await fetch(`${at}/beginOnboarding`, { method: 'POST', headers });
    const read = async () => (await (await fetch(at, { headers })).json()) as Record<string, string>;
    const url = (await read()).onboardingUrl ?? '';
    const person = new Person();
    assert.equal((await person.ask(await person.consent(url))).status, 200);
    assert.equal((await read()).onboardingStatus, 'onboarding');
  });
});
