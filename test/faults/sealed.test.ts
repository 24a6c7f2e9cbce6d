import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { silent } from '../../src/core/log.ts';
import type { Service } from '../../src/service.ts';
import { SettingsInvalid } from '../../src/settings/problem.ts';
import { newKey, type Outside, startOutside } from '../harness/outside.ts';
import { type PartnerClient, partnerClient } from '../harness/partner-client.ts';
import { serveHere } from '../harness/serve-here.ts';
import { serveProcess } from '../harness/serve-process.ts';
import { waitFor } from '../harness/wait-for.ts';

/** Every spelling in which a token could be read out of a file. */
function spellings(token: string): Buffer[] {
  const utf8 = Buffer.from(token);
  const base64 = [0, 1, 2].map((shift) => {
    // In the middle of other text, base64 begins at any of three offsets; its ends depend on what is around it.
    const text = Buffer.concat([Buffer.alloc(shift), utf8]).toString('base64');
    return text.slice(shift === 0 ? 0 : 4, -4);
  });
  const texts = [utf8.toString('hex'), utf8.toString('hex').toUpperCase(), ...base64, [...token].reverse().join('')];
  texts.push(...base64.map((text) => text.replaceAll('+', '-').replaceAll('/', '_')));
  return [
    utf8,
    Buffer.from(token, 'utf16le'),
    Buffer.from(token, 'utf16le').swap16(),
    ...texts.map((text) => Buffer.from(text)),
  ];
}

function filesBelow(folder: string): { file: string; content: Buffer }[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => ({ file: name, content: readFileSync(join(parentPath, name)) }));
}

function assertNoneIn(outside: Outside): void {
  assert.ok(outside.tokens.length > 0);
  for (const { file, content } of filesBelow(outside.folder)) {
    for (const [index, token] of outside.tokens.entries()) {
      assert.ok(token.length >= 20);
      for (const spelling of spellings(token)) {
        assert.ok(!content.includes(spelling), `token ${index} stands in ${file}`);
      }
    }
  }
}

function grantsOf(service: Service, { tenantId }: Outside) {
  return service.database.read(tenantId, (db) =>
    db.sql.selectFrom('grants').selectAll().where('tenant_id', '=', tenantId).orderBy('obtained_at').execute(),
  );
}

async function connected(client: PartnerClient, count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let index = 0; index < count; index++) {
    const id = await client.create(`partner ${index}`);
    await client.connect(id);
    ids.push(id);
  }
  return ids;
}

test('the search for a token finds one in each spelling', () => {
  const token = 'q-WeRtZ_uiop7asdfghjklyxcvbnm';
  const around = (text: Buffer) => Buffer.concat([Buffer.from('ab'), text, Buffer.from('cd')]);
  const base64url = around(Buffer.from(token)).toString('base64url');
  for (const content of [
    token,
    around(Buffer.from(token)).toString('base64'),
    base64url,
    around(Buffer.from(token)).toString('hex'),
  ]) {
    assert.ok(
      spellings(token).some((spelling) => Buffer.from(content).includes(spelling)),
      content,
    );
  }
  assert.ok(spellings(token).some((spelling) => Buffer.from(token, 'utf16le').includes(spelling)));
});

test('no file holds a token that can be read, neither while it is used nor when the service was killed', async () => {
  await using outside = await startOutside({ accessTokenLifetimeMs: 30_000 });
  const token = await outside.token();
  {
    // Tokens that expire within a minute are refreshed by the first call: the pair in use is another one than the first.
    await using service = await serveHere(outside, { watchInterval: '1s' });
    const ids = await connected(partnerClient(service.origin, token), 2);
    outside.clock.turn(2000);
    await service.obligations.idle();
    await waitFor('a pair to be refreshed', () => outside.tokens.length >= 6);
    assertNoneIn(outside);
    const sealed = (await grantsOf(service, outside)).map(({ sealed_grant }) => sealed_grant ?? '');
    for (const each of sealed)
      assert.deepEqual(JSON.parse(Buffer.from(each.split('.')[0] ?? '', 'base64url').toString()).enc, 'A256GCM');
    assert.equal(await partnerClient(service.origin, token).disconnect(ids[0] ?? ''), 204);
    await service.obligations.idle();
    assertNoneIn(outside);
  }
  assertNoneIn(outside);
  const killed = await serveProcess(outside);
  await connected(partnerClient(killed.origin, token), 1);
  killed.kill('SIGKILL');
  await killed.gone;
  assertNoneIn(outside);
});

