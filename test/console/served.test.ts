import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { silent } from '../../src/core/log.ts';
import { createConsole } from '../../src/http/page/console.ts';
import { listen } from '../../src/http/port/listen.ts';

const signIn = {
  authority: 'https://login.example.org/tenant/v2.0',
  clientId: 'client',
  scopes: ['api://assistd/.default'],
};

async function serve(build: (folder: string) => void) {
  const folder = mkdtempSync(join(tmpdir(), 'assistd-console-'));
  const console = createConsole({ folder, signIn, version: '1.2.3' });
  const missing = { status: 404, headers: {}, body: undefined };
  const listening = await listen({ host: '127.0.0.1', port: 0 });
  listening.serve(
    { trustedProxies: [] },
    { graph: async () => missing, pages: { console }, tell: () => missing, reporting: { log: silent } },
  );
  build(folder);
  return {
    folder,
    get: (path: string, headers: Record<string, string> = {}) => fetch(listening.origin + path, { headers }),
    async [Symbol.asyncDispose]() {
      await listening[Symbol.asyncDispose]();
      rmSync(folder, { recursive: true });
    },
  };
}

function built(folder: string): void {
  mkdirSync(join(folder, 'assets'));
  writeFileSync(join(folder, 'index.html'), '<!doctype html>');
  writeFileSync(join(folder, 'assets/main-abc.js'), 'plain');
  writeFileSync(join(folder, 'assets/main-abc.js.br'), 'brotli');
  writeFileSync(join(folder, 'secret.env'), 'secret');
}

test('what has a hash in its name is kept for ever; the page itself is asked for each time', async () => {
  await using served = await serve(built);
  const script = await served.get('/console/assets/main-abc.js', { 'Accept-Encoding': 'identity' });
  assert.equal(script.headers.get('cache-control'), 'public, max-age=31536000, immutable');
  assert.equal(await script.text(), 'plain');
  for (const path of ['/console', '/console/', '/console/devices?q=a', '/console/signed-in']) {
    const page = await served.get(path);
    assert.equal(page.status, 200, path);
    assert.equal(page.headers.get('cache-control'), 'no-cache');
    assert.equal(await page.text(), '<!doctype html>');
  }
});

test('a page that has not changed is not sent again, in whatever encoding it was read', async () => {
  await using served = await serve(built);
  const page = await served.get('/console/');
  const etag = page.headers.get('etag') ?? '';
  assert.match(etag, /^W\/"/);
  for (const [known, status] of [
    [etag, 304],
    [`W/"other", ${etag}`, 304],
    ['W/"other"', 200],
  ] as const) {
    const again = await served.get('/console/devices', { 'If-None-Match': known, 'Accept-Encoding': 'identity' });
    assert.equal(again.status, status);
    assert.equal(again.headers.get('etag'), etag);
    assert.match(again.headers.get('content-security-policy') ?? '', /default-src/);
  }
  writeFileSync(join(served.folder, 'index.html'), '<!doctype html><title>New</title>');
  assert.equal((await served.get('/console/', { 'If-None-Match': etag })).status, 200);
});

test('the policy allows no inline script and no third party but the issuer', async () => {
  await using served = await serve(built);
  const policy = (await served.get('/console/')).headers.get('content-security-policy') ?? '';
  assert.match(policy, /default-src 'none'/);
  assert.match(policy, /script-src 'self';/);
  assert.match(policy, /connect-src 'self' https:\/\/login\.example\.org;/);
  assert.doesNotMatch(policy, /unsafe|\*/);
});

test('only what the build made is served: no other file, no way out of the folder', async () => {
  await using served = await serve(built);
  assert.equal((await served.get('/console/assets/main-old.js')).status, 404);
  for (const path of ['/console/secret.env', '/console/..%2f..%2fetc/passwd', '/console/assets/../secret.env']) {
    assert.doesNotMatch(await (await served.get(path)).text(), /secret|root:/);
  }
});

test('a console that is not built says that it is being built, asks again by itself, and is there once it is', async () => {
  await using served = await serve(() => {});
  const missing = await served.get('/console/');
  assert.equal(missing.status, 503);
  assert.equal(missing.headers.get('refresh'), '2');
  assert.match(await missing.text(), /is being built.* npm run build:console/);
  assert.deepEqual(await (await served.get('/console/config.json')).json(), { version: '1.2.3', signIn });
  built(served.folder);
  assert.equal((await served.get('/console/')).status, 200);
});
