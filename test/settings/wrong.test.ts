import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, suite, test } from 'node:test';
import { makeAuthority } from '../../src/dev/certificates/certificate.ts';
import { inspectSettings } from '../../src/settings/read.ts';
import { createProgram } from '../cli/program.ts';

const folder = mkdtempSync(join(tmpdir(), 'assistd-wrong-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const right = {
  publicOrigin: 'https://assist.example.org',
  database: join(folder, 'database'),
  masterKeys: `k1:${Buffer.alloc(32, 7).toString('base64')}`,
  issuers: [{ preset: 'entra', audiences: ['6f2a1a54-0b2a-4b6e-9a53-1f0f8f4a7f11'] }],
  connectors: [{ product: 'teamviewer', clientId: 'a', clientSecret: 'b' }],
};

/** Everything that is said of a settings file, a line each. */
function told(content: string | Buffer, flags: Readonly<Record<string, unknown>> = {}): string {
  const file = join(folder, 'assistd.config.json');
  writeFileSync(file, content, { mode: 0o600 });
  const { problems } = inspectSettings('serve', { file, environment: {}, flags });
  return problems.map(({ setting, problem }) => `${setting}: ${problem}`).join('\n');
}

suite('a wrong setting is named with what would be right, in plain words', () => {
  const wrong: [object, RegExp][] = [
    // Zero would be any port, and an empty address every one of the machine.
    [{ port: '' }, /^port: write a port number, 0 to 65535$/],
    [{ port: ' ' }, /^port: write a port number/],
    [{ port: null }, /^port: write a port number/],
    [{ port: 70_000 }, /^port: write a port number/],
    [{ host: '' }, /^host: write an address/],
    [{ metricsHost: '' }, /^metricsHost: write an address/],
    [{ database: 5 }, /^database: write memory, a folder/],
    [{ database: 'sqlite:/var/lib/assistd' }, /^database: this URL has a scheme that is not known/],
    [{ database: '~/assistd' }, /^database: write the whole path/],
    [{ databaseConnections: 0 }, /^databaseConnections: write a whole number, 1 or more$/],
    [{ databaseConnections: '' }, /^databaseConnections: write a whole number/],
    [{ databaseWaitLimit: 3 }, /^databaseWaitLimit: write a number and a unit/],
    [{ databaseWaitLimit: '25d' }, /^databaseWaitLimit: write 1d or less$/],
    [{ auditRetention: '999999999d' }, /^auditRetention: write 36500d or less$/],
    [{ watchInterval: '0s' }, /^watchInterval: write 1s or more$/],
    [{ sessionLifetime: '0s' }, /^sessionLifetime: write more than 0s, and 24h at most$/],
    [{ stopTimeout: '3s' }, /^drainDelay: must be at least 1s shorter .* it is 5s unless told$/],
    [{ maxBodyBytes: '1MB' }, /^maxBodyBytes: write a number of bytes/],
    [{ permissions: 'Documented' }, /^permissions: write documented or current$/],
    [{ logLevel: 'trace' }, /^logLevel: write debug or info or warn or error or silent$/],
    [{ throttling: 'on' }, /^throttling: write off, documented, or limits of your own/],
    [{ tenants: {} }, /^tenants: write a list, \[ … \]$/],
    [{ tenants: [{ tenantId: right.issuers[0]?.audiences[0], displayName: '' }] }, /displayName: must not be empty$/],
    [{ issuers: [{ preset: 'entra' }] }, /^issuers\.0\.audiences: is missing: write a list, \[ … \]$/],
    [{ connectors: [{ product: 'anydesk' }] }, /product: write teamviewer or meshcentral or urlLaunch$/],
    [{ connectors: [{ product: 'teamviewer', clientId: 'a' }] }, /clientSecret: is missing: write a text$/],
    [{ consoleAuthority: 'id' }, /^consoleAuthority: write the issuer’s URL/],
    [{ connectors: [{ ...right.connectors[0], authorizeUrl: 'nope' }] }, /authorizeUrl: write a URL with its scheme/],
    [{ trustedProxies: ['proxy.local'] }, /^trustedProxies\.0: write an address, or a range/],
    [{ trustedProxies: ['10.0.0.0/99'] }, /^trustedProxies\.0: write an address/],
    [{ trustedProxies: ['10.0.0.0/8/8'] }, /^trustedProxies\.0: write an address/],
    [{ tlsCertificateFile: '/etc/assistd/tls.pem' }, /^tlsPort: set it, or leave tlsCertificateFile/],
    [{ ASSISTD_PORT: 1 }, /did you mean port\?$/],
  ];
  for (const [given, words] of wrong) {
    test(JSON.stringify(given), () => assert.match(told(JSON.stringify({ ...right, ...given })), words));
  }

  test('and what is right is taken', () => {
    const given = {
      port: '8400',
      trustedProxies: ['10.0.0.0/8', '10.0.0.0/255.0.0.0', 'fd00::/8', '::1', 'loopback', '192.0.2.1'],
      database: 'C:\\assistd',
      stopTimeout: '6s',
    };
    assert.equal(told(JSON.stringify({ ...right, ...given })), '');
  });

  test('before anything listens, with exit code 2', async () => {
    using program = createProgram('http://localhost:1');
    const config = join(folder, 'serve.json');
    writeFileSync(config, JSON.stringify({ ...right, trustedProxies: ['proxy.local'] }), { mode: 0o600 });
    const ended = await program.run('serve', '--config', config);
    assert.equal(ended.code, 2, ended.stderr);
    assert.match(ended.stderr, /trustedProxies\.0 .*: write an address/);
  });
});

test('a certificate or key that serve cannot use is named by its setting, before anything listens', () => {
  const validity = { notBefore: Date.UTC(2026, 0, 1), notAfter: Date.UTC(2036, 0, 1) };
  const [one, other] = ['one', 'other'].map((name) =>
    makeAuthority(name, { names: ['localhost'], addresses: [] }, validity),
  );
  const files = { cert: one?.certificate, key: one?.key, others: other?.key, text: 'no PEM' };
  for (const [name, text = ''] of Object.entries(files)) writeFileSync(join(folder, name), text, { mode: 0o600 });
  const toldOf = (cert: string, key: string) =>
    told(
      JSON.stringify({ ...right, tlsPort: 0, tlsCertificateFile: join(folder, cert), tlsKeyFile: join(folder, key) }),
    );
  assert.equal(toldOf('cert', 'key'), '');
  assert.match(
    toldOf('nowhere', 'neither'),
    /^tlsCertificateFile: cannot be read: ENOENT.*\ntlsKeyFile: cannot be read: ENOENT/,
  );
  assert.match(toldOf('text', 'key'), /^tlsCertificateFile: holds no certificate/);
  assert.match(toldOf('key', 'key'), /^tlsCertificateFile: holds no certificate/);
  assert.match(toldOf('cert', 'cert'), /^tlsKeyFile: holds no private key/);
  assert.match(toldOf('cert', 'others'), /^tlsKeyFile: is not the key of/);
});

suite('a settings file as editors of Windows save it', () => {
  const text = JSON.stringify({ ...right, tenants: [] }, null, 2);

  test('is taken with the mark of UTF-8 or UTF-16, and with line ends of two characters', () => {
    assert.equal(told(`\u{feff}${text.replaceAll('\n', '\r\n')}`), '');
    assert.equal(told(Buffer.from(`\u{feff}${text}`, 'utf16le')), '');
  });

  test('is told to be another encoding, and nothing is said of what stands in it', () => {
    assert.match(
      told(Buffer.from('{"host":"é"}', 'latin1')),
      /^.*assistd\.config\.json: is not UTF-8: save it as UTF-8$/,
    );
  });
});

test('what is given twice is not taken from either place', () => {
  assert.match(
    told(`{"port": 1, ${JSON.stringify(right).slice(1, -1)}, "port": 2}`),
    /assistd\.config\.json: gives "port" twice in one object: leave one of them$/,
  );
  assert.match(
    told(`{"tenants": [{"tenantId": "a", "tenantId": "b", "displayName": "c"}]}`),
    /gives "tenantId" twice in one object/,
  );
  const file = join(folder, 'level');
  writeFileSync(file, 'warn');
  const environment = { ASSISTD_LOG_LEVEL: 'info', ASSISTD_LOG_LEVEL_FILE: file };
  const { problems } = inspectSettings('dev', { environment, flags: {} });
  assert.deepEqual(problems, [
    { setting: 'logLevel', source: 'ASSISTD_LOG_LEVEL, ASSISTD_LOG_LEVEL_FILE', problem: 'set one of the two' },
  ]);
});

test('of a file that cannot be read nothing is said to be missing', () => {
  assert.match(told('{'), /^[^\n]*is no JSON[^\n]*$/);
  assert.match(told('{', { port: 'x' }), /^[^\n]*is no JSON[^\n]*\nport: write a port number[^\n]*$/);
});
