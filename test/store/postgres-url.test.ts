import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, suite, test } from 'node:test';
import { inspect } from 'node:util';
import { PostgresUrlInvalid, readPostgresUrl } from '../../src/store/postgres/url.ts';

const folder = mkdtempSync(join(tmpdir(), 'assistd-url-'));
after(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string, mode = 0o600): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  chmodSync(path, mode);
  return path;
}

const tls = (url: string) => readPostgresUrl(url).config.ssl;

suite('a PostgreSQL URL', () => {
  test('gives role, password, host, port and database, percent-decoded', () => {
    const { hosts, config, writable } = readPostgresUrl('postgres://a%40b:p%3Aw@127.0.0.1:5433/my%20db');
    assert.deepEqual(hosts, [{ host: '127.0.0.1', port: 5433 }]);
    assert.deepEqual([config.user, config.password, config.database, writable], ['a@b', 'p:w', 'my db', true]);
  });

  test('may name several hosts; a host that takes no writes is passed over, unless any is asked for', () => {
    const { hosts, writable } = readPostgresUrl('postgresql://u@one:5433,two,[::1]:5435/db');
    assert.deepEqual(hosts, [
      { host: 'one', port: 5433 },
      { host: 'two', port: 5432 },
      { host: '::1', port: 5435 },
    ]);
    assert.equal(writable, true);
    assert.equal(readPostgresUrl('postgres://u@one,two/db?target_session_attrs=any').writable, false);
    const asParameters = readPostgresUrl('postgres:///db?host=one,two&port=5433,5434&target_session_attrs=read-write');
    assert.deepEqual(asParameters.hosts, [
      { host: 'one', port: 5433 },
      { host: 'two', port: 5434 },
    ]);
    assert.equal(readPostgresUrl('postgres://%2Fvar%2Frun/db').hosts[0].host, '/var/run');
  });

  test('checks certificate and name of every host that is not this machine, unless told otherwise', () => {
    assert.equal(tls('postgres://u@127.0.0.1/db'), false);
    assert.equal(tls('postgres://u@%2Fvar%2Frun/db'), false);
    assert.deepEqual(tls('postgres://u@db.example.org/db'), {});
    assert.deepEqual(tls('postgres://u@127.0.0.1,db.example.org/db'), {});
    assert.equal(tls('postgres://u@db.example.org/db?sslmode=disable'), false);
    assert.deepEqual(tls('postgres://u@127.0.0.1/db?sslmode=verify-full&sslrootcert=system'), {});
    const required = tls('postgres://u@127.0.0.1/db?sslmode=require');
    assert.ok(typeof required === 'object' && required.rejectUnauthorized === false);
  });

  test('checks this machine as well, where a certificate is named: HAProxy on loopback leads elsewhere', () => {
    const root = file('root.pem', 'ROOT', 0o644);
    const [cert, key] = [file('client.pem', 'CERT', 0o644), file('client.key', 'KEY')];
    for (const host of ['localhost', '127.0.0.1', '[::1]', 'localhost,127.0.0.1']) {
      assert.deepEqual(tls(`postgres://u@${host}/db?sslrootcert=${root}`), { ca: 'ROOT' });
      assert.deepEqual(tls(`postgres://u@${host}/db?sslcert=${cert}&sslkey=${key}`), { cert: 'CERT', key: 'KEY' });
      assert.equal(tls(`postgres://u@${host}/db?sslrootcert=${root}&sslmode=disable`), false);
    }
    assert.equal(tls(`postgres://u@%2Fvar%2Frun/db?sslrootcert=${root}`), false, 'there is no TLS on a socket');
  });

  test('with a root certificate, require means verify-ca, as libpq has it', () => {
    const root = file('root.pem', 'ROOT', 0o644);
    for (const mode of ['require', 'verify-ca']) {
      const options = tls(`postgres://u@db.example.org/db?sslmode=${mode}&sslrootcert=${root}`);
      assert.ok(typeof options === 'object' && options.ca === 'ROOT' && options.rejectUnauthorized === undefined);
      assert.equal(options.checkServerIdentity?.('x', {} as never), undefined);
    }
  });

  test('takes a client certificate, whose key nobody else may read', () => {
    const [cert, key] = [file('client.pem', 'CERT', 0o644), file('client.key', 'KEY')];
    const url = `postgres://u@db.example.org/db?sslcert=${cert}&sslkey=${key}`;
    assert.deepEqual(tls(url), { cert: 'CERT', key: 'KEY' });
    chmodSync(key, 0o644);
    assert.throws(() => tls(url), /chmod 600/);
  });

  test('names a password file, which is read at each connection, and which nobody else may read', async () => {
    const path = file('pass', '# note\nother:*:*:*:no\n*:5433:db:r\\:ole:pa\\\\ss\\:word\n');
    const { password } = readPostgresUrl(`postgres://r%3Aole@db.example.org:5433/db?passfile=${path}`).config;
    assert.ok(typeof password === 'function');
    assert.equal(await password(), 'pa\\ss:word');
    file('pass', 'db.example.org:5433:*:*:changed\n');
    assert.equal(await password(), 'changed');
    chmodSync(path, 0o640);
    await assert.rejects(async () => password(), /chmod 600/);
  });

  test('that says something wrong is refused with what would be right, and is not shown', () => {
    const wrong = {
      'postgres://u:se#cret@host/db': /percent-encoded/,
      'postgres://u:secret%@host/db': /%25/,
      'postgres://u:secret@host:0/db': /1 to 65535/,
      'postgres://u:secret@host/db?sslmode=prefer': /verify-full/,
      'postgres://u:secret@host/db?sslmode=verify-ca': /sslrootcert/,
      'postgres://u:secret@host/db?sslcert=/x': /go together/,
      'postgres://u:secret@host/db?sslrootcert=/nowhere': /^sslrootcert: /,
      'postgres://u:secret@host/db?target_session_attrs=standby': /read-write/,
      'postgres://u:secret@host/db?ssl=true': /parameter ssl is not known/,
      'postgres://u:secret@host/db?connect_timeout=soon': /whole seconds/,
    };
    for (const [url, says] of Object.entries(wrong)) {
      assert.throws(
        () => readPostgresUrl(url),
        (error: Error) => {
          assert.ok(error instanceof PostgresUrlInvalid, url);
          assert.match(error.message, says);
          assert.ok(!inspect(error).includes('cret'), url);
          return true;
        },
      );
    }
  });
});
