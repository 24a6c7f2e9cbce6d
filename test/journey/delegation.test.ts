import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Service } from '../../src/service.ts';
import { Person } from '../harness/consent.ts';
import { type Outside, startOutside } from '../harness/outside.ts';
import { partnerClient } from '../harness/partner-client.ts';
import { serveHere } from '../harness/serve-here.ts';
import { waitFor } from '../harness/wait-for.ts';
import { MadeUpPartner } from '../partner/made-up.ts';

const partners = '/beta/deviceManagement/remoteAssistancePartners';
const devices = '/beta/deviceManagement/managedDevices';

describe('a partner that consents by delegation', () => {
  const stack = new AsyncDisposableStack();
  const madeUp = new MadeUpPartner();
  let outside: Outside;
  let service: Service;
  before(async () => {
    outside = stack.use(await startOutside());
    service = stack.use(await serveHere(outside, { throttling: 'off' }, { connectors: [madeUp.connector()] }));
  });
  after(() => stack.disposeAsync());

  const send = async (method: string, path: string, body?: object) => {
    // A new one each time, because the clock is turned.
    const headers = {
      Authorization: `Bearer ${await outside.token()}`,
      ...(body && { 'Content-Type': 'application/json' }),
    };
    const init = { method, headers, ...(body && { body: JSON.stringify(body) }) };
    const reply = await fetch(service.origin + path, init);
    const text = await reply.text();
    // biome-ignore lint/suspicious/noExplicitAny: what a service answers is looked at, not typed.
    return { status: reply.status, text, json: (text === '' ? undefined : JSON.parse(text)) as any };
  };
  const read = async (path: string) => (await send('GET', path)).json;
  const add = async (displayName: string): Promise<string> => (await send('POST', partners, { displayName })).json.id;
  const disconnect = async (id: string) => {
    assert.equal((await send('POST', `${partners}/${id}/disconnect`)).status, 204);
    await service.obligations.idle();
  };
  const newest = () => [...madeUp.accounts.keys()].at(-1) ?? '';

  /** From the start page to the page where what was offered is taken. */
  const begin = async (id: string) => {
    assert.equal((await send('POST', `${partners}/${id}/beginOnboarding`)).status, 204);
    const person = new Person();
    const { onboardingUrl } = await read(`${partners}/${id}`);
    const url = await person.goOn(onboardingUrl);
    const page = async () => (await person.ask(url)).text();
    const answer = (fields: readonly (readonly [string, string])[]) =>
      person.ask(url, {
        method: 'POST',
        body: new URLSearchParams(fields.map(([name, value]): [string, string] => [name, value])),
      });
    return {
      url,
      page,
      take: (offer: string) =>
        answer([
          ['offer', offer],
          ['answer', 'take'],
        ]),
      answer,
    };
  };
  const connect = async (id: string, offer: string) => {
    const { page, take } = await begin(id);
    await page();
    madeUp.offer(newest(), { id: offer });
    assert.equal((await take(offer)).status, 200);
    const { accountId } = await read(`/assist/partners/${id}/awaitedConsent()`);
    assert.equal((await send('POST', `/assist/partners/${id}/confirmConsent`, { accountId })).status, 204);
    await service.obligations.idle();
    return newest();
  };
  const events = async (id: string) => {
    const { value } = await read(`/beta/deviceManagement/auditEvents?$filter=resources/any(r:r/resourceId eq '${id}')`);
    return value as {
      activityType: string;
      activityResult: string;
      resources: { modifiedProperties: { newValue: string }[] }[];
    }[];
  };
  const session = async (deviceId: string, status: string) =>
    waitFor(`a session that is ${status}`, async () => {
      await service.obligations.idle();
      const { value } = await read(`/assist/sessions?$filter=deviceId eq '${deviceId}' and status eq '${status}'`);
      return value[0];
    });

  test('gets an account that may do nothing, says what is given to it, and connects by what somebody takes of that', async () => {
    const id = await add('Made Up');
    const { page, take, url } = await begin(id);
    assert.equal(madeUp.accounts.size, 0);
    assert.match(await page(), /account-.*Nothing yet/s);
    const account = newest();
    madeUp.offer(account, { id: 'g1', name: 'Laptops', devices: 1, missing: ['Help'], givenBy: 'eve' });
    madeUp.offer(account, { id: 'g2', name: 'Servers', devices: 2, excess: ['Everything'] });
    assert.match(
      await page(),
      /Laptops, 1 device, given by eve.*Missing: Help.*Servers.*Too much, take it away: Everything/s,
    );
    assert.match(await (await take('g1')).text(), /Missing: Help/);
    madeUp.offer(account, { id: 'g3', name: '<b>Desks</b>', devices: 3 });
    assert.match(await page(), /&lt;b&gt;Desks/);
    assert.equal((await fetch(url)).status, 400, 'another browser sees nothing');
    assert.match(await (await take('g3')).text(), /Waiting to be confirmed/);
    const { accountId } = await read(`/assist/partners/${id}/awaitedConsent()`);
    assert.equal((await send('POST', `/assist/partners/${id}/confirmConsent`, { accountId })).status, 204);
    assert.equal((await read(`${partners}/${id}`)).onboardingStatus, 'onboarded');
    await disconnect(id);
    assert.equal(madeUp.accounts.size, 0);
  });

  test('leaves no account behind: not of what is refused, not of what is begun anew, not of what expires, not of what the partner could not be told', async () => {
    const id = await add('Made Up');
    const refused = await begin(id);
    await refused.page();
    assert.match(await (await refused.answer([['answer', 'refuse']])).text(), /Not connected/);
    await service.obligations.idle();
    assert.equal(madeUp.accounts.size, 0);

    const replaced = await begin(id);
    await replaced.page();
    const anew = await begin(id);
    assert.equal((await replaced.take('g')).status, 400);
    await anew.page();
    await service.obligations.idle();
    assert.equal(madeUp.accounts.size, 1);

    madeUp.isAway = true;
    outside.clock.turn(2 * 3_600_000);
    await waitFor('the onboarding to expire', async () => {
      return (await read(`${partners}/${id}`)).onboardingStatus === 'notOnboarded';
    });
    assert.equal(madeUp.accounts.size, 1);
    madeUp.isAway = false;
    await waitFor('the account to be removed', async () => {
      outside.clock.turn(60_000);
      await service.obligations.idle();
      return madeUp.accounts.size === 0;
    });
    const { value } = await read(`/assist/disconnects`);
    assert.ok(value.length >= 1);
  });

  test('leaves no account behind that was just being made as somebody disconnected', async () => {
    const id = await add('Made Up');
    const { page } = await begin(id);
    const [asked, held] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    madeUp.making = () => {
      asked.resolve();
      return held.promise;
    };
    const shown = page();
    await asked.promise;
    await disconnect(id);
    held.resolve();
    await shown;
    const [{ status }] = (await read(`/assist/disconnects?$filter=partnerId eq '${id}'`)).value;
    assert.equal(status, 'pending');
    await waitFor('the disconnect to be over', async () => {
      outside.clock.turn(250);
      await service.obligations.idle();
      return (await read(`/assist/disconnects?$filter=partnerId eq '${id}'`)).value[0].status === 'proven';
    });
    assert.equal(madeUp.accounts.size, 0);
    assert.match(await page(), /expired|not valid|Begin/i);
  });

  test('brings its devices, and leaves what another source says of one, or a person has changed since', async () => {
    const ours = (await send('POST', devices, { deviceName: 'OURS', serialNumber: 'S-1', model: 'Ours' })).json;
    madeUp.devices = [
      { id: 'd1', name: 'theirs', serialNumber: 'S-1', model: 'Theirs', online: true },
      { id: 'd2', name: 'new', serialNumber: 'S-2', model: 'One', online: true },
    ];
    const id = await add('Made Up');
    const account = await connect(id, 'g1');
    const [made] = (await read(`${devices}?$filter=serialNumber eq 'S-2'`)).value;
    assert.deepEqual([made.deviceName, made.model], ['new', 'One']);
    const kept = await read(`${devices}/${ours.id}`);
    assert.deepEqual([kept.deviceName, kept.model], ['OURS', 'Ours']);

    await send('PATCH', `${devices}/${made.id}`, { deviceName: 'renamed here' });
    madeUp.devices = madeUp.devices.map((each) => ({ ...each, name: `${each.name} 2`, model: `${each.model} 2` }));
    madeUp.tell(account, { kind: 'devices' });
    const after = await waitFor('the change to arrive', async () => {
      outside.clock.turn(1000);
      await service.obligations.idle();
      const device = await read(`${devices}/${made.id}`);
      return device.model === 'One 2' && device;
    });
    assert.equal(after.deviceName, 'renamed here');
    assert.equal((await read(`${devices}/${ours.id}`)).deviceName, 'OURS');
    assert.equal((await read(`${devices}?$count=true`)).value.length, 2);
    await disconnect(id);
  });

  test('brings nothing that it lists as somebody disconnects', async () => {
    const id = await add('Made Up');
    const account = await connect(id, 'g1');
    const held = Promise.withResolvers<void>();
    let isAsked = false;
    madeUp.listing = () => {
      isAsked = true;
      return held.promise;
    };
    madeUp.devices = [...madeUp.devices, { id: 'd3', name: 'LATE', serialNumber: 'S-LATE', online: true }];
    madeUp.tell(account, { kind: 'devices' });
    await waitFor('the list to be asked for', async () => {
      outside.clock.turn(1000);
      return isAsked;
    });
    assert.equal((await send('POST', `${partners}/${id}/disconnect`)).status, 204);
    held.resolve();
    madeUp.listing = async () => {};
    await service.obligations.idle();
    assert.equal((await read(`${devices}?$filter=serialNumber eq 'S-LATE'`)).value.length, 0);
    const known = await service.database.read(outside.tenantId, (db) =>
      db.sql
        .selectFrom('partner_devices')
        .selectAll()
        .where('tenant_id', '=', outside.tenantId)
        .where('partner_id', '=', id)
        .execute(),
    );
    assert.deepEqual(known, []);
    madeUp.devices = madeUp.devices.filter((device) => device.id !== 'd3');
  });

  test('beside another: a request says which, or it is the one that knows the device; each is disconnected alone', async () => {
    const [known] = (await read(`${devices}?$filter=serialNumber eq 'S-2'`)).value;
    const other = (await send('POST', devices, { deviceName: 'UNKNOWN', serialNumber: 'S-9' })).json;
    const teamviewer = await add('TeamViewer');
    await partnerClient(service.origin, await outside.token()).connect(teamviewer);
    const id = await add('Made Up');
    const account = await connect(id, 'g1');
    const ask = async (deviceId: string, body?: object) => {
      const { status, text } = await send(
        'POST',
        `${body ? '/assist/managedDevices' : devices}/${deviceId}/requestRemoteAssistance`,
        body,
      );
      assert.ok(status < 300, text);
    };
    await ask(known.id);
    const first = await session(known.id, 'open');
    assert.equal(first.partnerId, id);
    await ask(other.id);
    assert.equal((await session(other.id, 'open')).partnerId, teamviewer);

    const [ref = ''] = [...madeUp.sessions.keys()].slice(-1);
    madeUp.help(ref, 'Grace', outside.clock.now() - 60_000);
    // Refused, told of twice; refused when asked again; then given.
    const now = outside.clock.now();
    for (const [answer, secondsAgo] of [
      ['refused', 50],
      ['refused', 50],
      ['refused', 40],
      ['given', 30],
    ] as const) {
      madeUp.tell(account, { kind: 'consent', ref, answer, at: now - secondsAgo * 1000 });
    }
    await waitFor('what was pushed to be in the trail', async () => {
      await service.obligations.idle();
      const told = await events(first.id);
      const answers = told.filter(({ activityType }) => activityType === 'AnswerConsent RemoteAssistanceSession');
      if (!answers.some(({ activityResult }) => activityResult === 'Success')) return false;
      assert.deepEqual(answers.map(({ activityResult }) => activityResult).sort(), ['Failure', 'Failure', 'Success']);
      return told.some(({ activityType }) => activityType === 'Use RemoteAssistanceSession');
    });

    await disconnect(id);
    assert.equal(madeUp.sessions.get(ref)?.state, 'closed');
    assert.equal(outside.sandbox.sessions.filter(({ state }) => state === 'Open').length, 1);
    assert.equal((await send('POST', `${devices}/${known.id}/requestRemoteAssistance`, { partnerId: id })).status, 400);
    const refused = await send('POST', `/assist/managedDevices/${known.id}/requestRemoteAssistance`, { partnerId: id });
    assert.equal(refused.status, 400, refused.text);
    assert.match(refused.text, /partnerId|No connected partner/);
    await ask(known.id, { partnerId: teamviewer });
    assert.equal((await session(known.id, 'open')).partnerId, teamviewer);
    await disconnect(teamviewer);
    assert.ok(outside.sandbox.sessions.every(({ state }) => state === 'Closed'));
  });

  test('says what was taken back there as soon as the partner tells, once, and that the connection is lost when all of it was', async () => {
    const id = await add('Made Up');
    const { page, answer } = await begin(id);
    await page();
    const account = newest();
    madeUp.offer(account, { id: 'g1' });
    madeUp.offer(account, { id: 'g2' });
    await answer([
      ['offer', 'g1'],
      ['offer', 'g2'],
      ['answer', 'take'],
    ]);
    const { accountId } = await read(`/assist/partners/${id}/awaitedConsent()`);
    await send('POST', `/assist/partners/${id}/confirmConsent`, { accountId });
    await service.obligations.idle();
    const told = async (verb: string) => {
      return (await events(id)).filter(({ activityType }) => activityType.startsWith(verb)).length;
    };
    madeUp.withdraw(account, 'g2');
    await waitFor('the narrowing to be told', async () => (await told('NarrowConnection')) === 1);
    madeUp.tell(account, { kind: 'grant' });
    await service.obligations.idle();
    assert.equal(await told('NarrowConnection'), 1);
    madeUp.withdraw(account);
    await waitFor('the loss to be told', async () => (await told('LoseConnection')) === 1);
    assert.equal((await read(`${partners}/${id}`)).onboardingStatus, 'notOnboarded');
    await service.obligations.idle();
    assert.equal(madeUp.accounts.size, 0);
  });

  test('shows on the device why it cannot be helped, in the words of the partner', async () => {
    const id = await add('Made Up');
    const offline = { id: 'd2', name: 'new', serialNumber: 'S-2', online: false };
    madeUp.devices = [offline];
    await connect(id, 'g1');
    const [device] = (await read(`${devices}?$filter=serialNumber eq 'S-2'`)).value;
    await send('POST', `${devices}/${device.id}/requestRemoteAssistance`);
    await session(device.id, 'failed');
    const { remoteAssistanceSessionErrorDetails: details } = await read(
      `${devices}/${device.id}?$select=remoteAssistanceSessionErrorDetails`,
    );
    assert.equal(details, 'Made Up: the device is offline.');
    await disconnect(id);
  });
});
