import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { PresetName } from '../../src/partner/url-launch/presets.ts';
import type { Service } from '../../src/service.ts';
import type { SettingsInput } from '../../src/settings/schema.ts';
import { createProgram } from '../cli/program.ts';
import { Person } from '../harness/consent.ts';
import { type Outside, startOutside } from '../harness/outside.ts';
import { serveHere } from '../harness/serve-here.ts';
import { waitFor } from '../harness/wait-for.ts';

const partners = '/beta/deviceManagement/remoteAssistancePartners';
const devices = '/beta/deviceManagement/managedDevices';

/** Of each product, an id as its users copy it, and where the link for it leads. */
const products = [
  { preset: 'anydesk', noted: '123 456 789', link: 'anydesk:123456789' },
  { preset: 'rustdesk', noted: ' 987654321', link: 'rustdesk://connection/new/987654321' },
  { preset: 'teamviewer', noted: '1 234 567 890', link: 'https://start.teamviewer.com/1234567890' },
  {
    preset: 'splashtop',
    noted: 'C04A001C72EC',
    link: 'st-business://com.splashtop.business?account=ada%40contoso.example&mac=C04A001C72EC',
  },
  {
    preset: 'screenconnectSession',
    host: 'acme.example',
    noted: '5f0c2d1e-0000-4000-8000-00000000beef',
    link: 'https://acme.example/Host#Access/All%20Machines//5f0c2d1e-0000-4000-8000-00000000beef/Join',
  },
] satisfies readonly { preset: PresetName; host?: string; noted: string; link: string }[];

