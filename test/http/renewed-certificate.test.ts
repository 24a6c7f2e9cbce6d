import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { Agent, get } from 'node:https';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import type { TLSSocket } from 'node:tls';
import { makeAuthority } from '../../src/dev/certificates/certificate.ts';
import { freePort } from '../harness/free-port.ts';
import { startOutside } from '../harness/outside.ts';
import { serveProcess } from '../harness/serve-process.ts';
import { waitFor } from '../harness/wait-for.ts';

/** Asks over TLS, and says who answered. */
async function answeredBy(port: number, agent?: Agent): Promise<string> {
  const response = await new Promise<import('node:http').IncomingMessage>((resolve, reject) => {
    get({ port, path: '/health/ready', rejectUnauthorized: false, agent: agent ?? false }, resolve).once(
      'error',
      reject,
    );
  });
  const { subject } = (response.socket as TLSSocket).getPeerCertificate();
  assert.equal(response.statusCode, 200);
  await text(response);
  return String(subject.CN);
}

test('SIGHUP reads the certificate anew for whoever connects then; a connection goes on, and a pair that does not fit changes nothing', async () => {
  await using outside = await startOutside();
  const validity = { notBefore: Date.now() - 60_000, notAfter: Date.now() + 3_600_000 };
  const made = (name: string) => makeAuthority(name, { names: ['localhost'], addresses: [] }, validity);
  const [first, second] = [made('first'), made('second')];
  const [tlsCertificateFile, tlsKeyFile] = [join(outside.folder, 'tls.pem'), join(outside.folder, 'tls.key')];
  writeFileSync(tlsCertificateFile, first.certificate);
  writeFileSync(tlsKeyFile, first.key, { mode: 0o600 });
  const tlsPort = await freePort();
  await using service = await serveProcess(outside, { tlsPort, tlsCertificateFile, tlsKeyFile });
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const told = (line: RegExp) => waitFor(String(line), () => line.test(service.stderr()));
  try {
    assert.deepEqual([await answeredBy(tlsPort), await answeredBy(tlsPort, agent)], ['first', 'first']);
    writeFileSync(tlsCertificateFile, second.certificate);
    service.kill('SIGHUP');
    await told(/"tlsKeyFile":"is not the key of the first certificate.*the certificate was not read anew/);
    assert.equal(await answeredBy(tlsPort), 'first');

    writeFileSync(tlsKeyFile, second.key);
    service.kill('SIGHUP');
    await told(/"the certificate was read anew"/);
    assert.deepEqual([await answeredBy(tlsPort), await answeredBy(tlsPort, agent)], ['second', 'first']);
  } finally {
    agent.destroy();
  }
});

test('SIGHUP ends no service that has no certificate', async () => {
  await using outside = await startOutside();
  await using service = await serveProcess(outside);
  service.kill('SIGHUP');
  await waitFor('the log', () => /SIGHUP reads the certificate anew, and there is none/.test(service.stderr()));
  assert.equal((await fetch(`${service.origin}/health/ready`)).status, 200);
});
