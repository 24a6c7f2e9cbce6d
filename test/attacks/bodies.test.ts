import assert from 'node:assert/strict';
import { request } from 'node:http';
import { after, before, describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { newId } from '../../src/core/id.ts';
import { startWorld, type World } from '../harness/world.ts';
import { requests } from '../operations/requests.ts';

interface Told {
  readonly status: number | undefined;
  readonly connection: string | undefined;
  /** Whether the service asked for the body before it answered. */
  readonly asked: boolean;
  readonly text: string;
}

interface Sent {
  readonly path: string;
  readonly method?: string;
  readonly token?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
  /** What is sent without waiting to be asked; nothing by default. */
  readonly body?: Buffer;
}

const longLength = 200_000;

/** Sends a head that promises a long body and waits for an answer. */
function send({ service }: World, { path, method = 'POST', token, headers, body }: Sent): Promise<Told> {
  return new Promise((resolve, reject) => {
    let asked = false;
    const sent = request(service.origin + path, {
      method,
      agent: false,
      headers: {
        'Content-Type': 'application/json',
        'Content-Length': String(body?.length ?? longLength),
        ...(token != null && { Authorization: `Bearer ${token}` }),
        ...(!body && { Expect: '100-continue' }),
        ...headers,
      },
    });
    sent.on('continue', () => {
      asked = true;
      sent.end(' '.repeat(longLength));
    });
    sent.on('error', reject);
    sent.on('response', async (answer) => {
      let text = '';
      for await (const part of answer.setEncoding('utf8')) text += part;
      resolve({ status: answer.statusCode, connection: answer.headers.connection, asked, text });
      sent.destroy();
    });
    if (body) sent.end(body);
    else sent.flushHeaders();
  });
}

const json = { 'Content-Type': 'application/json' };

describe('the body of a request', () => {
  let world: World;
  let suspended: string;
  before(async () => {
    world = await startWorld();
    const tenantId = newId();
    const claims = { tid: tenantId, iss: `${world.issuer.authorityHost}/${tenantId}/` };
    const added = await world.send('POST', '/assist/tenants', { body: { tenantId, displayName: 'Lapsed' } });
    assert.equal(added.status, 201);
    assert.equal((await world.send('POST', `/assist/tenants/${tenantId}/suspend`)).status, 204);
    suspended = await world.token({ claims });
  });
  after(() => world[Symbol.asyncDispose]());

  const targets = [
    ...requests
      .filter(({ method }) => method === 'POST' || method === 'PATCH')
      .map(({ method, path }) => ({ method, path: `/beta/${path.replace('{id}', 'none')}` })),
    { method: 'POST', path: '/assist/managedDevices/import' },
    { method: 'POST', path: '/assist/tenants' },
    ...['v1.0', 'beta', 'assist'].map((version) => ({ method: 'POST', path: `/${version}/$batch` })),
  ];
  for (const target of targets) {
    test(`${target.method} ${target.path}: is not asked for from a stranger, without permission, or from a suspended organisation`, async () => {
      const nothing = await world.token({ permissions: ['Calendars.Read'] });
      // By `/assist/$batch` a suspended organisation ends what it has; each step is admitted, or not, by itself.
      const unserved = target.path === '/assist/$batch' ? [] : ([[suspended, 400]] as const);
      for (const [token, status] of [[null, 401], ['x', 401], [nothing, 403], ...unserved] as const) {
        const { text, ...told } = await send(world, { ...target, token });
        assert.deepEqual(told, { status, connection: 'close', asked: false }, text);
      }
    });
  }

  test('is not asked for, where it is the answer to an offer, from a browser that was not on the page of that consent', async () => {
    const partner = `/beta/deviceManagement/remoteAssistancePartners/${await world.partnerId()}`;
    assert.equal((await world.send('POST', `${partner}/beginOnboarding`)).status, 204);
    const { onboardingUrl } = (await world.send('GET', partner)).json;
    const state = new URL(onboardingUrl).searchParams.get('state');
    for (const each of ['none', state]) {
      const { text, ...told } = await send(world, { path: `/connect/offer?state=${each}`, token: null });
      assert.deepEqual(told, { status: 400, connection: 'close', asked: false }, text);
    }
  });

  test('is not asked for past the limits of throttling', async () => {
    const limits = { requests: { tenant: 1, application: 1 }, writes: { tenant: 1, application: 1 } };
    await using throttled = await startWorld({
      settings: { throttling: JSON.stringify({ remoteAssistance: limits }) },
    });
    const token = await throttled.token();
    for (const path of ['/beta/deviceManagement/remoteAssistancePartners', '/v1.0/$batch']) {
      await throttled.send('POST', path, { token, body: '{}', headers: json });
      const { text, ...told } = await send(throttled, { path, token });
      assert.deepEqual(told, { status: 429, connection: 'close', asked: false }, text);
    }
  });

  test('is asked for, and read, where its sender may send it', async () => {
    const told = await send(world, { path: '/v1.0/$batch', token: await world.token() });
    assert.deepEqual([told.status, told.asked], [400, true]);
    assert.match(told.text, /Unable to read JSON/);
  });

  test('that is refused while it is being sent is answered all the same', async () => {
    for (const path of ['/v1.0/$batch', '/nothing', '/console/', '/connect/callback']) {
      const { status, connection } = await send(world, { path, body: Buffer.alloc(8_000_000, 0x20) });
      assert.deepEqual([(status ?? 0) >= 400, connection], [true, 'close'], path);
    }
  });

  test('that is short leaves the connection open, though nobody read it', async () => {
    const reply = await world.send('POST', '/v1.0/$batch', { token: null, body: '{}' });
    assert.deepEqual([reply.status, reply.headers.get('connection')], [401, 'keep-alive']);
  });

  test('is 256 KB at most, before and after it is inflated, and 4 MB for an import alone', async () => {
    const spaces = Buffer.alloc(300_000, 0x20);
    const paths = ['/v1.0/$batch', '/beta/deviceManagement/remoteAssistancePartners'];
    for (const path of paths) {
      assert.equal((await world.send('POST', path, { body: spaces, headers: json })).status, 413, path);
      const headers = { ...json, 'Content-Encoding': 'gzip' };
      assert.equal((await world.send('POST', path, { body: gzipSync(spaces), headers })).status, 413, path);
    }
    const devices = Array.from({ length: 1000 }, (_, index) => ({
      serialNumber: `B-${index}`,
      notes: 'x'.repeat(900),
    }));
    const imported = await world.send('POST', '/assist/managedDevices/import', { body: { devices } });
    assert.equal(imported.status, 200, imported.text);
    const headers = { ...json, 'Content-Encoding': 'gzip' };
    const bomb = gzipSync(Buffer.alloc(5_000_000, 0x20));
    assert.equal((await world.send('POST', '/assist/managedDevices/import', { body: bomb, headers })).status, 413);
  });

  test('that nests deeply, or holds too much for its length, is refused before it is parsed', async () => {
    const path = '/beta/deviceManagement/remoteAssistancePartners';
    const deep = await world.send('POST', path, { body: '['.repeat(100_000), headers: json });
    assert.match(deep.json.error.message, /nested more than 32 levels/);
    for (const body of [
      `[${'{},'.repeat(80_000)}{}]`,
      `{"a":[${'[],'.repeat(80_000)}[]]}`,
      `{${'"":0,'.repeat(50_000)}"":0}`,
    ]) {
      const many = await world.send('POST', path, { body, headers: json });
      assert.equal(many.status, 413);
      assert.match(many.json.error.message, /holds more than 16384 values/);
    }
    const devices = `{"devices":[${'{},'.repeat(40_000)}{}]}`;
    const imported = await world.send('POST', '/assist/managedDevices/import', { body: devices, headers: json });
    assert.equal(imported.status, 413);
    assert.match(imported.json.error.message, /holds more than 65536 values/);
    // Brackets and commas inside of texts are no structure.
    const named = { displayName: `${'[{,'.repeat(60)}\\"` };
    const created = await world.send('POST', path, { body: named });
    assert.deepEqual([created.status, created.json?.displayName], [201, named.displayName]);
  });

  test('that holds more records than are taken is refused before one of them is read', async () => {
    const refusing = async (count: number) => {
      const began = performance.now();
      const body = { devices: Array(count).fill(1) };
      const { status, text } = await world.send('POST', '/assist/managedDevices/import', { body });
      return { status, text, milliseconds: performance.now() - began };
    };
    const taken = await refusing(1000);
    assert.equal(taken.status, 200);
    assert.match(taken.text, /"refused":1000/);
    const long = await refusing(60_000);
    assert.equal(long.status, 400);
    assert.match(long.text, /an array of at most 1000 records is expected/);
    // Sixty times as many took sixty times as long: one body of 120 kB held everybody for more than a second.
    assert.ok(long.milliseconds < 5 * taken.milliseconds + 100, `${long.milliseconds} after ${taken.milliseconds} ms`);
  });
});

describe('a batch', () => {
  const partners = '/deviceManagement/remoteAssistancePartners';

  test('that is compressed inside of what is compressed is refused, and costs no more than its length', async () => {
    await using world = await startWorld();
    const body = gzipSync(JSON.stringify({ displayName: 'x'.repeat(4_000_000) })).toString('base64');
    const step = { method: 'POST', url: partners, body };
    const headers = { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' };
    const steps = Array.from({ length: 20 }, (_, index) => ({
      id: String(index),
      ...step,
      headers: { 'content-encoding': 'gzip' },
    }));
    const reply = await world.send('POST', '/v1.0/$batch', {
      body: gzipSync(JSON.stringify({ requests: steps })),
      headers,
    });
    assert.equal(reply.status, 200);
    for (const { status, body } of reply.json.responses) {
      assert.equal(status, 415);
      assert.equal(body.error.message, "Content-Encoding 'gzip' is not supported; use none here.");
    }
  });

  test('lets others be answered between its steps', async () => {
    await using world = await startWorld();
    const token = await world.token();
    const other = await world.token({ tenant: world.fabrikam });
    const steps = Array.from({ length: 20 }, (_, index) => ({ id: `s${index}`, method: 'GET', url: partners }));
    const from = world.lines.length;
    let isAnswered = false;
    const batch = world.send('POST', '/v1.0/$batch', { token, body: { requests: steps } }).then(() => {
      isAnswered = true;
    });
    // Somebody asks all the time, on connections of their own: what is asked once may be answered before the first step, or after the last.
    const others = Array.from({ length: 4 }, async () => {
      while (!isAnswered) await world.send('GET', `/v1.0${partners}`, { token: other });
    });
    await Promise.all([batch, ...others]);
    const order = world.lines.slice(from).filter(({ message }) => message === 'request');
    const isStep = order.map(({ fields }) => fields.step !== undefined);
    const between = order
      .slice(isStep.indexOf(true), isStep.lastIndexOf(true))
      .filter(({ fields }) => fields.tenantId === world.fabrikam);
    assert.ok(between.length > 0, 'all steps ran before anybody else was answered');
  });

  test('counts as what it asks for, refused steps too, and by itself', async () => {
    const remoteAssistance = { writes: { tenant: 4, application: 3 }, requests: { tenant: 40, application: 30 } };
    await using world = await startWorld({ settings: { throttling: JSON.stringify({ remoteAssistance }) } });
    const token = await world.token({ permissions: ['DeviceManagementServiceConfig.Read.All'] });
    const requests = Array.from({ length: 6 }, (_, index) => ({
      id: String(index),
      method: 'POST',
      url: partners,
      body: {},
    }));
    const { json } = await world.send('POST', '/v1.0/$batch', { token, body: { requests } });
    const statuses = json.responses.map(({ status }: { status: number }) => status);
    assert.deepEqual(statuses.toSorted(), [403, 403, 403, 429, 429, 429]);
    const batches = [];
    for (let sent = 1; sent <= 30; sent++) {
      batches.push((await world.send('POST', '/v1.0/$batch', { token, body: { requests: [] } })).status);
    }
    assert.deepEqual([batches.indexOf(429), batches.lastIndexOf(200)], [29, 28]);
  });
});
