import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import type { SettingsInput } from '../../src/settings/schema.ts';
import { newKey, startOutside } from '../harness/outside.ts';
import { partnerClient } from '../harness/partner-client.ts';
import { serveHere } from '../harness/serve-here.ts';
import { waitFor } from '../harness/wait-for.ts';
import { createProgram } from './program.ts';

const commandLineClient = 'a9910000-0002-4000-8000-000000000002';
const [hours, days] = [3_600_000, 86_400_000];

for (const [meanwhile, retention] of [
  ['where it was, old events were removed', '400d'],
  ['old events were removed on either side', '1d'],
] as const) {
  test(`an organisation comes back to where it was also when ${meanwhile}, and its trail verifies`, async () => {
    await using outside = await startOutside();
    const [contoso, fabrikam] = outside.issuer.directory.tenants.map(({ tenantId }) => tenantId);
    assert.ok(contoso && fabrikam);
    const operator = outside.issuer.directory.users.find(({ tenantId }) => tenantId === fabrikam);
    const operatorToken = () =>
      outside.issuer.mint({
        clientId: commandLineClient,
        tenant: fabrikam,
        userPrincipalName: operator?.userPrincipalName ?? '',
      });
    const common: Partial<SettingsInput> = {
      operatorTenant: fabrikam,
      issuers: outside.issuer
        .issuers()
        .map((each) => ({ ...each, audiences: [...each.audiences], tenants: [contoso, fabrikam] })),
      auditKeys: [{ id: 'audit', key: newKey() }],
    };
    const tenants = (...ids: string[]) => ({ tenants: ids.map((tenantId) => ({ tenantId, displayName: tenantId })) });
    const here = { ...common, ...tenants(contoso, fabrikam) };
    const there = { ...here, database: join(outside.folder, 'there') };
    using program = createProgram(outside.settings.publicOrigin);
    const file = (name: string) => join(outside.folder, name);
    const configured = (settings: object) => {
      writeFileSync(file('settings.json'), JSON.stringify({ ...outside.settings, ...settings }), { mode: 0o600 });
      return ['--config', file('settings.json'), '--key-file', file('transport.key')];
    };
    const run = async (...words: string[]) =>
      program.runWith({ environment: { ASSISTD_TOKEN: await operatorToken() } }, ...words);
    const done = async (...words: string[]) => {
      const { code, stderr } = await run(...words);
      assert.equal(code, 0, stderr);
    };
    const trailIn = (folder: unknown) => {
      using database = new DatabaseSync(join(String(folder), 'assistd.sqlite'), { readOnly: true });
      const select = 'SELECT min(sequence) AS oldest, max(sequence) AS newest FROM audit_events WHERE tenant_id = ?';
      return { ...database.prepare(select).get(contoso) } as { oldest: number | null; newest: number | null };
    };
    const trailHere = () => trailIn(outside.settings.database);
    const none = { oldest: null, newest: null };

    await done('keys', 'new', '--file', file('transport.key'));
    let id = '';
    {
      await using _ = await serveHere(outside, here);
      const client = partnerClient(outside.settings.publicOrigin, await outside.token());
      id = await client.create('one');
      await client.connect(id);
      await done('tenants', 'suspend', contoso);
    }
    await done('tenants', 'export', contoso, file('out'), ...configured(here));
    const newest = Number(trailHere().newest);
    outside.clock.turn(2 * days);
    {
      await using _ = await serveHere(outside, { ...here, auditRetention: '1d' });
      outside.clock.turn(hours);
      await waitFor('the events that are too old', () => trailHere().newest === null);
      const revoked = await run('callers', 'revoke', newKey(), '--tenant', contoso, '--reason', 'Left');
      assert.match(revoked.stderr, /moved to another database: revoke there/);
      assert.equal(revoked.code, 5);
    }
    assert.deepEqual(trailHere(), none, 'the trail of what has moved does not go on here');

    {
      // Its settings are those of the other, which name the organisation, and so it is there once the service has run.
      await using _ = await serveHere(outside, there);
    }
    await done('tenants', 'import', file('out'), ...configured(there));
    {
      await using service = await serveHere(outside, { ...there, auditRetention: retention });
      await done('tenants', 'resume', contoso);
      await done('tenants', 'suspend', contoso);
      await service.obligations.idle();
      if (retention === '1d') {
        outside.clock.turn(hours);
        await waitFor('the events that are too old', () => Number(trailIn(there.database).oldest) > newest);
      }
    }
    await done('tenants', 'export', contoso, file('back'), ...configured(there));
    await done('tenants', 'import', file('back'), ...configured(here));
    assert.ok(Number(trailHere().newest) > newest);
    await using service = await serveHere(outside, here);
    await done('tenants', 'resume', contoso);
    const token = await outside.token();
    const verified = await program.runWith({ environment: { ASSISTD_TOKEN: token } }, 'audit', 'verify', '-o', 'json');
    assert.equal(verified.code, 0, verified.stdout + verified.stderr);
    const client = partnerClient(outside.settings.publicOrigin, token);
    assert.equal(await client.disconnect(id), 204);
    await waitFor('the revocation', async () => {
      await service.obligations.idle();
      return outside.sandbox.grants.every(({ revokedAt }) => revokedAt !== undefined);
    });
  });
}