describe('a partner without an API', () => {
  const stack = new AsyncDisposableStack();
  let outside: Outside;
  let service: Service;
  before(async () => {
    outside = stack.use(await startOutside());
    const connectors: SettingsInput['connectors'] = [
      { name: 'Screens', product: 'urlLaunch', preset: 'screenconnect', host: 'acme.example' },
      ...products.map(({ preset, host }: { preset: PresetName; host?: string }) => ({
        name: preset,
        product: 'urlLaunch' as const,
        preset,
        ...(host && { host }),
      })),
    ];
    service = stack.use(await serveHere(outside, { connectors }));
  });
  after(() => stack.disposeAsync());

  const send = async (method: string, path: string, body?: object) => {
    const headers = {
      Authorization: `Bearer ${await outside.token()}`,
      ...(body && { 'Content-Type': 'application/json' }),
    };
    const reply = await fetch(service.origin + path, { method, headers, ...(body && { body: JSON.stringify(body) }) });
    const text = await reply.text();
    assert.ok(reply.ok, text);
    // biome-ignore lint/suspicious/noExplicitAny: what a service answers is looked at, not typed.
    return (text === '' ? undefined : JSON.parse(text)) as any;
  };

  const connected = async (displayName = 'Screens') => {
    const { id } = await send('POST', partners, { displayName });
    await send('POST', `${partners}/${id}/beginOnboarding`);
    const person = new Person();
    const page = await person.goOn((await send('GET', `${partners}/${id}`)).onboardingUrl);
    assert.match(await (await person.ask(page)).text(), /gives nothing that could be taken back/);
    const taken = await person.ask(page, { method: 'POST', body: new URLSearchParams({ answer: 'take' }) });
    assert.match(await taken.text(), /Waiting to be confirmed/);
    const { accountId } = await send('GET', `/assist/partners/${id}/awaitedConsent()`);
    await send('POST', `/assist/partners/${id}/confirmConsent`, { accountId });
    return id as string;
  };
  const open = async (deviceName: string) => {
    const { id } = await send('POST', devices, { deviceName });
    await send('POST', `${devices}/${id}/requestRemoteAssistance`);
    return waitFor('the session', async () => {
      await service.obligations.idle();
      return (await send('GET', `/assist/sessions?$filter=deviceId eq '${id}' and status eq 'open'`)).value[0];
    });
  };
  const disconnect = async (id: string) => {
    await send('POST', `${partners}/${id}/disconnect`);
    await service.obligations.idle();
    return (await send('GET', `/assist/disconnects?$filter=partnerId eq '${id}'`)).value[0];
  };

  test('ends with what nobody was given the link of, and says that it could revoke nothing', async () => {
    const id = await connected();
    await open('PC-1');
    const { limits } = await send('GET', `/assist/partners/${id}/impact()`);
    assert.match(limits.join(' '), /nothing that could be revoked.*no way to close.*does not tell who/);
    const { status, retirements, sessions } = await disconnect(id);
    assert.equal(status, 'proven');
    assert.equal(sessions[0].status, 'closed');
    assert.ok(retirements[0].steps.some(({ name }: { name: string }) => name === 'nothingToRevoke'));
    assert.match(retirements[0].notEstablished.join(' '), /nothing could be revoked/);
  });

  test('gives a link out that leads on once, in the trail, and leaves it unconfirmed by a disconnect, after which it leads nowhere', async () => {
    const id = await connected();
    const session = await open('PC 2/#');
    const given = async () => (await send('GET', `/assist/sessions/${session.id}/supporterUrl()`)).value;
    const follow = (address: string, headers = {}) => fetch(address, { redirect: 'manual', headers });
    const first = await given();
    assert.ok(first.startsWith(`${service.origin}/connect/launch?link=`), first);
    const second = await given();
    assert.equal((await follow(first, { 'Sec-Purpose': 'prefetch' })).status, 410);
    const led = await follow(first);
    assert.equal(led.status, 303);
    assert.equal(led.headers.get('location'), 'https://acme.example/Host#Access/All%20Machines/PC%202%2F%23');
    const again = await follow(first);
    assert.equal(again.status, 410);
    assert.match(await again.text(), /This link is used up/);
    assert.equal((await follow(first.slice(0, -3))).status, 410);
    const trail = `/beta/deviceManagement/auditEvents?$filter=activityType eq 'FollowSupporterLink RemoteAssistanceSession'`;
    const followed = (await send('GET', trail)).value;
    assert.equal(followed.length, 1);
    assert.equal(followed[0].resources[0].resourceId, session.id);
    assert.equal(followed[0].resources[0].modifiedProperties[0].displayName, 'GivenTo');
    const { status, retirements, sessions } = await disconnect(id);
    assert.equal(status, 'unconfirmed');
    assert.equal(sessions[0].status, 'unconfirmed');
    assert.notEqual(sessions[0].unconfirmedUntil, null);
    assert.match(retirements[0].notEstablished.join(' '), /no way to close a session/);
    const after = await send('GET', `/assist/sessions/${session.id}/supporterUrl()`);
    assert.equal(after.value, null);
    assert.equal((await follow(second)).status, 410);
  });

  test('a session that was closed before, and whose link was given out, leaves the disconnect unconfirmed', async () => {
    const id = await connected();
    const session = await open('PC-3');
    await send('GET', `/assist/sessions/${session.id}/supporterUrl()`);
    await send('POST', `/assist/sessions/${session.id}/close`);
    await service.obligations.idle();
    assert.equal((await send('GET', `/assist/sessions/${session.id}`)).status, 'unconfirmed');
    const { status, retirements, sessions } = await disconnect(id);
    assert.equal(status, 'unconfirmed');
    assert.deepEqual([sessions[0].id, sessions[0].status], [session.id, 'unconfirmed']);
    const until = new Date(session.expirationDateTime).toISOString();
    assert.ok(retirements[0].notEstablished.join().includes(until), retirements[0].notEstablished.join());
  });

  test('is not called revoked by the command line', async () => {
    const id = await connected();
    using program = createProgram(service.origin, { ASSISTD_TOKEN: await outside.token() });
    const { code, stderr } = await program.run('partners', 'disconnect', id, '--yes', '--wait');
    assert.equal(code, 0, stderr);
    assert.doesNotMatch(stderr, /The grant is revoked/);
    assert.match(stderr, /nothing that could be revoked/);
  });

  for (const { preset, noted, link } of products) {
    test(`${preset}: leads on to the id that is noted on the device, and says where to note one that is not`, async () => {
      const partnerId = await connected(preset);
      const { id } = await send('POST', devices, { deviceName: preset, notes: `Second floor\n${preset}: ${noted}` });
      const ask = () => send('POST', `/assist/managedDevices/${id}/requestRemoteAssistance`, { partnerId });
      const session = async (status: string) => {
        await service.obligations.idle();
        return (await send('GET', `/assist/sessions?$filter=deviceId eq '${id}' and status eq '${status}'`)).value[0];
      };
      await ask();
      const { id: opened } = await waitFor('the session', () => session('open'));
      const address = (await send('GET', `/assist/sessions/${opened}/supporterUrl()`)).value;
      const led = await fetch(address, { redirect: 'manual' });
      assert.equal(led.headers.get('location')?.replace(/account=[^&]*/, 'account=ada%40contoso.example'), link);
      await send('POST', `/assist/sessions/${opened}/close`);
      await send('PATCH', `${devices}/${id}`, { notes: 'Second floor' });
      await ask();
      const { errorDetails } = await waitFor('the failure', () => session('failed'));
      assert.equal(
        errorDetails,
        `${preset}: the device has no id at ${preset}: note it on the device (notes), in a line "${preset}: ID".`,
      );
      await disconnect(partnerId);
    });
  }
});
