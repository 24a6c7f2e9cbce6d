import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { request as plainRequest, type RequestOptions } from 'node:http';
import { Agent, request as tlsRequest } from 'node:https';
import { after, before, describe, test } from 'node:test';
import { Person } from '../harness/consent.ts';
import { startOutside } from '../harness/outside.ts';
import { serveHere } from '../harness/serve-here.ts';
import { type Reply, startWorld, type World } from '../harness/world.ts';
import { errorOf } from '../operations/service-error.ts';

const partners = '/v1.0/deviceManagement/remoteAssistancePartners';

/** A request as it is written here: `fetch` would tidy it, or refuse. */
function raw(origin: string, options: RequestOptions, body = ''): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const send = origin.startsWith('https:') ? tlsRequest : plainRequest;
    const sent = send(origin, options, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () => {
        const headers = new Headers();
        for (const [name, value] of Object.entries(response.headers)) headers.set(name, String(value));
        resolve({
          status: response.statusCode ?? 0,
          headers,
          text,
          json: text.startsWith('{') ? JSON.parse(text) : text,
        });
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

describe('the front door', () => {
  let world: World;
  let authorization: string;
  before(async () => {
    world = await startWorld();
    authorization = `Bearer ${await world.token()}`;
  });
  after(() => world[Symbol.asyncDispose]());

  for (const [path, segment] of [
    ['/v1.0/%ff', '%ff'],
    [`${partners}/%ff`, '%ff'],
    [`${partners}/%e0%a4`, '%e0%a4'],
    [`${partners}/%`, '%'],
    ['/v1.0/deviceManagement/nope', 'nope'],
    ['/v1.0/groups', 'groups'],
    ['/v1.0/$nope', '$nope'],
    ['/v1.0/constructor', 'constructor'],
    ['/v1.0/deviceManagement/__proto__', '__proto__'],
  ] as const) {
    test(`${path} is 400 and names the segment`, async () => {
      const reply = await raw(world.service.origin, { path, headers: { authorization } });
      assert.equal(errorOf(reply, 400, 'BadRequest').message, `Resource not found for the segment '${segment}'.`);
    });
  }

  for (const [path, version] of [
    ['/', ''],
    ['/deviceManagement', 'deviceManagement'],
    ['/v2.0/deviceManagement', 'v2.0'],
    ['/v1.0%2fdeviceManagement', 'v1.0/deviceManagement'],
    ['/constructor', 'constructor'],
    ['/__proto__', '__proto__'],
    ['/tostring/x?y', 'tostring'],
  ] as const) {
    test(`${path} names no version that there is`, async () => {
      const reply = await raw(world.service.origin, { path, headers: { authorization } });
      assert.equal(errorOf(reply, 404, 'ResourceNotFound').message, `Invalid version: ${version}`);
    });
  }

  test('a path that begins with two slashes is a path, no host', async () => {
    const { status, json } = await raw(world.service.origin, { path: `/${partners}`, headers: { authorization } });
    assert.equal(status, 200);
    assert.equal(
      json['@odata.context'],
      `${world.service.origin}/v1.0/$metadata#deviceManagement/remoteAssistancePartners`,
    );
  });

  test('two Authorization headers are refused, whichever of them is right', async () => {
    for (const both of [
      [authorization, 'Bearer x'],
      ['Bearer x', authorization],
    ]) {
      const headers = ['Host', 'localhost', ...both.flatMap((each) => ['Authorization', each])];
      const reply = await raw(world.service.origin, { path: partners, headers });
      assert.equal(reply.status, 401);
    }
  });

  test('a whole URL as the target of a request is read as its path', async () => {
    const path = `${world.service.origin}${partners}`;
    const { status } = await raw(world.service.origin, { path, headers: { authorization } });
    assert.equal(status, 200);
  });

  test('a whole URL as the target says the host, whatever the Host header says, which has to be in order', async () => {
    const ask = (target: string, host: string | string[] = 'localhost') => {
      const hosts = [host].flat().flatMap((each) => ['Host', each]);
      return raw(world.service.origin, { path: target, headers: [...hosts, 'Authorization', authorization] as never });
    };
    for (const path of [partners, `${partners}?$top=1`]) {
      const { status, json } = await ask(`http://127.0.0.1:8080${path}`);
      assert.equal(status, 200);
      assert.equal(json['@odata.context'], `http://127.0.0.1:8080/v1.0/$metadata#${partners.slice('/v1.0/'.length)}`);
    }
    const { json } = await ask(`HTTP://127.0.0.1${partners}/none`);
    assert.match(json.error.message, /http:\/\/127\.0\.0\.1\/v1\.0\//);
    assert.equal((await ask(`http://127.0.0.1${partners}`, ['localhost', '127.0.0.1'])).status, 400);
    assert.equal((await ask(`http://127.0.0.1${partners}`, 'localhost/')).status, 400);
    assert.equal((await ask(`http://somebody@127.0.0.1${partners}`)).status, 400);
    // Whom development does not know, it does not know by this either.
    assert.equal((await ask(`http://evil.example${partners}`)).status, 403);
  });

  for (const method of ['HEAD', 'PUT', 'PATCH', 'DELETE', 'TRACE', 'PROPFIND', 'LINK']) {
    test(`${method} on the collection is 400, as Intune answers what no route serves`, async () => {
      const reply = await raw(world.service.origin, { method, path: partners, headers: { authorization } });
      if (method === 'HEAD') return assert.deepEqual([reply.status, reply.text], [400, '']);
      assert.equal(
        errorOf(reply, 400, 'No method match route template').message,
        `No OData route exists that match template ~/singleton/navigation with http verb ${method} for request /deviceManagement/remoteAssistancePartners.`,
      );
    });
  }

  test('CONNECT, as a client sends it to its proxy, is refused in JSON that says how to go on', async () => {
    for (const origin of [world.service.origin, world.service.tlsOrigin ?? '']) {
      const send = origin.startsWith('https:') ? tlsRequest : plainRequest;
      const ca = readFileSync(world.bundleFile ?? 'none');
      const sent = send(origin, { method: 'CONNECT', path: 'graph.microsoft.com:443', ca, agent: false }).end();
      const [response, , head] = await once(sent, 'connect');
      assert.equal(response.statusCode, 501);
      assert.match(JSON.parse(head.toString()).error.message, /^This is no proxy.*--as-graph/);
    }
  });

  test('an expectation that nobody knows is not looked at', async () => {
    const headers = { authorization, expect: '200-ok' };
    assert.equal((await raw(world.service.origin, { path: partners, headers })).status, 200);
  });

  test('a URL that is long, but not too long, is read', async () => {
    const path = `${partners}?$filter=displayName eq '${'x'.repeat(8000)}'`.replaceAll(' ', '%20');
    assert.ok([200, 400].includes((await raw(world.service.origin, { path, headers: { authorization } })).status));
    assert.equal(
      (await raw(world.service.origin, { path: `${partners}/${'x'.repeat(12_000)}`, headers: { authorization } }))
        .status,
      404,
    );
  });

  test('a URL that is too long is refused in JSON, which is where clients look for an error', async () => {
    const reply = await raw(world.service.origin, { path: `${partners}/${'x'.repeat(20_000)}` });
    assert.equal(reply.status, 431);
    assert.match(reply.headers.get('content-type') ?? '', /^application\/json/);
    assert.equal(reply.json.error.code, 'RequestHeaderFieldsTooLarge');
    // The door is still open.
    assert.equal((await raw(world.service.origin, { path: partners, headers: { authorization } })).status, 200);
  });

  test('client-request-id comes back, in header and error, as far as it is printable and short', async () => {
    const kept = ['6e2b6d3e-9a1b-f00d-0000-1234567890ab', 'x', '!'.repeat(128)];
    for (const id of kept) {
      const headers = { authorization, 'client-request-id': id };
      assert.equal((await raw(world.service.origin, { path: partners, headers })).headers.get('client-request-id'), id);
      const error = errorOf(await raw(world.service.origin, { path: '/v1.0/nope', headers }), 400, 'BadRequest');
      assert.equal(error.innerError['client-request-id'], id);
      assert.notEqual(error.innerError['request-id'], id);
    }
    for (const id of ['with a space', 'x'.repeat(129), 'é']) {
      const headers = { authorization, 'client-request-id': id };
      const reply = await raw(world.service.origin, { path: '/v1.0/nope', headers });
      const error = errorOf(reply, 400, 'BadRequest');
      assert.equal(error.innerError['client-request-id'], error.innerError['request-id']);
      assert.ok(!reply.text.includes(id));
      assert.ok(!JSON.stringify(world.lines).includes(id));
    }
  });

  test('every answer carries a request-id of its own', async () => {
    const ids = new Set<string | null>();
    for (const path of [partners, '/v1.0', '/v1.0/nope', '/nope', '/health/live', '/v1.0/$metadata']) {
      ids.add((await raw(world.service.origin, { path, headers: { authorization } })).headers.get('request-id'));
    }
    assert.equal(ids.size, 6);
    assert.ok(!ids.has(null));
  });

  test('a page of another origin may ask, and may read what clients need', async () => {
    // Of production: the development set-up answers no page of a stranger.
    await using outside = await startOutside();
    await using service = await serveHere(outside);
    const authorization = `Bearer ${await outside.token()}`;
    const origin = 'https://app.example';
    const preflight = await raw(service.origin, {
      method: 'OPTIONS',
      path: partners,
      headers: {
        origin,
        'access-control-request-method': 'PATCH',
        'access-control-request-headers': 'authorization,client-request-id,sdkversion,x-own',
      },
    });
    assert.deepEqual([preflight.status, preflight.text], [204, '']);
    assert.equal(preflight.headers.get('access-control-allow-origin'), '*');
    assert.match(preflight.headers.get('access-control-allow-methods') ?? '', /\bPATCH\b/);
    assert.equal(
      preflight.headers.get('access-control-allow-headers'),
      'authorization,client-request-id,sdkversion,x-own',
    );
    assert.equal(preflight.headers.get('access-control-allow-credentials'), null);
    for (const [path, status] of [
      [partners, 200],
      ['/v1.0/nope', 400],
    ] as const) {
      const reply = await raw(service.origin, { path, headers: { authorization, origin } });
      assert.equal(reply.status, status);
      assert.equal(reply.headers.get('access-control-allow-origin'), '*');
      const exposed = (reply.headers.get('access-control-expose-headers') ?? '').toLowerCase().split(', ');
      for (const name of [
        'request-id',
        'client-request-id',
        'retry-after',
        'www-authenticate',
        'location',
        'preference-applied',
      ]) {
        assert.ok(exposed.includes(name), name);
      }
    }
    const without = await raw(world.service.origin, { path: partners, headers: { authorization } });
    assert.equal(without.headers.get('access-control-allow-origin'), null);
  });

  test('the service document and the schema need no token', async () => {
    for (const version of ['v1.0', 'beta']) {
      const document = await raw(world.service.origin, { path: `/${version}/` });
      assert.equal(document.status, 200);
      assert.equal(document.json['@odata.context'], `${world.service.origin}/${version}/$metadata`);
      assert.ok(document.json.value.some(({ name }: { name: string }) => name === 'deviceManagement'));
      for (const path of [`/${version}/$metadata`, `/${version}/%24metadata`]) {
        const schema = await raw(world.service.origin, { path });
        assert.equal(schema.status, 200);
        assert.match(schema.headers.get('content-type') ?? '', /^application\/xml/);
        assert.match(schema.text, /<EntityType Name="remoteAssistancePartner" BaseType="graph.entity"/);
        assert.equal(schema.text.includes('onboardingRequestExpiryDateTime'), version === 'beta');
      }
    }
  });

  test('an answer is compressed for who takes it', async () => {
    const path = '/v1.0/$metadata';
    const plain = await raw(world.service.origin, { path, headers: { 'accept-encoding': 'br, deflate' } });
    assert.equal(plain.headers.get('content-encoding'), null);
    const { headers } = await raw(world.service.origin, { path, headers: { 'accept-encoding': 'gzip, deflate' } });
    assert.equal(headers.get('content-encoding'), 'gzip');
    assert.equal(headers.get('vary'), 'Accept-Encoding');
    assert.ok(Number(headers.get('content-length')) < plain.text.length / 2);
  });
});

describe('the origin that links start with', () => {
  const forwarded = {
    'x-forwarded-proto': 'https',
    'x-forwarded-host': 'assist.example.org',
    'x-forwarded-for': '203.0.113.9',
  };
  const linksOf = async ({ service, token }: Pick<World, 'service' | 'token'>, headers: Record<string, string>) => {
    const authorization = `Bearer ${await token()}`;
    const create = { method: 'POST', path: partners, headers: { authorization, 'content-type': 'application/json' } };
    await raw(service.origin, create, '{}');
    const { json } = await raw(service.origin, { path: `${partners}?$top=1`, headers: { authorization, ...headers } });
    const created = await raw(service.origin, { ...create, headers: { ...create.headers, ...headers } }, '{}');
    const refused = await raw(service.origin, { path: `${partners}/none`, headers: { authorization, ...headers } });
    const links = [json['@odata.context'], json['@odata.nextLink'], created.headers.get('location')];
    return {
      origins: new Set(links.map((link) => new URL(link).origin)),
      told: refused.text,
      hsts: refused.headers.get('strict-transport-security'),
    };
  };

  test('is that of the request, and headers of who is no trusted proxy change nothing', async () => {
    await using world = await startWorld();
    const { origins, told, hsts } = await linksOf(world, forwarded);
    assert.deepEqual(origins, new Set([world.service.origin]));
    assert.ok(told.includes(`${world.service.origin}${partners}/none`));
    assert.equal(hsts, null);
  });

  test('is that which a trusted proxy forwards, with the address that it forwards for', async () => {
    await using world = await startWorld({ settings: { trustedProxies: 'loopback' } });
    const { origins, told, hsts } = await linksOf(world, forwarded);
    assert.deepEqual(origins, new Set(['https://assist.example.org']));
    assert.ok(told.includes(`https://assist.example.org${partners}/none`));
    assert.equal(hsts, 'max-age=31536000');
  });

  test('is the public origin where one is set, whatever proxies or clients say', async () => {
    const publicOrigin = 'https://assist.example.org:8443';
    await using outside = await startOutside();
    await using service = await serveHere(outside, { publicOrigin, trustedProxies: ['loopback'] });
    for (const headers of [{}, forwarded, { host: 'evil.example' }]) {
      const { origins } = await linksOf({ service, token: outside.token }, headers);
      assert.deepEqual(origins, new Set([publicOrigin]));
    }
    const headers = { authorization: `Bearer ${await outside.token()}` };
    const [{ id }] = (await raw(service.origin, { path: partners, headers })).json.value;
    await raw(service.origin, { method: 'POST', path: `${partners}/${id}/beginOnboarding`, headers });
    const { onboardingUrl } = (await raw(service.origin, { path: `${partners}/${id}`, headers })).json;
    assert.ok(onboardingUrl.startsWith(`${publicOrigin}/connect/start?state=`));
    const page = await new Person().goOn(onboardingUrl.replace(publicOrigin, service.origin));
    assert.equal(new URL(page).searchParams.get('redirect_uri'), `${publicOrigin}/connect/callback`);
  });

  test('is https for who came over https, which browsers are told to keep to, but not for a name of this machine', async () => {
    await using world = await startWorld();
    const { tlsOrigin = '' } = world.service;
    const ca = readFileSync(world.bundleFile ?? 'none');
    const authorization = `Bearer ${await world.token()}`;
    const ask = (host: string) =>
      raw(tlsOrigin, {
        agent: new Agent({ ca, servername: 'localhost' }),
        path: partners,
        headers: { authorization, host },
      });
    const { host } = new URL(tlsOrigin);
    const reply = await ask(host);
    assert.equal(new URL(reply.json['@odata.context']).origin, tlsOrigin);
    assert.equal(reply.headers.get('strict-transport-security'), null);
    assert.equal((await ask('127.0.0.1:8443')).headers.get('strict-transport-security'), null);
    assert.equal((await ask('[::1]:8443')).headers.get('strict-transport-security'), null);
    assert.equal((await ask('assist.example.org')).headers.get('strict-transport-security'), 'max-age=31536000');
  });
});
