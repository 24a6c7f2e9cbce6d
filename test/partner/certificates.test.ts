import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { TurnableClock } from '../../src/core/clock.ts';
import { Secret } from '../../src/core/secret.ts';
import { makeAuthority, makeServerCertificate } from '../../src/dev/certificates/certificate.ts';
import { trust } from '../../src/dev/certificates/trust.ts';
import { PartnerFailure } from '../../src/partner/partner-failure.ts';
import { teamviewer } from '../../src/partner/teamviewer/teamviewer.ts';
import { silent } from '../harness/databases.ts';

const day = 86_400_000;
const localhost = { names: ['localhost', 'other.localhost'], addresses: [] };

/** What comes of the exchange of a code at a server with such a certificate, and whether it heard anything. */
async function exchangeAt(names: readonly string[], notAfter: number, isTrusted: boolean) {
  const now = Date.now();
  const authority = makeAuthority('Test', localhost, { notBefore: now - 9 * day, notAfter: now + day });
  const validity = { notBefore: now - 3 * day, notAfter };
  const { key, certificate: cert } = makeServerCertificate(authority, { names, addresses: [] }, validity);
  let heard = 0;
  const server = createServer({ key, cert }, (_, response) => {
    heard += 1;
    response.end('{}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  using owned = new DisposableStack();
  owned.defer(() => {
    server.close();
    server.closeAllConnections();
  });
  if (isTrusted) owned.use(trust(authority.certificate));
  const apiBase = `https://localhost:${(server.address() as AddressInfo).port}`;
  const app = { apiBase, authorizeUrl: apiBase, clientId: 'client', clientSecret: new Secret('secret') };
  const { onboarding } = teamviewer({ name: 'TeamViewer', ...app, clock: new TurnableClock(), log: silent });
  assert.equal(onboarding.kind, 'oauthCode');
  const request = { code: new Secret('code'), codeVerifier: 'v'.repeat(43), redirectUri: 'https://localhost/' };
  const failure: unknown = await onboarding.exchange(request).catch((error: unknown) => error);
  assert.ok(failure instanceof PartnerFailure);
  return { failure, heard };
}

test('a partner whose certificate is not accepted has heard nothing, and that is known and said', async () => {
  const later = Date.now() + day;
  for (const [code, at, notAfter, isTrusted] of [
    [/UNABLE_TO|SELF_SIGNED/, ['localhost'], later, false],
    [/CERT_HAS_EXPIRED/, ['localhost'], Date.now() - day, true],
    [/ERR_TLS_CERT_ALTNAME_INVALID/, ['other.localhost'], later, true],
  ] as const) {
    const { failure, heard } = await exchangeAt(at, notAfter, isTrusted);
    assert.match(failure.message, /certificate is not accepted/);
    assert.match(failure.message, code);
    assert.deepEqual([failure.reason, failure.undone, heard], ['unreachable', true, 0]);
  }
});
