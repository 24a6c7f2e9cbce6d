import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Why there is no authority here. */
export const noOpenssl = existsSync('/usr/bin/openssl') ? false : 'there is no /usr/bin/openssl';

/** OpenSSL's own time stamp authority, on loopback. */
export interface TimeStampAuthority extends AsyncDisposable {
  readonly url: string;
  /** A file with the certificate of whoever vouches for it, PEM. */
  readonly certificateFile: string;
  /** Answers 500 from now on. */
  fail(): void;
  /** Whether OpenSSL finds that a token is over `content`, and by this authority. */
  verifies(token: Buffer, content: Buffer): boolean;
}

const configuration = `
[req]
distinguished_name = dn
[dn]
[ca]
basicConstraints = critical, CA:TRUE
[tsa]
extendedKeyUsage = critical, timeStamping
[ts]
default_tsa = authority
[authority]
serial = serial
crypto_device = builtin
signer_cert = tsa.pem
certs = ca.pem
signer_key = tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ess_cert_id_alg = sha256
`;

export async function startTimeStampAuthority(): Promise<TimeStampAuthority> {
  const folder = mkdtempSync(join(tmpdir(), 'assistd-tsa-'));
  const openssl = (...words: readonly string[]) =>
    execFileSync('/usr/bin/openssl', words, { cwd: folder, stdio: 'pipe' });
  const write = (name: string, content: string | Buffer) => writeFileSync(join(folder, name), content);
  write('openssl.cnf', configuration);
  write('serial', '01\n');
  const shared = ['-newkey', 'rsa:2048', '-nodes', '-config', 'openssl.cnf'];
  openssl(
    'req',
    '-x509',
    ...shared,
    '-keyout',
    'ca.key',
    '-out',
    'ca.pem',
    '-subj',
    '/CN=Test CA',
    '-extensions',
    'ca',
  );
  openssl('req', '-new', ...shared, '-keyout', 'tsa.key', '-out', 'tsa.csr', '-subj', '/CN=Test TSA');
  const signing = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '3650'];
  openssl(
    'x509',
    '-req',
    '-in',
    'tsa.csr',
    ...signing,
    '-out',
    'tsa.pem',
    '-extfile',
    'openssl.cnf',
    '-extensions',
    'tsa',
  );

  let failing = false;
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    if (failing || request.headers['content-type'] !== 'application/timestamp-query')
      return void response.writeHead(500).end();
    write('query.tsq', Buffer.concat(chunks));
    openssl(
      'ts',
      '-reply',
      '-config',
      'openssl.cnf',
      '-section',
      'authority',
      '-queryfile',
      'query.tsq',
      '-out',
      'reply.tsr',
    );
    response.setHeader('Content-Type', 'application/timestamp-reply');
    response.end(readFileSync(join(folder, 'reply.tsr')));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    certificateFile: join(folder, 'ca.pem'),
    fail: () => {
      failing = true;
    },
    verifies(token, content) {
      write('token.der', token);
      write('content', content);
      try {
        openssl('ts', '-verify', '-in', 'token.der', '-token_in', '-data', 'content', '-CAfile', 'ca.pem');
        return true;
      } catch {
        return false;
      }
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
