import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { connect } from 'node:tls';
import { promisify } from 'node:util';
import { decodeJwt } from 'jose';
import { proxied } from '../../src/cli/dev/client-environment.ts';
import { automationClient, startWorld, type World } from '../harness/world.ts';

const run = promisify(execFile);
const partners = '/v1.0/deviceManagement/remoteAssistancePartners';

describe('assistd dev as Graph', () => {
  let world: World;
  before(async () => {
    world = await startWorld({ settings: { permissions: 'current' }, asGraph: true });
  });
  after(() => world[Symbol.asyncDispose]());

  /** The socket behind `CONNECT target`, or what was answered instead. */
  async function tunnelled(target: string) {
    const asked = request(world.origin, { method: 'CONNECT', path: target }).end();
    const [response, socket] = await once(asked, 'connect');
    return { status: response.statusCode as number, socket };
  }

  test('no tunnel leads anywhere else, not to other hosts, ports or addresses', async () => {
    for (const target of [
      'example.com:443',
      'graph.microsoft.com:80',
      'graph.microsoft.com.example:443',
      '127.0.0.1:22',
      'localhost:443',
      'graph.microsoft.com',
    ]) {
      const { status, socket } = await tunnelled(target);
      assert.equal(status, 403, target);
      socket.destroy();
    }
  });

  test('its certificates are those of the hosts', async () => {
    const ca = readFileSync(join(world.bundleFile ?? '', '../development-ca.pem'), 'utf8');
    for (const host of ['graph.microsoft.com', 'login.microsoftonline.com', 'login.windows.net', 'sts.windows.net']) {
      const { socket } = await tunnelled(`${host}:443`);
      const secure = connect({ socket, servername: host, ca });
      await once(secure, 'secureConnect');
      assert.ok(secure.authorized, host);
      secure.destroy();
    }
  });

  test('without it there is no proxy, and the CA is for loopback alone', async () => {
    await using plain = await startWorld();
    const asked = request(plain.origin, { method: 'CONNECT', path: 'graph.microsoft.com:443' }).end();
    const [{ statusCode }] = await once(asked, 'connect');
    assert.equal(statusCode, 501);
    const secure = connect({
      port: Number(new URL(plain.tlsOrigin ?? '').port),
      host: '127.0.0.1',
      servername: 'graph.microsoft.com',
      ca: plain.authorityCertificate ?? '',
    });
    await assert.rejects(once(secure, 'secureConnect'), { code: 'ERR_TLS_CERT_ALTNAME_INVALID' });
  });

  test('tokens are issued as Entra’s, whichever address of ours was asked', async () => {
    assert.equal(decodeJwt(await world.token()).iss, `https://sts.windows.net/${world.contoso}/`);
    const newer = await world.token({ audience: 'api://assistd' });
    assert.equal(decodeJwt(newer).iss, `https://login.microsoftonline.com/${world.contoso}/v2.0`);
    for (const token of [await world.token(), newer]) {
      assert.equal((await world.send('GET', partners, { token })).status, 200);
    }
  });

  test('curl, which knows of it by its proxy and its CA alone, signs in and reads on to the next page', async () => {
    const lines = `
      secret=$(curl -sf https://login.microsoftonline.com/contoso.example/oauth2/v2.0/token -d client_id=${automationClient} \\
        -d client_secret=assistd-development-secret -d grant_type=client_credentials -d scope=https://graph.microsoft.com/.default \\
        | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')
      curl -sf -H "Authorization: Bearer $secret" -X POST https://graph.microsoft.com${partners} -H 'Content-Type: application/json' -d '{"displayName":"Second"}' > /dev/null
      next=$(curl -sf -H "Authorization: Bearer $secret" "https://graph.microsoft.com${partners}?\\$top=1" | sed 's/.*"@odata.nextLink":"\\([^"]*\\)".*/\\1/')
      echo "$next"
      curl -sf -H "Authorization: Bearer $secret" "$next"`;
    const env = { PATH: process.env.PATH, CURL_CA_BUNDLE: world.bundleFile, ...proxied(world.origin) };
    const { stdout } = await run('bash', ['-euo', 'pipefail', '-c', lines], { env });
    assert.match(stdout, /^https:\/\/graph\.microsoft\.com\/v1\.0\//);
    assert.match(stdout, /"displayName":/);
  });

  test('az login is answered: a token for Azure, which Graph refuses, and no subscriptions', async () => {
    const lines = `
      curl -sf https://login.microsoftonline.com/contoso.example/oauth2/v2.0/token -d client_id=${automationClient} \\
        -d client_secret=assistd-development-secret -d grant_type=client_credentials -d scope=https://management.core.windows.net//.default
      echo
      curl -sf 'https://management.azure.com/subscriptions?api-version=2019-11-01'`;
    const env = { PATH: process.env.PATH, CURL_CA_BUNDLE: world.bundleFile, ...proxied(world.origin) };
    const { stdout } = await run('bash', ['-euo', 'pipefail', '-c', lines], { env });
    const [granted = '', subscriptions = ''] = stdout.split('\n');
    const { access_token: token } = JSON.parse(granted);
    assert.equal(decodeJwt(token).aud, 'https://management.core.windows.net/');
    assert.deepEqual(JSON.parse(subscriptions), { value: [] });
    assert.equal((await world.send('GET', partners, { token })).status, 401);
    await using plain = await startWorld();
    const { json } = await plain.send('GET', '/subscriptions', { token: null });
    assert.equal(json.error.code, 'ResourceNotFound', 'without --as-graph nothing of Azure is here');
  });

  test('MSAL and @azure/identity keep two organisations apart in one cache, at Entra’s own address', async () => {
    const told = join(world.bundleFile ?? '', '../told.json');
    writeFileSync(
      told,
      JSON.stringify({
        authorityHost: 'https://login.microsoftonline.com',
        tenants: [world.contoso, world.fabrikam],
        secret: { clientId: automationClient, clientSecret: 'assistd-development-secret' },
      }),
    );
    const { stdout } = await run(process.execPath, [join(import.meta.dirname, 'clients/two-tenants.ts'), told], {
      env: { PATH: process.env.PATH, NODE_EXTRA_CA_CERTS: world.bundleFile, ...proxied(world.origin) },
    });
    const { msal, identity } = JSON.parse(stdout);
    const both = [world.contoso, world.fabrikam, world.contoso, world.fabrikam];
    assert.deepEqual(
      msal.map(({ token }: { token: string }) => decodeJwt(token).tid),
      both,
    );
    assert.deepEqual(
      identity.map((token: string) => decodeJwt(token).tid),
      both,
    );
    assert.deepEqual(
      msal.map(({ fromCache }: { fromCache: boolean }) => fromCache),
      [false, false, true, true],
    );
  });

  test('MSAL for Python finds that a password is looked at here', async () => {
    const { json } = await world.send('GET', '/common/userrealm/adele@contoso.example?api-version=1.0');
    assert.deepEqual([json.account_type, json.domain_name], ['Managed', 'contoso.example']);
  });
});
