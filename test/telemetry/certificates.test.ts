import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { makeAuthority, makeServerCertificate } from '../../src/dev/certificates/certificate.ts';
import { freePort } from '../harness/free-port.ts';
import { startOutside } from '../harness/outside.ts';
import { serveProcess } from '../harness/serve-process.ts';
import { waitFor } from '../harness/wait-for.ts';

test('metrics say when certificates end: the one that is served, also after it was read anew, and that of an issuer', async () => {
  await using outside = await startOutside();
  const localhost = { names: ['localhost'], addresses: [] };
  // Certificates count in seconds.
  const now = Math.floor(Date.now() / 1000);
  const validity = (days: number) => ({ notBefore: (now - 60) * 1000, notAfter: (now + days * 86_400) * 1000 });
  const authority = makeAuthority('test', localhost, validity(100));
  const made = (days: number) => makeServerCertificate(authority, localhost, validity(days));
  const shown = made(40);
  const issuer = createServer({ cert: shown.certificate, key: shown.key }, (_, response) => {
    response.end(JSON.stringify({ issuer: origin, jwks_uri: `${origin}/keys`, keys: [] }));
  });
  await new Promise<void>((resolve) => issuer.listen(0, '127.0.0.1', resolve));
  const { port } = issuer.address() as AddressInfo;
  const origin = `https://localhost:${port}`;
  const own = made(10);
  const file = (name: string, content: string) => {
    const path = join(outside.folder, name);
    writeFileSync(path, content, { mode: 0o600 });
    return path;
  };
  const metricsPort = await freePort();
  const settings = {
    ...{ metricsPort, tlsPort: await freePort(), issuers: [{ issuer: origin, audiences: ['assistd'] }] },
    tlsCertificateFile: file('tls.pem', own.certificate),
    tlsKeyFile: file('tls.key', own.key),
  };
  try {
    const environment = { NODE_EXTRA_CA_CERTS: file('authority.pem', authority.certificate) };
    await using service = await serveProcess(outside, settings, environment);
    const ends = async (of: string) => {
      const text = await (await fetch(`http://localhost:${metricsPort}/metrics`)).text();
      const line = new RegExp(`^assistd_certificate_end_timestamp_seconds\\{of="${of}"\\} (\\d+)$`, 'm').exec(text);
      return Number(line?.[1]) - now;
    };
    assert.equal(await ends('tlsCertificateFile'), 10 * 86_400);
    await waitFor('the keys of the issuer', async () => (await ends(`localhost:${port}`)) === 40 * 86_400);
    const renewed = made(90);
    file('tls.pem', renewed.certificate);
    file('tls.key', renewed.key);
    service.kill('SIGHUP');
    await waitFor('the new certificate', async () => (await ends('tlsCertificateFile')) === 90 * 86_400);
  } finally {
    issuer.closeAllConnections();
    issuer.close();
  }
});
