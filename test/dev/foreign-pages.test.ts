import assert from 'node:assert/strict';
import { type OutgoingHttpHeaders, request } from 'node:http';
import { after, before, describe, it } from 'node:test';
import { type Assistd, start } from '../../src/dev/start.ts';

const partners = '/v1.0/deviceManagement/remoteAssistancePartners';
const form = { 'content-type': 'application/x-www-form-urlencoded' };

/** What the browser adds to the requests of a page: `fetch`, a form, a link. */
const fromPage = (origin: string | undefined, site: string, mode = 'cors') => ({
  ...(origin !== undefined && { origin }),
  'sec-fetch-site': site,
  'sec-fetch-mode': mode,
});

interface Surface {
  readonly name: string;
  readonly method: string;
  readonly url: (assistd: Assistd) => string;
  readonly headers?: (assistd: Assistd) => Promise<OutgoingHttpHeaders>;
  readonly body?: string;
}

const password = new URLSearchParams({
  grant_type: 'password',
  client_id: 'a9910000-0002-4000-8000-000000000002',
  username: 'adele@contoso.example',
  password: 'none',
  scope: 'https://graph.microsoft.com/.default',
}).toString();

const surfaces: readonly Surface[] = [
  {
    name: 'the token endpoint',
    method: 'POST',
    url: ({ origin }) => `${origin}/login/contoso.example/oauth2/v2.0/token`,
    headers: async () => form,
    body: password,
  },
  {
    name: 'Graph',
    method: 'GET',
    url: ({ origin }) => origin + partners,
    headers: async (assistd) => ({ authorization: `Bearer ${await assistd.token()}` }),
  },
  { name: 'the control address', method: 'GET', url: ({ origin }) => `${origin}/_assistd/clock` },
  { name: 'the sandbox’s control', method: 'GET', url: ({ sandbox }) => `${sandbox.origin}/sandbox/grants` },
  { name: 'the sandbox’s reset', method: 'POST', url: ({ sandbox }) => `${sandbox.origin}/sandbox/reset` },
  { name: 'the console', method: 'GET', url: ({ origin }) => `${origin}/console/` },
  { name: 'health', method: 'GET', url: ({ origin }) => `${origin}/health/ready` },
];

describe('a page that the developer opens', () => {
  let assistd: Assistd;
  before(async () => {
    assistd = await start();
  });
  after(() => assistd[Symbol.asyncDispose]());

  it('is told by no preflight that it may send anything, and one of this machine is', async () => {
    for (const { name, url } of surfaces) {
      const asked = { origin: 'https://evil.example', 'access-control-request-method': 'POST' };
      const answer = await fetch(url(assistd), { method: 'OPTIONS', headers: asked });
      await answer.body?.cancel();
      assert.equal(answer.headers.get('access-control-allow-origin'), null, `${name} answered ${answer.status}`);
      assert.equal(answer.headers.get('access-control-allow-headers'), null, name);
    }
    const own = { origin: 'http://localhost:5173', 'access-control-request-method': 'POST' };
    const allowed = await fetch(assistd.origin + partners, { method: 'OPTIONS', headers: own });
    assert.deepEqual([allowed.status, allowed.headers.get('access-control-allow-origin')], [204, '*']);
  });

  for (const surface of surfaces) {
    it(`gets nothing from ${surface.name}, wherever it is from and whatever it calls this machine`, async () => {
      const { host, port } = new URL(surface.url(assistd));
      const foreign: [string, OutgoingHttpHeaders][] = [
        ['fetch across origins', fromPage('https://evil.example', 'cross-site')],
        ['fetch of an old browser', { origin: 'https://evil.example' }],
        ['a name that only begins like ours', fromPage('https://localhost.evil.example', 'cross-site')],
        ['a frame without an origin', fromPage('null', 'cross-site')],
        ['a file', { origin: 'null' }],
        ['an extension', fromPage('chrome-extension://abcdefghijklmnop', 'none')],
        ['an image or a script', fromPage(undefined, 'cross-site', 'no-cors')],
        ['a form', { ...fromPage('https://evil.example', 'cross-site', 'navigate'), ...form }],
        ['DNS rebinding', { host: `evil.example:${port}`, ...fromPage(undefined, 'same-origin') }],
        ['DNS rebinding, with its origin', { host: `evil.example:${port}`, origin: `http://evil.example:${port}` }],
        ['a name that only looks like an address', { host: `127.0.0.1.evil.example:${port}` }],
      ];
      for (const [how, headers] of foreign) {
        const { status, text } = await send(surface, headers);
        assert.equal(status, 403, how);
        assert.match(text, /of this machine/, how);
        assert.doesNotMatch(text, /access_token/, how);
      }
      const { status } = await send(surface, { host });
      assert.ok(status < 300, `a program is answered ${status}`);
    });
  }

  it('is let in from localhost, also across ports and schemes', async () => {
    for (const surface of surfaces.slice(0, 2)) {
      for (const origin of [
        'http://localhost:3000',
        'https://localhost:5173',
        'http://127.0.0.1:80',
        'http://[::1]:8',
      ]) {
        // Browsers call http and https of one host two sites.
        const { status } = await send(surface, fromPage(origin, 'cross-site'));
        assert.equal(status, 200, `${surface.name}: ${origin}`);
      }
    }
  });

  it('can have a link to the console, to the sign-in and to the partner’s consent', async () => {
    const link = fromPage(undefined, 'cross-site', 'navigate');
    const authorize = `/login/organizations/oauth2/v2.0/authorize?${new URLSearchParams({
      client_id: 'a9910000-0002-4000-8000-000000000002',
      response_type: 'code',
      redirect_uri: 'http://localhost/',
      scope: 'openid',
      code_challenge: 'x'.repeat(43),
      code_challenge_method: 'S256',
    })}`;
    const pages = [`${assistd.origin}/console/`, assistd.origin + authorize, `${assistd.sandbox.origin}/`];
    for (const url of pages) {
      const { status } = await send({ name: url, method: 'GET', url: () => url }, link);
      assert.ok(status < 400, `${url} answered ${status}`);
    }
  });

  it('is known by publicOrigin as well, where that is given', async () => {
    await using named = await start({ settings: { publicOrigin: 'https://dev.example:8443' } });
    const graph = async (headers: OutgoingHttpHeaders) => {
      const authorization = `Bearer ${await named.token()}`;
      return (await ask(named.origin + partners, 'GET', { authorization, ...headers })).status;
    };
    assert.equal(await graph({ host: 'dev.example:8443', origin: 'https://dev.example:8443' }), 200);
    assert.equal(await graph({ host: 'dev.example:8443', origin: 'https://dev.example' }), 403);
    assert.equal(await graph({ host: 'other.example:8443' }), 403);
  });

  async function send({ method, url, headers, body }: Surface, more: OutgoingHttpHeaders) {
    return ask(url(assistd), method, { ...(await headers?.(assistd)), ...more }, body);
  }
});

/** As `fetch` of a browser would ask; Node's sets `Host` and `Sec-Fetch-Mode` itself. */
function ask(url: string, method: string, headers: OutgoingHttpHeaders, body = '') {
  return new Promise<{ status: number; text: string }>((resolve, reject) => {
    const length = { 'content-length': Buffer.byteLength(body) };
    const sent = request(url, { method, headers: { ...headers, ...(body !== '' && length) } }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
    });
    sent.on('error', reject).end(body);
  });
}
