import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { Person } from '../../harness/consent.ts';
import { addDevice, devicesPath, requestAssistance } from '../../harness/devices.ts';
import { onEveryWorld } from '../../harness/every-world.ts';
import { automationClient, until, type World } from '../../harness/world.ts';
import { errorOf, serviceErrorOf } from '../service-error.ts';

const subjectOf = (token: string) => JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()).oid;

async function openSession({ send }: World, deviceId: string) {
  return until('the session is open', async () => {
    const { json } = await send('GET', `/assist/sessions?$filter=deviceId eq '${deviceId}' and status eq 'open'`);
    return json.value[0]?.id as string | undefined;
  });
}

onEveryWorld('callers whose tokens are revoked', (world) => {
  const ask = (token: string) => world().send('GET', '/beta/deviceManagement', { token });

  before(async () => world().connect(await world().partnerId()));

  test('a leaver’s tokens are refused from then on, the sessions they asked for are closed, and the trail says it', async () => {
    const { send, token, applicationToken, clock } = world();
    const leaver = await token();
    const admin = await applicationToken();
    const { id } = await addDevice(world());
    await requestAssistance(world(), id);
    const session = await openSession(world(), id);
    assert.equal((await ask(leaver)).status, 200);

    const body = { reason: 'Left the company', ticket: 'HR-12' };
    const revoke = `/assist/callers/${subjectOf(leaver)}/revoke`;
    assert.equal((await send('POST', revoke, { token: admin, body })).status, 204);
    errorOf(await ask(leaver), 401, 'InvalidAuthenticationToken');
    // Also where the token would not be enough.
    errorOf(await send('GET', '/assist/tenants', { token: leaver }), 401, 'InvalidAuthenticationToken');
    await until('the session is closed', async () => {
      const { json } = await send('GET', `/assist/sessions/${session}`, { token: admin });
      return json.status === 'closed' && json.closeReason === 'callerRevoked';
    });
    // A token of the second in which it was revoked is refused as well.
    clock.turn(1000);
    assert.equal((await ask(await token())).status, 200, 'whoever can still sign in is let in');
    errorOf(await ask(leaver), 401, 'InvalidAuthenticationToken');
    assert.equal((await ask(admin)).status, 200, 'others are');

    const { json } = await send('GET', "/beta/deviceManagement/auditEvents?$filter=activityType eq 'Revoke Caller'");
    const { modifiedProperties, resourceId } = json.value[0].resources[0];
    assert.equal(resourceId, subjectOf(leaver));
    const told = Object.fromEntries(
      modifiedProperties.map((each: { displayName: string; newValue: string }) => [each.displayName, each.newValue]),
    );
    assert.equal(told.SessionsClosing, '1');
    assert.equal(told.Ticket, 'HR-12');
    const listed = await send('GET', '/assist/callers');
    assert.equal(listed.json.value[0].id, subjectOf(leaver));
    assert.equal(listed.json.value[0].reason, 'Left the company');
  });

  test('a session is closed whose link they were given, whoever asked for it; others go on', async () => {
    const { send, token } = world();
    const oid = 'ade1e000-0000-4000-8000-00000000cafe';
    const leaver = await token({ claims: { oid } });
    const opened: string[] = [];
    for (const serialNumber of ['SN-seen', 'SN-unseen', 'SN-handed-on']) {
      const { id } = await addDevice(world(), { serialNumber });
      await requestAssistance(world(), id);
      opened.push(await openSession(world(), id));
      const link = serialNumber === 'SN-handed-on' ? 'endUserUrl' : 'remoteAssistanceSessionUrl';
      const asked =
        link === 'endUserUrl'
          ? `/assist/sessions/${opened.at(-1)}?$select=endUserUrl`
          : `${devicesPath}/${id}?$select=remoteAssistanceSessionUrl`;
      if (serialNumber !== 'SN-unseen') assert.ok((await send('GET', asked, { token: leaver })).json[link]);
    }
    const [seen, unseen, handedOn] = opened;
    assert.equal((await send('POST', `/assist/callers/${oid}/revoke`)).status, 204);
    for (const id of [seen, handedOn]) {
      await until('the session is closed', async () => {
        const { json } = await send('GET', `/assist/sessions/${id}`);
        return json.status === 'closed' && json.closeReason === 'callerRevoked';
      });
    }
    assert.equal((await send('GET', `/assist/sessions/${unseen}`)).json.status, 'open');
  });

  test('a client is revoked with the sessions whose link was given out through it', async () => {
    const { send, token, clock } = world();
    const azp = 'ac11e000-0000-4000-8000-00000000cafe';
    const person = { oid: 'ade1e000-0000-4000-8000-00000000beef' };
    const opened: string[] = [];
    for (const [serialNumber, bearers] of [
      // A person who had the link by another client before.
      ['SN-person', [await token({ claims: person }), await token({ claims: { ...person, azp, appid: azp } })]],
      ['SN-other', [await token({ claims: person })]],
    ] as const) {
      const { id } = await addDevice(world(), { serialNumber });
      await requestAssistance(world(), id);
      opened.push(await openSession(world(), id));
      for (const bearer of bearers) {
        const asked = `${devicesPath}/${id}?$select=remoteAssistanceSessionUrl`;
        assert.ok((await send('GET', asked, { token: bearer })).json.remoteAssistanceSessionUrl, serialNumber);
      }
    }
    assert.equal((await send('POST', `/assist/callers/${azp}/revoke`)).status, 204);
    await until('the session is closed', async () => {
      const { json } = await send('GET', `/assist/sessions/${opened[0]}`);
      return json.status === 'closed' && json.closeReason === 'callerRevoked';
    });
    assert.equal((await send('GET', `/assist/sessions/${opened[1]}`)).json.status, 'open');
    clock.turn(1000);
  });

  test('an application is revoked by its client id', async () => {
    const { send, applicationToken, clock } = world();
    const old = await applicationToken();
    assert.equal((await ask(old)).status, 200);
    assert.equal((await send('POST', `/assist/callers/${automationClient.toUpperCase()}/revoke`)).status, 204);
    errorOf(await ask(old), 401, 'InvalidAuthenticationToken');
    clock.turn(1000);
    assert.equal((await ask(await applicationToken())).status, 200);
  });

  test('whoever is revoked is so in whatever case the issuer writes their id and that of their program', async () => {
    const { send, token, clock } = world();
    const [oid, azp] = ['ADE1E000-0000-4000-8000-00000000ABCD', 'AC11E000-0000-4000-8000-00000000ABCD'];
    const admin = await token();
    const { id } = await addDevice(world());
    for (const revoked of [oid, azp.toLowerCase()]) {
      const leaver = await token({ claims: { oid, azp, appid: azp } });
      const asked = await send('POST', `${devicesPath}/${id}/requestRemoteAssistance`, { token: leaver });
      assert.equal(asked.status, 204, asked.text);
      assert.equal((await send('POST', `/assist/callers/${revoked}/revoke`, { token: admin })).status, 204);
      errorOf(await ask(leaver), 401, 'InvalidAuthenticationToken');
      await until('the session is closed', async () => {
        const { json } = await send('GET', `/assist/sessions?$filter=deviceId eq '${id}'`, { token: admin });
        return json.value.every(({ closeReason }: { closeReason: string }) => closeReason === 'callerRevoked');
      });
      clock.turn(2000);
    }
  });

  test('the operator revokes callers of any organisation, and nobody else those of another', async () => {
    const { send, token, fabrikam, contoso, clock } = world();
    const alex = await token({ tenant: fabrikam });
    const revoke = `/assist/callers/${subjectOf(alex)}/revoke`;
    assert.equal((await send('POST', revoke)).status, 204);
    assert.equal((await ask(alex)).status, 200, 'the same id in another organisation is somebody else');

    clock.turn(1000);
    const foreign = await send('POST', revoke, {
      token: await token({ tenant: fabrikam }),
      body: { tenantId: contoso },
    });
    serviceErrorOf(foreign, 403, 'Forbidden');
    assert.equal((await send('POST', revoke, { body: { tenantId: fabrikam } })).status, 204);
    errorOf(await ask(alex), 401, 'InvalidAuthenticationToken');
    const nowhere = { tenantId: '11111111-1111-4111-8111-111111111111' };
    serviceErrorOf(await send('POST', revoke, { body: nowhere }), 404, 'ResourceNotFound');
    serviceErrorOf(await send('POST', `/assist/callers/${'x'.repeat(300)}/revoke`), 404, 'ResourceNotFound');
  });
});

