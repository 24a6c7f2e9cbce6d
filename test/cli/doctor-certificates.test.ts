import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { type KeyedCertificate, makeAuthority, makeServerCertificate } from '../../src/dev/certificates/certificate.ts';
import { createProgram, type Program } from './program.ts';

interface Finding {
  readonly check: string;
  readonly state: 'ok' | 'warning' | 'fault';
  readonly found: string;
  readonly mend: string;
}

const dayMs = 86_400_000;
const localhost = { names: ['localhost'], addresses: [] };
const lasting = { notBefore: Date.now() - dayMs, notAfter: Date.now() + 3650 * dayMs };

/** One that has lasted, and still lasts, so many days. */
function madeFor(authority: KeyedCertificate, days: { readonly before: number; readonly left: number }) {
  const now = Date.now();
  const validity = { notBefore: now - days.before * dayMs, notAfter: now + days.left * dayMs + 60_000 };
  return makeServerCertificate(authority, localhost, validity);
}

/** An issuer and a service at once, as far as doctor asks. */
async function answering({ certificate: cert, key }: KeyedCertificate): Promise<AsyncDisposable & { origin: string }> {
  const server = createServer({ cert, key }, ({ url }, response) => {
    const { port } = server.address() as AddressInfo;
    const origin = `https://localhost:${port}`;
    const known = { issuer: origin, jwks_uri: `${origin}/keys`, keys: [{ kty: 'RSA' }], status: 'live' };
    response.setHeader('Content-Type', 'application/json').end(JSON.stringify(url === '/v1.0' ? {} : known));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `https://localhost:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function found(program: Program, authority: KeyedCertificate, ...words: string[]): Promise<Finding[]> {
  const file = join(program.folder, 'authority.pem');
  writeFileSync(file, authority.certificate);
  const environment = { NODE_EXTRA_CA_CERTS: file };
  const { stdout } = await program.runWith({ environment }, 'doctor', '-o', 'json', ...words);
  return (JSON.parse(stdout) as Finding[]).filter(({ check }) => check.startsWith('certificate'));
}

test('doctor says when certificates end, those of the service, its origin and its issuers, and warns two weeks before', async () => {
  const authority = makeAuthority('test', localhost, lasting);
  await using issuer = await answering(madeFor(authority, { before: 77, left: 13 }));
  await using proxy = await answering(madeFor(authority, { before: 30, left: 60 }));
  using program = createProgram('http://localhost:1');
  const [file, keyFile] = [join(program.folder, 'tls.pem'), join(program.folder, 'tls.key')];
  const diagnose = async (own: KeyedCertificate) => {
    writeFileSync(file, own.certificate + authority.certificate);
    writeFileSync(keyFile, own.key, { mode: 0o600 });
    const issuers = JSON.stringify([{ issuer: issuer.origin, audiences: ['assistd'] }]);
    const tls = ['--tls-port', '0', '--tls-certificate-file', file, '--tls-key-file', keyFile];
    const findings = await found(program, authority, '--issuers', issuers, '--public-origin', proxy.origin, ...tls);
    return new Map(findings.map(({ check, state, found: said, mend }) => [check, { state, said, mend }]));
  };
  const ended = await diagnose(madeFor(authority, { before: 90, left: -1 }));
  const of = (origin: string) => ended.get(`certificate of ${origin.slice('https://'.length)}`);
  assert.deepEqual([of(issuer.origin)?.state, of(proxy.origin)?.state], ['warning', 'ok']);
  assert.match(of(issuer.origin)?.said ?? '', /^ends on \d{4}-\d\d-\d\d, in 13 days$/);
  assert.match(of(proxy.origin)?.said ?? '', /, in 60 days$/);
  const own = `certificate in ${file}`;
  assert.equal(ended.get(own)?.state, 'fault');
  assert.match(ended.get(own)?.said ?? '', /^ended on \d{4}-\d\d-\d\d/);
  assert.match(ended.get(own)?.mend ?? '', /systemctl reload/);
  const states = async (before: number, left: number) =>
    (await diagnose(madeFor(authority, { before, left }))).get(own);
  assert.deepEqual((await states(2, 4))?.state, 'ok', 'one that is made for days is renewed late');
  assert.match((await states(5, 1))?.said ?? '', /, in 1 day$/);
  assert.match((await states(-2, 30))?.said ?? '', /^begins on/);
});

test('doctor says of a running service when the certificate ends that its clients are shown', async () => {
  const authority = makeAuthority('test', localhost, lasting);
  await using service = await answering(madeFor(authority, { before: 360, left: 5 }));
  using program = createProgram('http://localhost:1');
  const [finding] = await found(program, authority, service.origin);
  assert.deepEqual([finding?.state, /, in 5 days$/.test(finding?.found ?? '')], ['warning', true]);
});

test('doctor says when an authority ends before what it vouches for, for a server that shows it and for our own file', async () => {
  const ending = (left: number) =>
    makeAuthority('Corporate CA', localhost, {
      notBefore: Date.now() - 90 * dayMs,
      notAfter: Date.now() + left * dayMs + 60_000,
    });
  const authority = ending(5);
  await using service = await answering(madeFor(authority, { before: 30, left: 60 }));
  using program = createProgram('http://localhost:1');
  const [shown] = await found(program, authority, service.origin);
  assert.equal(shown?.state, 'warning');
  assert.match(shown?.found ?? '', /^that of its authority Corporate CA ends on \d{4}-\d\d-\d\d, in 5 days$/);

  const [file, keyFile] = [join(program.folder, 'tls.pem'), join(program.folder, 'tls.key')];
  for (const [left, said] of [
    [5, /^that of its authority Corporate CA ends on .*, in 5 days$/],
    [-5, /^that of its authority Corporate CA ended on /],
  ] as const) {
    const behind = ending(left);
    const own = madeFor(behind, { before: 30, left: 60 });
    writeFileSync(file, own.certificate + behind.certificate);
    writeFileSync(keyFile, own.key, { mode: 0o600 });
    const words = ['--tls-port', '0', '--tls-certificate-file', file, '--tls-key-file', keyFile];
    const [finding] = await found(program, authority, ...words);
    assert.equal(finding?.state, 'warning');
    assert.match(finding?.found ?? '', said);
  }
});
