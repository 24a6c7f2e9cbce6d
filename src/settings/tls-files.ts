import { readFileSync } from 'node:fs';
import { nodeTls } from '../core/node-tls.ts';

type Pair = Readonly<Record<'tlsCertificateFile' | 'tlsKeyFile', string>>;

/** What is wrong with a certificate and its key, by setting: OpenSSL's own words name neither the file nor what to do. */
export function unfitTlsFiles(pair: Pair): Partial<Record<keyof Pair, string>> {
  const [cert, key] = [contentOf(pair.tlsCertificateFile), contentOf(pair.tlsKeyFile)];
  const unread = {
    ...(cert instanceof Error && { tlsCertificateFile: `cannot be read: ${cert.message}` }),
    ...(key instanceof Error && { tlsKeyFile: `cannot be read: ${key.message}` }),
  };
  if (cert instanceof Error || key instanceof Error) return unread;
  if (!isTaken({ cert })) return { tlsCertificateFile: 'holds no certificate in PEM, -----BEGIN CERTIFICATE-----' };
  if (!isTaken({ key })) return { tlsKeyFile: 'holds no private key in PEM that opens without a passphrase' };
  return isTaken({ cert, key }) ? {} : { tlsKeyFile: 'is not the key of the first certificate in tlsCertificateFile' };
}

function contentOf(file: string): Buffer | Error {
  try {
    return readFileSync(file);
  } catch (error) {
    return error as Error;
  }
}

function isTaken(parts: { readonly cert?: Buffer; readonly key?: Buffer }): boolean {
  try {
    nodeTls().createSecureContext(parts);
    return true;
  } catch {
    return false;
  }
}