onEveryWorld(
  'a consent that somebody stands behind whose tokens are revoked',
  (world) => {
    const oid = 'ade1e000-0000-4000-8000-00000000abcd';
    const azp = 'ac11e000-0000-4000-8000-00000000abcd';
    for (const [whose, revoked] of [
      ['person', oid],
      ['client', azp],
    ] as const)
      test(`does not count any more where it is the ${whose}: it is awaited until somebody else confirms it`, async () => {
        const { send, token, partnerId, service, clock } = world();
        clock.turn(2000);
        const leaver = await token({ claims: { oid, azp, appid: azp } });
        const id = await partnerId();
        const at = `/beta/deviceManagement/remoteAssistancePartners/${id}`;
        await send('POST', `${at}/beginOnboarding`, { token: leaver });
        const { json: begun } = await send('GET', at, { token: leaver });
        const state = new URL(begun.onboardingUrl).searchParams.get('state') ?? '';
        const confirm = async (browser: Person, bearer: string) => {
          await browser.ask(begun.onboardingUrl);
          const named = await browser.ask(`${service.origin}/connect/browser?state=${state}`);
          const body = { state, ...((await named.json()) as object) };
          return send('POST', `/assist/partners/${id}/confirmOnboarding`, { token: bearer, body });
        };
        const consent = async (browser: Person) => {
          const page = (await browser.ask(begun.onboardingUrl)).headers.get('location');
          const back = page && (await browser.ask(`${page}&consent=allow`)).headers.get('location');
          return () => browser.ask(back ?? '');
        };

        const theirs = new Person();
        assert.equal((await confirm(theirs, leaver)).status, 204);
        const comeBack = await consent(theirs);
        assert.equal((await send('POST', `/assist/callers/${revoked}/revoke`)).status, 204);
        assert.equal((await comeBack()).status, 400);
        assert.equal((await send('GET', at)).json.onboardingStatus, 'onboarding');
        assert.equal((await theirs.ask(begun.onboardingUrl)).headers.get('location'), null);
        errorOf(await confirm(theirs, leaver), 401, 'InvalidAuthenticationToken');

        const { json } = await send(
          'GET',
          "/beta/deviceManagement/auditEvents?$filter=activityType eq 'Revoke Caller'",
        );
        const told = json.value[0].resources[0].modifiedProperties as { displayName: string; newValue: string }[];
        assert.equal(told.find(({ displayName }) => displayName === 'ConfirmationsWithdrawn')?.newValue, '1');

        const another = new Person();
        assert.equal((await confirm(another, await token())).status, 204);
        assert.equal((await (await consent(another))()).status, 200);
        assert.equal((await send('GET', at)).json.onboardingStatus, 'onboarded');
        assert.equal(
          (await send('POST', `/v1.0/deviceManagement/remoteAssistancePartners/${id}/disconnect`)).status,
          204,
        );
      });
  },
  { settings: { consentConfirmation: 'signIn' } },
);
