import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, it } from 'node:test';
import { getCACertificates } from 'node:tls';
import { TurnableClock } from '../../src/core/clock.ts';
import { type Hosts, type KeyedCertificate, makeServerCertificate } from '../../src/dev/certificates/certificate.ts';
import {
  type DevelopmentCertificate,
  developmentCertificate,
} from '../../src/dev/certificates/development-certificate.ts';

const day = 86_400_000;
const source = join(import.meta.dirname, '../../src');

describe('the development certificate', () => {
  it('is accepted by a client that trusts the bundle, by name and by address', async () => {
    using folder = newFolder();
    const made = await developmentCertificate({ folder: folder.path, clock: new TurnableClock() });
    await using server = await serve(made);
    for (const host of ['localhost', '127.0.0.1']) {
      assert.equal(await connect(server.port, { host, trust: made.bundleFile }), 'hello', host);
    }
    // Not every machine has IPv6.
    assert.equal(new X509Certificate(made.cert).checkIP('::1'), '::1');
  });

  it('is refused by a client that does not trust the bundle', async () => {
    using folder = newFolder();
    const made = await developmentCertificate({ folder: folder.path, clock: new TurnableClock() });
    await using server = await serve(made);
    assert.match(await connect(server.port, { host: 'localhost' }), /^UNABLE_TO_VERIFY_LEAF_SIGNATURE/);
  });

  it('is accepted by a client that trusts the CA file alone', async () => {
    using folder = newFolder();
    const made = await developmentCertificate({ folder: folder.path, clock: new TurnableClock() });
    await using server = await serve(made);
    assert.equal(await connect(server.port, { host: 'localhost', trust: made.caFile }), 'hello');
  });

  it('is the same at the second start, and the files stay untouched', async () => {
    using folder = newFolder();
    const clock = new TurnableClock();
    const first = await developmentCertificate({ folder: folder.path, clock });
    const before = timesOf(folder.path);
    assert.deepEqual(await developmentCertificate({ folder: folder.path, clock }), first);
    assert.deepEqual(timesOf(folder.path), before);
  });

  it('lasts less than the 398 days that Apple accepts', async () => {
    using folder = newFolder();
    const { cert } = await developmentCertificate({ folder: folder.path, clock: new TurnableClock() });
    const { validFromDate, validToDate } = new X509Certificate(cert);
    assert.ok(validToDate.getTime() - validFromDate.getTime() < 398 * day);
  });

  it('is made again by the same CA within 30 days of expiry, and not before', async () => {
    using folder = newFolder();
    const clock = new TurnableClock();
    const first = await developmentCertificate({ folder: folder.path, clock });
    const authority = readFileSync(first.caFile, 'utf8');

    clock.turn(366 * day);
    assert.equal((await developmentCertificate({ folder: folder.path, clock })).cert, first.cert);

    clock.turn(2 * day);
    const second = await developmentCertificate({ folder: folder.path, clock });
    assert.notEqual(second.cert, first.cert);
    assert.ok(new X509Certificate(second.cert).validToDate.getTime() > clock.now() + 300 * day);
    assert.equal(readFileSync(second.caFile, 'utf8'), authority);
    assert.ok(new X509Certificate(second.cert).verify(new X509Certificate(authority).publicKey));
  });

  it('comes from a new CA, named in both trust files, when the old CA is about to expire', async () => {
    using folder = newFolder();
    const clock = new TurnableClock();
    const first = await developmentCertificate({ folder: folder.path, clock });
    const old = readFileSync(first.caFile, 'utf8');
    clock.turn(701 * day);
    const second = await developmentCertificate({ folder: folder.path, clock });
    const authority = readFileSync(second.caFile, 'utf8');
    assert.notEqual(authority, old);
    assert.ok(new X509Certificate(second.cert).verify(new X509Certificate(authority).publicKey));
    assert.ok(readFileSync(second.bundleFile, 'utf8').includes(authority));
  });

  it('comes from a new CA when the kept one is for fewer names', async () => {
    using folder = newFolder();
    const clock = new TurnableClock();
    const asked = (names: readonly string[]) => developmentCertificate({ folder: folder.path, clock, names });
    const before = await asked(['graph.example']);
    const made = await asked(['graph.example', 'more.example']);
    assert.notEqual(made.cert, before.cert);
    assert.ok(new X509Certificate(made.cert).checkHost('more.example'));
    await using server = await serve(made);
    for (const trust of [made.caFile, made.bundleFile]) {
      assert.equal(await connect(server.port, { host: 'localhost', trust }), 'hello');
    }
    assert.equal((await asked(['graph.example'])).cert, made.cert, 'one with more names is as good');
  });

  it('never outlives its CA', async () => {
    using folder = newFolder();
    const clock = new TurnableClock();
    await developmentCertificate({ folder: folder.path, clock });
    clock.turn(500 * day);
    const { cert, caFile } = await developmentCertificate({ folder: folder.path, clock });
    const authority = new X509Certificate(readFileSync(caFile, 'utf8'));
    assert.equal(new X509Certificate(cert).validTo, authority.validTo);
  });

  it('keeps private keys to the owner, and out of the files meant for others', async () => {
    using folder = newFolder();
    const made = await developmentCertificate({ folder: folder.path, clock: new TurnableClock() });
    const withKeys = readdirSync(folder.path).filter((file) =>
      readFileSync(join(folder.path, file), 'utf8').includes('PRIVATE KEY'),
    );
    assert.deepEqual(withKeys, ['development-certificate.pem']);
    assert.equal(statSync(join(folder.path, 'development-certificate.pem')).mode & 0o777, 0o600);
    assert.ok(![made.caFile, made.bundleFile].some((file) => withKeys.includes(file)));
  });

  it('is one and the same for processes that start at once in a new folder', async () => {
    using folder = newFolder();
    const certificates = await Promise.all([1, 2, 3].map(() => startIn(folder.path)));
    assert.match(certificates[0] ?? '', /BEGIN CERTIFICATE/);
    assert.equal(new Set(certificates).size, 1);
    assert.deepEqual(readdirSync(folder.path).sort(), [
      'ca-bundle.pem',
      'development-ca.pem',
      'development-certificate.pem',
    ]);
  });

  it('is made anew when the kept file cannot be read', async () => {
    using folder = newFolder();
    const clock = new TurnableClock();
    const { cert } = await developmentCertificate({ folder: folder.path, clock });
    const kept = join(folder.path, 'development-certificate.pem');
    writeFileSync(kept, readFileSync(kept, 'utf8').slice(0, 700));
    const made = await developmentCertificate({ folder: folder.path, clock });
    assert.notEqual(made.cert, cert);
    await using server = await serve(made);
    assert.equal(await connect(server.port, { host: 'localhost', trust: made.bundleFile }), 'hello');
  });
});

