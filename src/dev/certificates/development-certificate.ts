import { X509Certificate } from 'node:crypto';
import { join, resolve } from 'node:path';
import type { Clock } from '../../core/clock.ts';
import { nodeTls } from '../../core/node-tls.ts';
import { readIfThere, writeWhole } from '../../core/private-file.ts';
import type { Hosts, KeyedCertificate } from './certificate.ts';

/** What the https listener of `assistd dev` serves, and what its clients trust. `key` and `cert` are PEM. */
export interface DevelopmentCertificate {
  readonly key: string;
  readonly cert: string;
  /** The development CA alone, for stores that add it to what they hold already. */
  readonly caFile: string;
  /**
   * The development CA, the system's CAs and those of this process's `NODE_EXTRA_CA_CERTS`, for `NODE_EXTRA_CA_CERTS`,
   * `REQUESTS_CA_BUNDLE` and `CURL_CA_BUNDLE`, each of which takes one file.
   */
  readonly bundleFile: string;
}

const loopback: Hosts = {
  names: ['localhost'],
  addresses: [Buffer.of(127, 0, 0, 1), Buffer.concat([Buffer.alloc(15), Buffer.of(1)])],
};
const hour = 3_600_000;
const day = 24 * hour;
const authorityLifetime = 730 * day;
// Apple's clients refuse server certificates that hold for more than 398 days.
const serverLifetime = 397 * day;
const renewBefore = 30 * day;

/**
 * The certificate for loopback, and for `names` beside it, that `folder` keeps: made with its CA on first start, made again within 30 days of expiry, or for more
 * names. Processes
 * that start at once in a new folder end up with the same one. The folder holds private keys; only the owner can read them.
 */
export async function developmentCertificate({
  folder,
  clock,
  names = [],
}: {
  folder: string;
  clock: Clock;
  /** Of a release that knows more of them than the one before, the folder gets a new CA. */
  names?: readonly string[];
}): Promise<DevelopmentCertificate> {
  const kept = join(folder, 'development-certificate.pem');
  const caFile = join(folder, 'development-ca.pem');
  // Absolute, because clients that are told of it run in folders of their own.
  const bundleFile = resolve(folder, 'ca-bundle.pem');
  const hosts = { ...loopback, names: [...loopback.names, ...names] };
  const pair = await current(kept, hosts, clock.now());
  keepTrustFiles(pair.authority.certificate, caFile, bundleFile);
  return { key: pair.server.key, cert: pair.server.certificate, caFile, bundleFile };
}

/** CA and server certificate live in one file, so that no crash and no second process can leave halves that do not fit. */
interface Pair {
  readonly authority: KeyedCertificate;
  readonly server: KeyedCertificate;
}

async function current(file: string, hosts: Hosts, now: number): Promise<Pair> {
  const text = readIfThere(file);
  // Its CA vouches for the hosts that it was made for, and for no others.
  const pair = parsedFor(hosts, text);
  if (pair && holds(pair.authority, now) && holds(pair.server, now)) return pair;
  const fresh = await make(pair && holds(pair.authority, now) ? pair.authority : undefined, hosts, now);
  writeWhole(file, format(fresh), { keep: text === undefined });
  // Another process may have been faster; what the file says is what everybody serves.
  return parse(readIfThere(file)) ?? fresh;
}

function parsedFor({ names }: Hosts, text: string | undefined): Pair | undefined {
  const pair = parse(text);
  if (!pair) return undefined;
  const certificate = new X509Certificate(pair.server.certificate);
  return names.every((name) => certificate.checkHost(name) !== undefined) ? pair : undefined;
}

async function make(kept: KeyedCertificate | undefined, hosts: Hosts, now: number): Promise<Pair> {
  // A later start needs none of it.
  const { makeAuthority, makeServerCertificate } = await import('./certificate.ts');
  const notBefore = now - hour;
  const authority =
    kept ?? makeAuthority('assistd development CA', hosts, { notBefore, notAfter: notBefore + authorityLifetime });
  const notAfter = Math.min(notBefore + serverLifetime, expiryOf(authority));
  return { authority, server: makeServerCertificate(authority, hosts, { notBefore, notAfter }) };
}

function keepTrustFiles(authority: string, caFile: string, bundleFile: string): void {
  const extra = extraCertificates();
  if (readIfThere(caFile) !== authority) writeWhole(caFile, authority, { mode: 0o644 });
  const held = new Set(blocks(readIfThere(bundleFile)));
  if ([authority, ...extra].every((certificate) => held.has(certificate.trim()))) return;
  const all = new Set([authority, ...systemCertificates(), ...extra].map((certificate) => certificate.trim()));
  writeWhole(bundleFile, `${[...all].join('\n')}\n`, { mode: 0o644 });
}

/** What Node trusts beside. It would tell, but for that TLS is loaded. */
function extraCertificates(): readonly string[] {
  const { NODE_EXTRA_CA_CERTS: file } = process.env;
  try {
    return file ? certificates(readIfThere(file)) : [];
  } catch {
    // Node has warned of it.
    return [];
  }
}

// Where the families of Linux and BSD keep the system's CAs in one file. Node reads the same certificates one by one, which takes
// 40 ms; that remains for macOS and Windows, whose stores are no files.
const systemBundles = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/ssl/cert.pem',
];

function systemCertificates(): readonly string[] {
  for (const file of systemBundles) {
    const found = certificates(readIfThere(file));
    if (found.length > 0) return found;
  }
  const { getCACertificates, rootCertificates } = nodeTls();
  const system = getCACertificates('system');
  return system.length > 0 ? system : rootCertificates;
}

function format({ authority, server }: Pair): string {
  return [authority.certificate, authority.key, server.certificate, server.key].join('');
}

/** The pair that a kept file holds, or undefined if there is none, or nothing that can be read. */
function parse(text: string | undefined): Pair | undefined {
  const [authority, authorityKey, server, serverKey] = blocks(text).map((block) => `${block}\n`);
  if (!authority || !authorityKey || !server || !serverKey) return undefined;
  if (!isCertificate(authority) || !isCertificate(server)) return undefined;
  return {
    authority: { certificate: authority, key: authorityKey },
    server: { certificate: server, key: serverKey },
  };
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).validTo !== '';
  } catch {
    return false;
  }
}

function blocks(pem = ''): string[] {
  return pem.match(/-----BEGIN ([A-Z ]+)-----[^-]+-----END \1-----/g) ?? [];
}

function certificates(pem?: string): string[] {
  return blocks(pem).filter((block) => block.startsWith('-----BEGIN CERTIFICATE-----'));
}

function holds(pair: KeyedCertificate, now: number): boolean {
  return expiryOf(pair) - now > renewBefore;
}

function expiryOf({ certificate }: KeyedCertificate): number {
  return new X509Certificate(certificate).validToDate.getTime();
}
