import assert from 'node:assert/strict';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { startOutside } from '../harness/outside.ts';
import { serveHere } from '../harness/serve-here.ts';
import { runServe } from '../harness/serve-process.ts';

test('serve names every setting that is wrong, at once, tells no secret, and ends with 2 before it opens anything', async () => {
  await using outside = await startOutside();
  const config = join(outside.folder, 'assistd.config.json');
  const secret = 'a-secret-that-nobody-may-read';
  const wrong = {
    ...outside.settings,
    publicOrigin: 'http://assist.example.org',
    database: 'memory',
    masterKeys: [{ id: 'short', key: secret }],
    issuers: [],
    connectors: [{ product: 'teamviewer', clientId: 'x', clientSecret: secret, apiBase: 'http://partner.example' }],
    permissions: 'old',
    onboardingLifetime: 'soon',
    publicOrgin: 'https://assist.example.org',
  };
  writeFileSync(config, JSON.stringify(wrong), { mode: 0o600 });
  const { gone, stderr } = runServe(['--config', config, '--max-body-bytes', 'big'], {
    ASSISTD_NOPE: '1',
    ASSISTD_PORT: '99999',
  });
  assert.equal(await gone, 2, stderr());
  const told = stderr();
  for (const name of [
    /publicOrigin \(.*https/,
    /database \(.*folder or a PostgreSQL URL/,
    /masterKeys .*short/,
    /issuers \(/,
    /connectors .*apiBase.*https/,
    /permissions \(/,
    /onboardingLifetime \(.*1h/,
    /publicOrgin .*did you mean publicOrigin/,
    /maxBodyBytes \(/,
    /ASSISTD_NOPE \(environment\)/,
    /port \(ASSISTD_PORT\)/,
  ]) {
    assert.match(told, name);
  }
  assert.ok(!told.includes(secret));
  assert.deepEqual(readdirSync(outside.folder), ['assistd.config.json']);
});

test('serve does not touch a database that a newer release has changed, and says so', async () => {
  await using outside = await startOutside();
  const config = join(outside.folder, 'assistd.config.json');
  writeFileSync(config, JSON.stringify(outside.settings), { mode: 0o600 });
  await (await serveHere(outside))[Symbol.asyncDispose]();
  const database = new DatabaseSync(join(String(outside.settings.database), 'assistd.sqlite'));
  database.exec(`INSERT INTO schema_migrations (version, name, oldest_program) VALUES (999, 'later', 999)`);
  const dump = () => database.prepare('SELECT * FROM remote_assistance_partners').all();
  const before = dump();
  const { gone, stderr } = runServe(['--config', config]);
  assert.equal(await gone, 1, stderr());
  assert.match(stderr(), /the database has schema version 999.*Start a newer release of assistd/s);
  assert.deepEqual(dump(), before);
  database.close();
});