describe('the bundle', () => {
  it('holds what the system trusts as well', async () => {
    using folder = newFolder();
    const { bundleFile } = await developmentCertificate({ folder: folder.path, clock: new TurnableClock() });
    const held = fingerprints(readFileSync(bundleFile, 'utf8'));
    const system = new Set(getCACertificates('system').map((pem) => new X509Certificate(pem).fingerprint256));
    assert.deepEqual(
      [...system].filter((fingerprint) => !held.has(fingerprint)),
      [],
    );
  });

  it('holds what NODE_EXTRA_CA_CERTS brings, also when that is set only later', async () => {
    using other = newFolder();
    using folder = newFolder();
    const extra = await developmentCertificate({ folder: other.path, clock: new TurnableClock() });
    const { bundleFile } = await developmentCertificate({ folder: folder.path, clock: new TurnableClock() });
    assert.ok(!readFileSync(bundleFile, 'utf8').includes(readFileSync(extra.caFile, 'utf8')));
    await startIn(folder.path, extra.caFile);
    assert.ok(readFileSync(bundleFile, 'utf8').includes(readFileSync(extra.caFile, 'utf8')));
  });
});

describe('the development CA', () => {
  it('cannot vouch for anything but loopback', async () => {
    using folder = newFolder();
    const { bundleFile } = await developmentCertificate({ folder: folder.path, clock: new TurnableClock() });
    const stolen = authorityIn(folder.path);
    const now = Date.now();
    const elsewhere: Hosts = { names: ['graph.microsoft.com'], addresses: [Buffer.of(127, 0, 0, 1)] };
    const forged = makeServerCertificate(stolen, elsewhere, { notBefore: now - day, notAfter: now + day });
    await using server = await serve({ key: forged.key, cert: forged.certificate });
    assert.match(await connect(server.port, { host: '127.0.0.1', trust: bundleFile }), /permitted subtree violation/);
  });
});

function newFolder(): { path: string } & Disposable {
  const path = mkdtempSync(join(tmpdir(), 'certificate-'));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true }) };
}

async function serve({ key, cert }: Pick<DevelopmentCertificate, 'key' | 'cert'>) {
  const server = createServer({ key, cert }, (_request, response) => response.end('hello'));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

/** What a client in a process of its own gets: the body, or what went wrong. */
function connect(port: number, { host, trust }: { host: string; trust?: string }): Promise<string> {
  return run(
    `fetch('https://${host}:${port}/').then((r) => r.text(), ({ cause }) => cause.code + ': ' + cause.message).then((t) => process.stdout.write(t))`,
    trust,
  );
}

/** A process of its own that starts in `folder`, and says which certificate it serves. */
function startIn(folder: string, trust?: string): Promise<string> {
  return run(
    `const { developmentCertificate } = await import(${JSON.stringify(join(source, 'dev/certificates/development-certificate.ts'))});
     const clock = { now: () => Date.now() };
     process.stdout.write((await developmentCertificate({ folder: ${JSON.stringify(folder)}, clock })).cert);`,
    trust,
  );
}

async function run(script: string, trust?: string): Promise<string> {
  const { NODE_EXTRA_CA_CERTS: _, ...env } = process.env;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    env: trust === undefined ? env : { ...env, NODE_EXTRA_CA_CERTS: trust },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return await text(child.stdout);
}

function timesOf(folder: string): Record<string, number> {
  return Object.fromEntries(readdirSync(folder).map((file) => [file, statSync(join(folder, file)).mtimeMs]));
}

function fingerprints(pem: string): Set<string> {
  const certificates = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  return new Set(certificates.map((certificate) => new X509Certificate(certificate).fingerprint256));
}

function authorityIn(folder: string): KeyedCertificate {
  const kept = readFileSync(join(folder, 'development-certificate.pem'), 'utf8');
  const [certificate = '', key = ''] = kept.match(/-----BEGIN ([A-Z ]+)-----[^-]+-----END \1-----/g) ?? [];
  return { certificate, key };
}