test('nothing of a destroyed grant is left in any file: not its sealed tokens, not its key', async () => {
  await using outside = await startOutside();
  await using service = await serveHere(outside);
  const client = partnerClient(service.origin, await outside.token());
  const [id = ''] = await connected(client, 1);
  const [grant] = await grantsOf(service, outside);
  const sealed = [grant?.wrapped_key, grant?.sealed_grant].map((value) => String(value));
  const found = () =>
    sealed.filter((value) => filesBelow(outside.folder).some(({ content }) => content.includes(value)));
  assert.deepEqual(found(), sealed);
  assert.equal(await client.disconnect(id), 204);
  await service.obligations.idle();
  await waitFor('the files to be scrubbed', () => found().length === 0);
});

test('a master key is rotated while the service runs, and then the old one is not needed any more', async () => {
  await using outside = await startOutside();
  const token = await outside.token();
  const [first] = outside.settings.masterKeys as { id: string; key: string }[];
  assert.ok(first);
  const second = { id: 'second', key: newKey() };
  {
    await using service = await serveHere(outside);
    await connected(partnerClient(service.origin, token), 3);
    assert.deepEqual(
      (await grantsOf(service, outside)).map(({ key_id }) => key_id),
      ['first', 'first', 'first'],
    );
  }
  {
    await using service = await serveHere(outside, { masterKeys: [second, first] });
    await waitFor('every key to be wrapped anew', async () =>
      (await grantsOf(service, outside)).every(({ key_id }) => key_id === 'second'),
    );
    await connected(partnerClient(service.origin, token), 1);
  }
  await using service = await serveHere(outside, { masterKeys: [second] });
  const client = partnerClient(service.origin, token);
  const partners = (await service.database.read(outside.tenantId, (db) =>
    db.sql
      .selectFrom('remote_assistance_partners')
      .select('id')
      .where('tenant_id', '=', outside.tenantId)
      .where('onboardingStatus', '=', 'onboarded')
      .execute(),
  )) as { id: string }[];
  assert.equal(partners.length, 4);
  for (const { id } of partners) assert.equal(await client.disconnect(id), 204);
  await service.obligations.idle();
  assert.deepEqual(
    outside.sandbox.grants.map(({ revokedBy }) => revokedBy),
    ['client', 'client', 'client', 'client'],
  );
});

test('without its master key a grant is of no use, nothing claims otherwise, and the key brings it back', async () => {
  await using outside = await startOutside();
  const token = await outside.token();
  let id = '';
  {
    await using service = await serveHere(outside);
    [id = ''] = await connected(partnerClient(service.origin, token), 1);
  }
  {
    const told: string[] = [];
    const log = {
      ...silent,
      info: (_: object, text: string) => told.push(text),
      error: (_: object, text: string) => told.push(text),
    };
    await using service = await serveHere(outside, { masterKeys: [{ id: 'other', key: newKey() }] }, { log });
    await waitFor('the log', () => told.some((text) => /^not every data key opens/.test(text)));
    assert.ok(!told.some((text) => /are under the current master key/.test(text)));
    assert.equal(await partnerClient(service.origin, token).disconnect(id), 204);
    await service.obligations.idle();
    const [grant] = await grantsOf(service, outside);
    assert.equal(grant?.state, 'retiring');
    assert.equal(outside.sandbox.grants[0]?.revokedAt, undefined);
  }
  await using service = await serveHere(outside);
  await waitFor('the grant to be retired', async () => {
    outside.clock.turn(60_000);
    await service.obligations.idle();
    return outside.sandbox.grants[0]?.revokedBy === 'client';
  });
});

test('settings that are wrong are named before anything is opened', async () => {
  await using outside = await startOutside();
  await assert.rejects(serveHere(outside, { masterKeys: [{ id: 'short', key: 'c2hvcnQ=' }] }), (error: unknown) => {
    assert.ok(error instanceof SettingsInvalid);
    assert.match(error.message, /masterKeys.*short/s);
    assert.ok(!error.message.includes('c2hvcnQ='));
    return true;
  });
  assert.deepEqual(readdirSync(outside.folder), []);
});
