import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Person } from '../harness/consent.ts';
import { onEveryLastingDatabase } from '../harness/lasting.ts';
import { newKey } from '../harness/outside.ts';
import { partnerClient } from '../harness/partner-client.ts';
import { serveHere } from '../harness/serve-here.ts';

interface Answered {
  readonly error?: { readonly code: string };
  readonly value?: string | readonly { readonly id: string }[];
  readonly remoteAssistanceSessionUrl?: string;
  readonly endUserUrl?: string;
}

onEveryLastingDatabase('a replica that does not have the current master key yet', (start) => {
  test('gives up no consent whose outcome is not known: one that has the key settles it', async () => {
    await using lasting = await start();
    const { outside, turn } = lasting;
    const { sandbox } = outside;
    const [first, second] = ['first', 'second'].map((id) => ({ id, key: newKey() }));
    assert.ok(first && second);
    const settings = { ...lasting.settings, throttling: 'off' as const };
    const token = { path: '/api/v1/oauth2/token', method: 'POST' };
    const settling = async (origin: string) => {
      const authorization = `Bearer ${await outside.token()}`;
      const filter = encodeURIComponent("kind eq 'onboarding.settle'");
      const answer = await fetch(`${origin}/assist/obligations?$filter=${filter}`, { headers: { authorization } });
      return ((await answer.json()) as { value: { status: string }[] }).value.map(({ status }) => status);
    };
    {
      await using service = await serveHere(outside, { ...settings, masterKeys: [second, first] });
      const client = partnerClient(service.origin, await outside.token());
      sandbox.faults.add({ kind: 'lost', times: 1, ...token }, { kind: 'throttled', ...token, retryAfter: 60 });
      await assert.rejects(client.connect(await client.create('TeamViewer')), /the callback answered 503/);
      await service.obligations.idle();
      sandbox.faults.clear();
    }
    {
      await using service = await serveHere(outside, { ...settings, masterKeys: [first] });
      await turn(61_000);
      await service.obligations.idle();
      assert.deepEqual(await settling(service.origin), ['failing']);
    }
    assert.equal(sandbox.grants[0]?.revokedAt, undefined);
    await using service = await serveHere(outside, { ...settings, masterKeys: [second, first] });
    await turn(61_000);
    await service.obligations.idle();
    assert.deepEqual(await settling(service.origin), ['completed']);
    assert.equal(sandbox.grants[0]?.revokedBy, 'code used twice');
  });

  test('spends no consent that comes back to it: the browser is told to come again, and is taken by one that has the key', async () => {
    await using lasting = await start();
    const { outside } = lasting;
    const [first, second] = ['first', 'second'].map((id) => ({ id, key: newKey() }));
    assert.ok(first && second);
    const settings = { ...lasting.settings, throttling: 'off' as const };
    const partners = `${outside.settings.publicOrigin}/beta/deviceManagement/remoteAssistancePartners`;
    const headers = { Authorization: `Bearer ${await outside.token()}` };
    const person = new Person();
    let back: string;
    {
      await using service = await serveHere(outside, { ...settings, masterKeys: [second, first] });
      const id = await partnerClient(service.origin, await outside.token()).create('TeamViewer');
      await fetch(`${partners}/${id}/beginOnboarding`, { method: 'POST', headers });
      const shown = (await (await fetch(`${partners}/${id}`, { headers })).json()) as { onboardingUrl: string };
      back = await person.consent(shown.onboardingUrl);
    }
    {
      await using _ = await serveHere(outside, { ...settings, masterKeys: [first] });
      assert.equal((await person.ask(back)).status, 503);
    }
    await using _ = await serveHere(outside, { ...settings, masterKeys: [second, first] });
    const page = await person.ask(back);
    assert.equal(page.status, 200, await page.text());
  });

  test('offers nothing and leads nobody on while it cannot open what that takes: the page says to come again, and nothing is used up', async () => {
    await using lasting = await start();
    const { outside } = lasting;
    const [first, second] = ['first', 'second'].map((id) => ({ id, key: newKey() }));
    assert.ok(first && second);
    const connectors = [
      { name: 'Screens', product: 'urlLaunch', preset: 'screenconnect', host: 'acme.example' },
    ] as const;
    const settings = { ...lasting.settings, connectors, throttling: 'off' as const };
    const has = { ...settings, masterKeys: [second, first] };
    const lacks = { ...settings, masterKeys: [first] };
    const authorization = `Bearer ${await outside.token()}`;
    const send = async (method: string, path: string, body?: object) => {
      const headers = { authorization, ...(body && { 'Content-Type': 'application/json' }) };
      const init = { method, headers, ...(body && { body: JSON.stringify(body) }) };
      const text = await (await fetch(outside.settings.publicOrigin + path, init)).text();
      // biome-ignore lint/suspicious/noExplicitAny: what a service answers is looked at, not typed.
      return (text === '' ? undefined : JSON.parse(text)) as any;
    };
    const partners = '/beta/deviceManagement/remoteAssistancePartners';
    const devices = '/beta/deviceManagement/managedDevices';
    const person = new Person();
    const follow = (address: string) => fetch(address, { redirect: 'manual' });
    const assertComeAgain = async (answer: Response) => {
      assert.equal(answer.status, 503);
      assert.match(await answer.text(), /<title>/);
    };
    let id = '';
    let offer = '';
    let address = '';
    {
      await using _ = await serveHere(outside, has);
      ({ id } = await send('POST', partners, { displayName: 'Screens' }));
      await send('POST', `${partners}/${id}/beginOnboarding`);
      offer = await person.goOn((await send('GET', `${partners}/${id}`)).onboardingUrl);
    }
    {
      await using _ = await serveHere(outside, lacks);
      await assertComeAgain(await person.ask(offer));
    }
    {
      await using service = await serveHere(outside, has);
      assert.equal((await person.ask(offer)).status, 200);
      await person.ask(offer, { method: 'POST', body: new URLSearchParams({ answer: 'take' }) });
      const { accountId } = await send('GET', `/assist/partners/${id}/awaitedConsent()`);
      await send('POST', `/assist/partners/${id}/confirmConsent`, { accountId });
      const device = await send('POST', devices, { deviceName: 'PC-1' });
      await send('POST', `${devices}/${device.id}/requestRemoteAssistance`);
      await service.obligations.idle();
      const [session] = (await send('GET', '/assist/sessions')).value;
      address = (await send('GET', `/assist/sessions/${session.id}/supporterUrl()`)).value;
    }
    {
      await using _ = await serveHere(outside, lacks);
      await assertComeAgain(await follow(address));
    }
    await using _ = await serveHere(outside, has);
    assert.equal((await follow(address)).status, 303);
  });

  test('gives nobody a link that it cannot open: 503 until it has the key, or a replica is asked that has it', async () => {
    await using lasting = await start();
    const { outside } = lasting;
    const [first, second] = ['first', 'second'].map((id) => ({ id, key: newKey() }));
    assert.ok(first && second);
    const settings = { ...lasting.settings, throttling: 'off' as const };
    const authorization = `Bearer ${await outside.token()}`;
    let device = '';
    let session = '';
    const read = async (origin: string, path: string) => {
      const answer = await fetch(origin + path, { headers: { authorization } });
      return {
        status: answer.status,
        retryAfter: answer.headers.get('retry-after'),
        json: (await answer.json()) as Answered,
      };
    };
    const links = () => [
      `/beta/deviceManagement/managedDevices/${device}?$select=remoteAssistanceSessionUrl`,
      `/assist/sessions/${session}?$select=endUserUrl`,
      `/assist/sessions/${session}/supporterUrl()`,
    ];
    const linkIn = (json: Answered) => json.remoteAssistanceSessionUrl ?? json.endUserUrl ?? json.value;
    {
      await using service = await serveHere(outside, { ...settings, masterKeys: [second, first] });
      const client = partnerClient(service.origin, await outside.token());
      await client.connect(await client.create('TeamViewer'));
      const devices = `${service.origin}/beta/deviceManagement/managedDevices`;
      const headers = { authorization, 'Content-Type': 'application/json' };
      const made = await fetch(devices, { method: 'POST', headers, body: JSON.stringify({ deviceName: 'D1' }) });
      device = ((await made.json()) as { id: string }).id;
      await fetch(`${devices}/${device}/requestRemoteAssistance`, { method: 'POST', headers: { authorization } });
      await service.obligations.idle();
      const { value } = (await read(service.origin, '/assist/sessions')).json;
      session = (Array.isArray(value) && value[0]?.id) || '';
    }
    {
      await using service = await serveHere(outside, { ...settings, masterKeys: [first] });
      for (const path of links()) {
        const { status, retryAfter, json } = await read(service.origin, path);
        assert.deepEqual([status, json.error?.code, retryAfter], [503, 'ServiceUnavailable', '1'], path);
      }
    }
    await using service = await serveHere(outside, { ...settings, masterKeys: [second, first] });
    for (const path of links()) {
      const { status, json } = await read(service.origin, path);
      assert.equal(status, 200, path);
      assert.match(String(linkIn(json)), /^https?:\/\//, path);
    }
  });
});
